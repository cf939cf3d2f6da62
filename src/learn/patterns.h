#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace refit::learn {

// Results at or above this quality count as successful, at or below the other as problematic; those
// between say nothing clear and are left out.
inline constexpr double kSuccessfulQuality = 0.7;
inline constexpr double kProblematicQuality = 0.4;
// Fewer rows than this in either group: no findings.
inline constexpr std::int64_t kPatternGroupMin = 5;
// Reported for groups without any spread of their own, where the effect size has no bound.
inline constexpr double kEffectSizeMax = 10.0;

struct PatternRow {
    std::vector<double> features{};
    double quality{0};  // in [0, 1]
};

enum class PatternDirection : std::uint8_t {
    HigherInSuccess,  // the feature is larger where results were good
    HigherInProblems,
};

// One feature that was compared between the two groups.
struct PatternFinding {
    std::string feature{};
    double mean_successful{0};
    double mean_problematic{0};
    double difference{0};   // successful - problematic, in the feature's unit
    double effect_size{0};  // Hedges' g: the difference in pooled standard deviations
    double p_value{1};      // Welch, two-sided; without spread, of the exact split
    double q_value{1};      // Benjamini-Hochberg over all features compared
    PatternDirection direction{PatternDirection::HigherInSuccess};
};

struct PatternReport {
    std::int64_t successful{0};
    std::int64_t problematic{0};
    std::int64_t left_out{0};                // between the thresholds
    std::vector<PatternFinding> findings{};  // every comparable feature, smallest q first

    // Those with q <= alpha: at most that share of them is expected to be false.
    [[nodiscard]] std::vector<PatternFinding> significant(double alpha = 0.05) const;
};

// Which features go with success and which with problems. A feature that is the same in every row
// is not compared. Requires features of names' length in every row (asserted).
//
// Associations, not causes: the features of a design are not drawn at random.
//
// Source: Welch's test (stats/welch.h); Benjamini & Hochberg 1995; Hedges, "Distribution theory
// for Glass's estimator of effect size", J. Educational Statistics 6, 1981 (small-sample factor
// 1 - 3 / (4 df - 1)).
[[nodiscard]] PatternReport analyse_patterns(std::span<const std::string> names,
                                             std::span<const PatternRow> rows);

}  // namespace refit::learn
