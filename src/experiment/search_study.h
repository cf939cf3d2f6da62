#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "experiment/objectives.h"
#include "layout/parameters.h"
#include "learn/local_search.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/variants.h"

namespace refit::experiment {

// Phases whose ratings count, newest last; ratings of older ones are about other times.
inline constexpr std::int64_t kSearchPhasesMax = 20;
// An arm with fewer outcomes is not yet a point.
inline constexpr std::int64_t kSearchOutcomesMin = 3;
// Points a model is made of: the newest, the serving arm among them. Trials never end, and a
// process over all of them would one day be too large.
inline constexpr std::size_t kSearchPointsMax = 200;

// One arm as the search sees it: a point among the engine's parameters and what people said of it.
struct SearchArm {
    store::Variant variant{};
    layout::Parameters parameters{};
    std::int64_t outcomes{0};
    double stars{0};      // mean rating; meaningful with outcomes
    double deviation{0};  // of that mean, by the variance within all arms together
    Heads heads{};        // the same and the other objectives
};

// What is known of the parameters, recomputed from the store at every look: there is no other
// state.
struct SearchStudy {
    store::Experiment experiment{};
    layout::Parameters defaults{};      // what an arm without parameters of its own is served with
    std::vector<SearchArm> arms{};      // in the order of the draw, inactive ones included
    std::size_t leader{0};              // index of the arm a step starts from (canaries.h)
    std::optional<std::string> live{};  // the canary of the search that is on trial
    std::size_t tried{0};               // canaries of the search so far
    double reach{0.25};  // half side of the trust region, of a parameter's half range
};

// The half side of the trust region after canaries in this order: larger after each promotion,
// smaller after each retirement. Source of the idea: TuRBO (Eriksson et al., NeurIPS 2019).
inline constexpr double kReachFirst = 0.25;
inline constexpr double kReachMin = 0.08;
inline constexpr double kReachMax = 0.5;
[[nodiscard]] double reach_after(const std::vector<store::Variant>& variants);

// nullopt where no arm could be started from. A variant's outcomes are those of its present text:
// if that was ever changed, only the present phase's. Errors: NotFound, the store's.
[[nodiscard]] Result<std::optional<SearchStudy>> load_study(store::Transaction& tx,
                                                            std::string_view experiment_id,
                                                            const layout::Parameters& defaults);

// Parameters as a point of [0, 1]^d, d = layout::parameter_specs().size(), with the defaults in the
// middle; and back, to four decimals.
[[nodiscard]] Eigen::VectorXd to_unit(const layout::Parameters& parameters,
                                      const layout::Parameters& defaults);
[[nodiscard]] layout::Parameters from_unit(const Eigen::VectorXd& unit,
                                           const layout::Parameters& defaults);

// Standard deviation of mean ratings between parameter sets, believed before anybody rated, stars.
inline constexpr double kRatingScale = 0.5;
// The process over mean ratings of the arms, in stars; `shift` (one per arm, or empty) is taken off
// each first. Errors: those of LocalSearch::create().
[[nodiscard]] Result<learn::LocalSearch> rating_model(const SearchStudy& study,
                                                      const std::vector<double>& shift = {});
// The process over the experiment's objectives joined by Chebyshev's value with weights drawn from
// `seed` (ParEGO, learn/pareto_optimizer.h); nullopt where fewer than two heads have a weight or
// fewer than two arms have all of them.
[[nodiscard]] Result<std::optional<learn::LocalSearch>> goal_model(const SearchStudy& study,
                                                                   std::uint64_t seed);

}  // namespace refit::experiment
