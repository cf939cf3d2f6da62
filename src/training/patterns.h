#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "training/labelled.h"

namespace refit::training {

// One feature that went with success or failure; the evidence behind one sentence.
struct Finding {
    std::string feature;
    double mean_successful{0};
    double mean_problematic{0};
    double effect{0};   // standardised difference, successful minus problematic
    double q_value{1};  // Benjamini-Hochberg over all features
    double p_value{1};  // Welch, two-sided
};

// One side of the split: how many, and means over those with features; 0 where there are none.
struct PatternSide {
    std::int64_t count{0};
    double avg_complexity{0};           // 0 (one thing) .. 1 (a busy poster)
    double avg_aspect_ratio_change{0};  // factor >= 1 by which width : height changed
    double avg_size_change_ratio{0};    // new area : old area
};

struct Patterns {
    PatternSide successful;
    PatternSide problematic;
    std::vector<Finding> findings;  // every feature that could be tested, strongest first
};

// Every person is one row per side, the mean of their sessions there, however many these are.
// Compares what succeeded (quality >= learn::kSuccessfulQuality) with what failed
// (<= learn::kProblematicQuality), feature by feature (learn/patterns.h). Sessions without
// features count in neither side. Never NaN.
// Method: docs/methods/pattern-analysis.md.
[[nodiscard]] Patterns analyse_patterns(std::span<const LabelledSession> sessions);

// Findings fit to act on: q <= kFindingQMax and |effect| >= kFindingEffectMin; strongest first.
inline constexpr double kFindingQMax = 0.10;
inline constexpr double kFindingEffectMin = 0.30;
[[nodiscard]] std::vector<Finding> significant(std::span<const Finding> findings);

// One finding in words, with its means and its effect; `describe` is a sentence with its q too.
[[nodiscard]] std::string observe(const Finding& finding);
[[nodiscard]] std::string describe(const Finding& finding);

// Every feature that could be tested over the `days` days before `until`, whatever came of it: what
// the weekly report tests together with its other questions.
[[nodiscard]] Result<std::vector<Finding>> pattern_findings(store::Database& database,
                                                            TimePoint until, int days = 30);

}  // namespace refit::training
