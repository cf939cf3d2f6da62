#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stats/summary.h"
#include "store/arm_statistics.h"
#include "store/database.h"
#include "store/weights.h"

namespace refit::experiment {

// What an arm is good or bad at, each measured once a unit: its rating, and the session it came
// with.
struct Head {
    std::string_view name;
    bool more_is_better;
    std::string_view unit;
};
inline constexpr std::size_t kHeadCount = 4;
inline constexpr std::array<Head, kHeadCount> kHeads{{
    {"quality", true, "stars"},
    {"latency", false, "seconds"},
    {"cost", false, "US cents"},
    {"correction", false, "size, 0 to 1"},
}};
inline constexpr double kObjectiveWeightMax = 1000;

// Summaries in the heads' units, in the order of kHeads.
using Heads = std::array<stats::Summary, kHeadCount>;
[[nodiscard]] Heads heads_of(const store::ArmCounts& counts);

// Weights are stars per unit ("latency": -0.2, a second costs a fifth of a star), so that they
// never reward what is worse. Errors: InvalidInput (unknown head, wrong sign, too large, all 0).
[[nodiscard]] Result<void> check_weights(const store::Weights& weights);
// Largest allowed means, for quality the smallest. Errors: InvalidInput.
[[nodiscard]] Result<void> check_head_limits(const store::Weights& limits);
// "quality:1,latency:-0.2". Errors: InvalidInput (not so written).
[[nodiscard]] Result<store::Weights> parse_pairs(std::string_view text);

// The weighted sum of the heads as outcomes for the allocation, on its scale y = (stars - 1) / 4:
// as many as the weighted head with the fewest has, with the mean sum w m / 4 and the variance that
// gives the mean the standard error sqrt(sum (w / 4)^2 s^2 / n). Heads are taken as independent.
// Without weights, or with quality at 1 alone, the ratings themselves. Empty while a weighted head
// is.
[[nodiscard]] stats::Summary scalar_rewards(const Heads& heads, const store::Weights& weights);

struct HeadEstimate {
    std::int64_t n{0};
    double mean{0};
    std::optional<double> low{};  // of the mean, 95 %, for one look; nullopt below two observations
    std::optional<double> high{};
};

struct ArmObjectives {
    std::string id{};
    std::string name{};
    bool active{false};
    std::array<std::optional<HeadEstimate>, kHeadCount> heads{};  // nullopt: nothing measured
    std::optional<HeadEstimate> score{};      // in stars; nullopt while a weighted head is empty
    bool within_limits{true};                 // by the means
    std::vector<std::string> dominated_by{};  // as good in every head both have, better in one
    std::vector<std::string> clearly_dominated_by{};  // and so by the intervals, without overlap
};

struct Objectives {
    store::Weights weights;
    store::Weights limits;
    std::vector<ArmObjectives> arms;  // in the order of the draw; the Pareto front is who is active
                                      // and dominated by nobody
    std::optional<std::string> best;  // active and within limits, of the highest score
};

// The arms of the present phase by the experiment's weights and limits, or by those given instead.
// Only active arms dominate. Errors: NotFound, InvalidInput.
struct ObjectiveQuery {
    std::string_view experiment_id;
    std::optional<store::Weights> weights{};
    std::optional<store::Weights> limits{};
};
[[nodiscard]] Result<Objectives> objectives(store::Transaction& tx, const ObjectiveQuery& query);

// Fills dominated_by and clearly_dominated_by. Pure.
void mark_dominated(std::vector<ArmObjectives>& arms);

}  // namespace refit::experiment
