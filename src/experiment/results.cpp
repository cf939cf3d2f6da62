#include "experiment/results.h"

#include <algorithm>
#include <utility>

#include "experiment/allocation.h"
#include "experiment/arm_intervals.h"
#include "experiment/draws.h"
#include "experiment/holdback.h"
#include "experiment/significance.h"
#include "experiment/verdicts.h"
#include "stats/bayes.h"
#include "stats/srm.h"
#include "store/arm_statistics.h"
#include "store/variants.h"
#include "store/verdicts.h"

namespace refit::experiment {
namespace {

// Everything the figures are made of, read in one snapshot.
struct Data {
    store::Experiment experiment;
    std::vector<store::Variant> variants;  // in the order of the draw
    std::vector<store::ArmCounts> counts;  // same order
    store::Weights weights;
    std::int64_t held_exposures{0};
    std::vector<store::Verdict> verdicts{};  // declared in this phase
};

Result<Data> load(store::Transaction& tx, std::string_view experiment_id) {
    REFIT_TRY(experiment, store::find_experiment(tx, experiment_id));
    if (!experiment) {
        return fail(ErrorCode::NotFound, "no experiment '" + std::string{experiment_id} + "'");
    }
    REFIT_TRY(variants, store::list_variants(tx, experiment_id));
    REFIT_TRY(rows, store::list_arm_statistics(tx, experiment_id, experiment->bucket_version));
    REFIT_TRY(policy, store::latest_policy(tx, experiment_id));
    Data data{std::move(*experiment), std::move(variants), {}, {}};
    for (const store::ArmStatistics& row : rows) {
        if (row.held_back) data.held_exposures += row.counts.exposures;
    }
    for (const store::Variant& variant : data.variants) {
        const auto row = std::ranges::find_if(rows, [&](const store::ArmStatistics& arm) {
            return arm.variant_id == variant.id && !arm.held_back;
        });
        data.counts.push_back(row == rows.end() ? store::ArmCounts{} : row->counts);
    }
    if (policy) data.weights = policy->weights;
    REFIT_TRY(verdicts, store::list_verdicts(tx, experiment_id, data.experiment.bucket_version));
    data.verdicts = std::move(verdicts);
    return data;
}

double ratio(double part, std::int64_t whole) {
    return whole > 0 ? part / static_cast<double>(whole) : 0;
}

double percent(std::int64_t part, std::int64_t whole) {
    return 100.0 * ratio(static_cast<double>(part), whole);
}

VariantMetrics make_metrics(const store::ArmCounts& counts) {
    VariantMetrics metrics;
    metrics.total_uses = counts.sessions;
    metrics.users = counts.exposures;
    metrics.ratings = counts.all_ratings;
    metrics.avg_rating = ratio(counts.all_rating_sum, counts.all_ratings);
    metrics.success_rate = percent(counts.all_successes, counts.all_ratings);
    metrics.avg_processing_time = ratio(counts.processing_sum, counts.processing_n);
    metrics.correction_rate = percent(counts.corrections, counts.sessions);
    metrics.feedback_rate = percent(counts.all_ratings, counts.sessions);
    return metrics;
}

// A posterior of y in [0, 1], told in stars; what lies beyond the scale is cut off.
Interval in_stars(const stats::NormalPosterior& posterior) {
    const stats::Interval held = stats::credible_interval(posterior, 1 - kAlpha);
    const auto stars = [](double y) { return std::clamp(1 + 4 * y, 1.0, 5.0); };
    return {stars(posterior.mean), stars(held.low), stars(held.high), 1 - kAlpha};
}

std::vector<VariantResult> make_variants(const Data& data) {
    std::vector<VariantResult> results;
    std::vector<stats::NormalPosterior> posteriors;  // of the active arms
    for (std::size_t i = 0; i < data.variants.size(); ++i) {
        const store::Variant& variant = data.variants[i];
        const stats::NormalPosterior posterior = stats::normal_posterior(rewards(data.counts[i]));
        VariantResult result;
        result.id = variant.id;
        result.name = variant.name;
        result.active = variant.active;
        result.weight = store::weight_of(data.weights, variant.id).value_or(0);
        result.version = variant.current_version;
        result.origin = std::string{store::to_text(variant.origin)};
        result.metrics = make_metrics(data.counts[i]);
        result.outcomes = data.counts[i].outcomes;
        if (result.outcomes > 0) result.estimate = in_stars(posterior);
        if (variant.active) posteriors.push_back(posterior);
        results.push_back(std::move(result));
    }
    if (posteriors.empty()) return results;
    const std::vector<double> best = stats::probability_best(posteriors);
    std::size_t next = 0;
    for (VariantResult& result : results) {
        if (result.active) result.probability_best = best[next++];
    }
    return results;
}

Result<void> add_intervals(const store::Experiment& experiment,
                           const std::vector<DrawOutcome>& draws,
                           std::vector<VariantResult>& arms) {
    if (experiment.allocation == store::Allocation::Contextual) return {};
    REFIT_TRY(intervals, arm_intervals(draws));
    for (VariantResult& arm : arms) {
        const auto found = intervals.find(arm.id);
        if (found != intervals.end()) arm.always_valid = found->second;
    }
    return {};
}

Srm make_srm(const Data& data) {
    Srm srm;
    std::vector<std::int64_t> observed;
    std::vector<double> expected;
    for (std::size_t i = 0; i < data.variants.size(); ++i) {
        const store::ArmCounts& counts = data.counts[i];
        observed.push_back(counts.exposures);
        expected.push_back(counts.expected_exposures);
        srm.observed.emplace_back(data.variants[i].id, static_cast<double>(counts.exposures));
        srm.expected.emplace_back(data.variants[i].id, counts.expected_exposures);
    }
    if (const auto test = stats::sample_ratio_test(observed, expected)) {
        srm.p_value = test->p_value;
        srm.alarm = test->alarm();
    }
    return srm;
}

Result<Comparison> compare_named(const Data& data, const std::vector<DrawOutcome>& draws,
                                 const store::Variant& a, const store::Variant& b) {
    REFIT_TRY(comparison, compare_pair(draws, {a.id, b.id}));
    attach_verdict(data.verdicts, comparison);
    comparison.verdict = make_verdict(comparison, a.name, b.name);
    return comparison;
}

Result<store::Variant> require_variant(const Data& data, std::string_view id) {
    const auto found = std::ranges::find(data.variants, id, &store::Variant::id);
    if (found != data.variants.end()) return *found;
    return fail(ErrorCode::NotFound,
                "no variant '" + std::string{id} + "' in experiment '" + data.experiment.id + "'");
}

}  // namespace

Result<Results> results(store::Transaction& tx, std::string_view experiment_id) {
    REFIT_TRY(data, load(tx, experiment_id));
    REFIT_TRY(draws, load_draws(tx, data.experiment));
    REFIT_TRY(learning, learning_effect(draws));
    REFIT_TRY(history, store::list_policies(tx, experiment_id, kPolicyHistoryMax));
    Results results;
    results.held_exposures = data.held_exposures;
    results.srm = make_srm(data);
    results.learning = std::move(learning);
    results.variants = make_variants(data);
    REFIT_CHECK(add_intervals(data.experiment, draws, results.variants));
    for (const store::ArmCounts& counts : data.counts) results.exposures += counts.exposures;
    for (std::size_t i = 1; i < data.variants.size(); ++i) {
        REFIT_TRY(comparison, compare_named(data, draws, data.variants[0], data.variants[i]));
        results.comparisons.push_back(std::move(comparison));
    }
    results.experiment = std::move(data.experiment);
    results.policy_history = std::move(history);
    return results;
}

Result<std::vector<VariantResult>> performance(store::Transaction& tx,
                                               std::string_view experiment_id) {
    REFIT_TRY(data, load(tx, experiment_id));
    std::vector<VariantResult> arms = make_variants(data);
    std::ranges::stable_sort(arms, std::ranges::greater{}, [](const VariantResult& arm) {
        return arm.metrics.avg_rating * arm.metrics.success_rate;
    });
    return arms;
}

Result<Comparison> compare(store::Transaction& tx, std::string_view experiment_id,
                           std::string_view a, std::string_view b) {
    REFIT_TRY(data, load(tx, experiment_id));
    REFIT_TRY(first, require_variant(data, a));
    REFIT_TRY(second, require_variant(data, b));
    if (first.id == second.id) {
        return fail(ErrorCode::InvalidInput, "a variant cannot be compared with itself");
    }
    REFIT_TRY(draws, load_draws(tx, data.experiment));
    return compare_named(data, draws, first, second);
}

}  // namespace refit::experiment
