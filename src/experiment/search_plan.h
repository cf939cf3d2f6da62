#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "experiment/replay.h"
#include "experiment/search_study.h"
#include "learn/local_search.h"

namespace refit::experiment {

// Bounds of one search; each canvas is one run of the engine.
inline constexpr std::size_t kReplayCanvasesMax = 24;
inline constexpr std::size_t kProbeCanvases = 8;      // to see which parameters matter here
inline constexpr std::size_t kSearchDimensions = 6;   // parameters that one step moves at most
inline constexpr std::size_t kSearchCandidates = 12;  // steps that are replayed
inline constexpr std::size_t kArmsReplayed = 30;      // past arms, newest first

// The guard: no canary may lose more than kHarmMargin stars with more than this probability.
inline constexpr double kHarmMargin = 0.2;
inline constexpr double kHarmMax = 0.2;
// Share of what the quality model promises, in stars, that is believed before anybody rated.
inline constexpr double kModelTrust = 0.5;

struct Move {
    std::string parameter{};
    double from{0};  // of the arm that serves
    double to{0};
};

// A parameter set that is worth a trial, and the evidence for it.
struct SearchProposal {
    std::string id{};  // "search-" + 12 hex digits of the content
    std::string name{};
    layout::Parameters parameters{};
    std::vector<Move> moves{};
    learn::StepBelief belief{};      // of mean ratings in stars, what the model promises included
    double harm{0};                  // P(loses more than kHarmMargin)
    double expected_improvement{0};  // E max(0, gain over the arm that serves); stars or, with
                                     // several objectives, Chebyshev's value
    ReplayComparison replay{};
    std::string nearest{};       // the arm with outcomes that is nearest …
    double nearest_distance{0};  // … in [0, 1]^d
    std::string note{};          // the same in words, for the history
};

struct SearchPlan {
    std::optional<SearchProposal> proposal{};
    std::string reason{};  // of the proposal, or why there is none
    std::string leader{};
    std::size_t canvases{0};
    std::vector<std::string> relevant{};  // parameters that change a stored canvas
    std::size_t candidates{0};
    std::size_t refused{0};  // by the replay …
    std::size_t harmful{0};  // … and by the guard
    double reach{0};
    bool quality_model{false};
};

// The next parameter set to try. Pure apart from `replay`. One step from the serving arm:
//   1. every parameter is moved by the reach on a few canvases: those that change nothing are left
//      alone, for nobody could tell;
//   2. candidates: six parameters drawn by how much they change, moved by LocalSearch; and, where a
//      quality model serves, the six moves it likes best;
//   3. each is replayed on the stored canvases and refused if one cannot be shown, if the model
//      expects clearly worse, or if the guard says so;
//   4. of the rest the one with the largest expected improvement.
// Equal study, canvases and seed give the equal plan. Method: docs/methods/parameter-search.md.
// Errors: those of LocalSearch::create().
[[nodiscard]] Result<SearchPlan> plan_search(const SearchStudy& study, const Replay& replay,
                                             std::uint64_t seed);

}  // namespace refit::experiment
