#include "experiment/search_study.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "experiment/canaries.h"
#include "learn/pareto_optimizer.h"
#include "store/arm_statistics.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

constexpr double kGrow = 1.5;
constexpr double kShrink = 0.9;
constexpr double kMiddleMargin = 0.02;  // of a range: a default nearer to a bound is moved inside

// The variance within arms is shrunk towards one star as if two ratings more had told it.
constexpr double kVariancePrior = 1.0;
constexpr double kVariancePriorWeight = 2.0;
constexpr double kGoalScale = 0.25;
constexpr double kGoalDeviationMin = 0.01;

constexpr std::size_t kQuality = 0;

// The heads of every variant over the phases in which it had its present text.
Result<void> add_outcomes(store::Transaction& tx, SearchStudy& study) {
    const std::int64_t now = study.experiment.bucket_version;
    for (std::int64_t phase = std::max<std::int64_t>(1, now - kSearchPhasesMax + 1); phase <= now;
         ++phase) {
        REFIT_TRY(rows, store::list_arm_statistics(tx, study.experiment.id, phase));
        for (const store::ArmStatistics& row : rows) {
            const auto arm = std::ranges::find_if(
                study.arms, [&](const SearchArm& one) { return one.variant.id == row.variant_id; });
            if (arm == study.arms.end() || row.held_back) continue;
            if (arm->variant.current_version > 1 && phase < now) continue;
            const Heads heads = heads_of(row.counts);
            for (std::size_t k = 0; k < kHeadCount; ++k) arm->heads[k].merge(heads[k]);
        }
    }
    return {};
}

// The variance of one observation within arms, all arms together.
double pooled_variance(const SearchStudy& study, std::size_t head, double prior) {
    double squares = kVariancePriorWeight * prior;
    double degrees = kVariancePriorWeight;
    for (const SearchArm& arm : study.arms) {
        const auto variance = arm.heads[head].variance();
        if (!variance) continue;
        const double freedom = static_cast<double>(arm.heads[head].n - 1);
        squares += freedom * *variance;
        degrees += freedom;
    }
    return squares / degrees;
}

void summarise(SearchStudy& study) {
    const double variance = pooled_variance(study, kQuality, kVariancePrior);
    for (SearchArm& arm : study.arms) {
        arm.outcomes = arm.heads[kQuality].n;
        if (arm.outcomes == 0) continue;
        arm.stars = arm.heads[kQuality].mean();
        arm.deviation = std::sqrt(variance / static_cast<double>(arm.outcomes));
    }
}

double middle_of(const layout::ParameterSpec& spec, double value) {
    const double margin = kMiddleMargin * (spec.max - spec.min);
    return std::clamp(value, spec.min + margin, spec.max - margin);
}

std::vector<std::size_t> weighted_heads(const store::Experiment& experiment) {
    std::vector<std::size_t> heads;
    for (std::size_t k = 0; k < kHeadCount; ++k) {
        if (store::weight_of(experiment.objective_weights, kHeads[k].name).value_or(0) != 0)
            heads.push_back(k);
    }
    return heads;
}

// One head of the arms that have all: larger is better, from 0 to 1 over their range.
struct ScaledHead {
    std::vector<double> values;
    std::vector<double> deviations;
};

ScaledHead scale_head(const SearchStudy& study, const std::vector<const SearchArm*>& arms,
                      std::size_t head) {
    const double sign = kHeads[head].more_is_better ? 1.0 : -1.0;
    ScaledHead scaled;
    for (const SearchArm* arm : arms) scaled.values.push_back(sign * arm->heads[head].mean());
    const auto [low, high] = std::ranges::minmax_element(scaled.values);
    const double least = *low;
    const double range = *high - *low;
    const double variance = pooled_variance(study, head, range * range);
    for (std::size_t i = 0; i < arms.size(); ++i) {
        const double error = std::sqrt(variance / static_cast<double>(arms[i]->heads[head].n));
        scaled.deviations.push_back(range > 0 ? error / range : 0.0);
        scaled.values[i] = range > 0 ? (scaled.values[i] - least) / range : 1.0;
    }
    return scaled;
}

std::vector<const SearchArm*> arms_with(const SearchStudy& study,
                                        const std::vector<std::size_t>& heads) {
    std::vector<const SearchArm*> arms;
    for (const SearchArm& arm : study.arms) {
        const bool all = std::ranges::all_of(
            heads, [&](std::size_t k) { return arm.heads[k].n >= kSearchOutcomesMin; });
        if (all) arms.push_back(&arm);
    }
    return arms;
}

// The newest of the points, in their order; the one at `leader` stays.
void keep_newest(std::vector<learn::SeenPoint>& seen, std::optional<std::size_t> leader) {
    if (seen.size() <= kSearchPointsMax) return;
    const std::size_t first = seen.size() - kSearchPointsMax;
    if (leader && *leader < first) seen[first] = seen[*leader];
    seen.erase(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(first));
}
static_assert(kSearchPointsMax <= learn::LocalSearch::kPointsMax);

}  // namespace

double reach_after(const std::vector<store::Variant>& variants) {
    double reach = kReachFirst;
    for (const store::Variant& variant : variants) {
        if (variant.origin != store::VariantOrigin::Search) continue;
        if (!is_canary(variant))
            reach *= kGrow;
        else if (!variant.active)
            reach *= kShrink;
        reach = std::clamp(reach, kReachMin, kReachMax);
    }
    return reach;
}

