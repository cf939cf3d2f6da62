#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "layout/parameters.h"

namespace refit::experiment {

// What the engine makes of one stored canvas.
struct ReplayedCanvas {
    std::string problem{};  // "" if the result may be shown to a person
    std::vector<double> features{};
    std::optional<double> quality{};  // expected by the serving quality model, 0..1; nullopt: none
};

// Stored canvases, read once, to be laid out with any parameters: a brand-new variant has been seen
// by nobody, so this is what can be known of it before it gets traffic. The resize room does it;
// it is handed in by app. Equal parameters give equal answers; one entry per canvas, at most
// `canvases` of them from the front (the most recent).
using Replay = std::function<std::vector<ReplayedCanvas>(const layout::Parameters& parameters,
                                                         std::size_t canvases)>;
using ReplayLoader = std::function<Result<Replay>()>;

// A candidate against what serves, canvas by canvas.
struct ReplayComparison {
    std::size_t canvases{0};
    std::size_t changed{0};                // laid out differently
    std::size_t invalid{0};                // may not be shown, though what serves may
    std::string problem{};                 // of the first invalid one
    std::optional<double> quality_gain{};  // mean, -1..1; nullopt: no quality model serves
    double gain_error{0};                  // its standard error over the canvases
};
// Requires the same canvases in the same order.
[[nodiscard]] ReplayComparison compare_replays(const std::vector<ReplayedCanvas>& serving,
                                               const std::vector<ReplayedCanvas>& candidate);

// A mean loss of expected quality by more than this is a reason not to try at all.
inline constexpr double kReplayLossMax = 0.05;

// Why a candidate must not get traffic; nullopt if it may.
[[nodiscard]] std::optional<std::string> refusal(const ReplayComparison& comparison);

}  // namespace refit::experiment
