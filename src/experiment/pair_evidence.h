#pragma once

#include <cstdint>
#include <optional>

#include "experiment/results.h"
#include "stats/e_process.h"
#include "stats/tilt_e_process.h"

namespace refit::experiment {

// Whether a rating, 1..5, counts as a success.
[[nodiscard]] bool is_success(int rating);

// What is decided about two arms, "e-mean/2": the running maximum of
//
//   E = .7 T + .15 E1 + .15 E2
//
//   T   TiltEProcess of the rating    E1  CategoryEProcess of success
//   E2  BettingEProcess of the mean rating, whose interval is shown
//
// over the same units, in the order in which their words came; again an e-process because weighted
// means of e-values are (decision 0035). Error rates and power, measured:
// bench/results/inference.txt. add() is O(kGridPoints), or O(1) without the interval. Not
// thread-safe.
class PairEvidence {
public:
    enum class Interval : std::uint8_t { Tracked, Untracked };

    explicit PairEvidence(Interval interval = Interval::Tracked);

    // One unit: its rating, its arm (0 or 1), the two arms' propensities at the draw. A unit that
    // could only get one of the two changes nothing.
    // ErrorCode::Internal if its own propensity is not positive (a damaged row).
    [[nodiscard]] Result<void> add(int rating, std::size_t arm, double of_0, double of_1);

    // ln of the largest E so far; 0 for no data.
    [[nodiscard]] double log_e_max() const { return log_e_max_; }
    // ln E at the last unit: an e-value whenever one looks, which the largest so far is not.
    [[nodiscard]] double log_e() const { return log_e_; }
    [[nodiscard]] AlwaysValid answer() const;
    // Mean rating of arm 1 minus arm 0, in stars.
    [[nodiscard]] experiment::Interval difference() const;
    // Where E first reached 1/kAlpha, but for its `arrival`; nullopt: nowhere yet.
    [[nodiscard]] const std::optional<Crossing>& crossing() const { return crossing_; }

private:
    stats::TiltEProcess tilt_{2};
    stats::CategoryEProcess success_{2, 2};
    stats::BettingEProcess rating_;
    double log_e_{0};
    double log_e_max_{0};
    std::int64_t units_{0};
    std::optional<Crossing> crossing_;
};

}  // namespace refit::experiment