Result<std::optional<SearchStudy>> load_study(store::Transaction& tx,
                                              std::string_view experiment_id,
                                              const layout::Parameters& defaults) {
    REFIT_TRY(experiment, store::find_experiment(tx, experiment_id));
    if (!experiment) {
        return fail(ErrorCode::NotFound, "no experiment '" + std::string{experiment_id} + "'");
    }
    REFIT_TRY(variants, store::list_variants(tx, experiment_id));
    REFIT_TRY(policy, store::latest_policy(tx, experiment_id));
    const store::Variant* leader = leader_of(variants, policy ? policy->weights : store::Weights{});
    if (leader == nullptr) return std::optional<SearchStudy>{};
    SearchStudy study{.experiment = std::move(*experiment), .defaults = defaults};
    study.reach = reach_after(variants);
    bool led = false;
    for (const store::Variant& variant : variants) {
        REFIT_TRY(version, store::find_variant_version(tx, variant.id, variant.current_version));
        if (!version) continue;
        auto parameters = layout::Parameters::parse(version->parameters, defaults);
        if (!parameters) continue;  // written by another program: no point of this space
        if (variant.origin == store::VariantOrigin::Search) {
            ++study.tried;
            if (variant.active && is_canary(variant)) study.live = variant.id;
        }
        if (variant.id == leader->id) {
            study.leader = study.arms.size();
            led = true;
        }
        study.arms.push_back({.variant = variant, .parameters = std::move(*parameters)});
    }
    if (!led) return std::optional<SearchStudy>{};  // no other arm stands for the one that serves
    REFIT_CHECK(add_outcomes(tx, study));
    summarise(study);
    return std::optional{std::move(study)};
}

Eigen::VectorXd to_unit(const layout::Parameters& parameters, const layout::Parameters& defaults) {
    const auto specs = layout::parameter_specs();
    Eigen::VectorXd unit(static_cast<Eigen::Index>(specs.size()));
    for (std::size_t j = 0; j < specs.size(); ++j) {
        const double middle = middle_of(specs[j], defaults.values()[j]);
        unit[static_cast<Eigen::Index>(j)] =
            learn::to_half(parameters.values()[j], specs[j].min, middle, specs[j].max);
    }
    return unit;
}

layout::Parameters from_unit(const Eigen::VectorXd& unit, const layout::Parameters& defaults) {
    const auto specs = layout::parameter_specs();
    REFIT_ASSERT(unit.size() == static_cast<Eigen::Index>(specs.size()));
    layout::Parameters parameters = defaults;
    for (std::size_t j = 0; j < specs.size(); ++j) {
        const double middle = middle_of(specs[j], defaults.values()[j]);
        const double value = learn::from_half(unit[static_cast<Eigen::Index>(j)], specs[j].min,
                                              middle, specs[j].max);
        const double rounded = std::round(value * 1e4) / 1e4;
        const auto set =
            parameters.set(specs[j].name, std::clamp(rounded, specs[j].min, specs[j].max));
        REFIT_ASSERT(set.has_value());
    }
    return parameters;
}

Result<learn::LocalSearch> rating_model(const SearchStudy& study,
                                        const std::vector<double>& shift) {
    REFIT_ASSERT(shift.empty() || shift.size() == study.arms.size());
    std::vector<learn::SeenPoint> seen;
    std::optional<std::size_t> leader;
    for (std::size_t i = 0; i < study.arms.size(); ++i) {
        const SearchArm& arm = study.arms[i];
        if (arm.outcomes < kSearchOutcomesMin) continue;
        if (i == study.leader) leader = seen.size();
        const double expected = shift.empty() ? 0.0 : shift[i];
        seen.push_back(
            {to_unit(arm.parameters, study.defaults), arm.stars - expected, arm.deviation});
    }
    keep_newest(seen, leader);
    return learn::LocalSearch::create(seen,
                                      to_unit(study.arms[study.leader].parameters, study.defaults),
                                      {.scale = kRatingScale});
}

Result<std::optional<learn::LocalSearch>> goal_model(const SearchStudy& study, std::uint64_t seed) {
    const std::vector<std::size_t> heads = weighted_heads(study.experiment);
    const std::vector<const SearchArm*> arms = arms_with(study, heads);
    if (heads.size() < 2 || arms.size() < 2) return std::optional<learn::LocalSearch>{};
    const std::vector<double> weights = learn::simplex_weights(heads.size(), seed);
    std::vector<ScaledHead> scaled;
    scaled.reserve(heads.size());
    for (const std::size_t head : heads) scaled.push_back(scale_head(study, arms, head));
    std::vector<learn::SeenPoint> seen;
    std::optional<std::size_t> leader;
    for (std::size_t i = 0; i < arms.size(); ++i) {
        if (arms[i] == &study.arms[study.leader]) leader = i;
        std::vector<double> values;
        double variance = 0.0;
        for (std::size_t k = 0; k < heads.size(); ++k) {
            values.push_back(scaled[k].values[i]);
            variance += std::pow(weights[k] * scaled[k].deviations[i], 2);
        }
        seen.push_back({to_unit(arms[i]->parameters, study.defaults),
                        learn::chebyshev(values, weights),
                        std::max(kGoalDeviationMin, std::sqrt(variance))});
    }
    keep_newest(seen, leader);
    REFIT_TRY(model, learn::LocalSearch::create(
                         seen, to_unit(study.arms[study.leader].parameters, study.defaults),
                         {.scale = kGoalScale}));
    return std::optional{std::move(model)};
}

}  // namespace refit::experiment
