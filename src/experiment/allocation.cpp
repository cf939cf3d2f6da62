#include "experiment/allocation.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "experiment/audit.h"
#include "experiment/contextual.h"
#include "experiment/evidence.h"
#include "experiment/objectives.h"
#include "experiment/shares.h"
#include "json/writer.h"
#include "store/arm_statistics.h"
#include "store/user_outcomes.h"
#include "store/variants.h"

namespace refit::experiment {
namespace {

std::unique_ptr<learn::AllocationPolicy> make_policy(const store::Experiment& experiment) {
    switch (experiment.allocation) {
        case store::Allocation::Fixed:
            return learn::make_fixed_policy();
        case store::Allocation::Contextual:  // what people without a canvas get
        case store::Allocation::Thompson:
            break;
    }
    learn::ThompsonOptions options;
    options.exploration = experiment.exploration_floor;
    return learn::make_thompson_policy(options);
}

// The figures the weights rest on, for whoever asks later why traffic moved.
std::string details_json(const Evidence& evidence, const store::Experiment& experiment) {
    json::Writer out;
    out.begin_object();
    out.member("method", make_policy(experiment)->name());
    out.member("bucketVersion", experiment.bucket_version);
    if (experiment.half_life_days > 0) out.member("halfLifeDays", experiment.half_life_days);
    if (!experiment.objective_weights.empty()) {
        out.raw_member("objectives", store::print_weights(experiment.objective_weights));
    }
    out.member("explorationFloor", experiment.exploration_floor).key("arms").begin_array();
    for (std::size_t i = 0; i < evidence.arms.size(); ++i) {
        const learn::ArmEvidence& arm = evidence.arms[i];
        out.begin_object().member("id", evidence.variant_ids[i]);
        out.member("requested", arm.requested_share).member("outcomes", arm.outcomes.n);
        if (arm.traffic_cap) out.member("cap", *arm.traffic_cap);
        out.member("rewardSum", arm.outcomes.sum);
        out.member("rewardSquareSum", arm.outcomes.sum_squares).end_object();
    }
    return out.end_array().end_object().take();
}

// What is known of the arms of an experiment, by variant.
class Known {
public:
    static Result<Known> load(store::Transaction& tx, const store::Experiment& experiment,
                              TimePoint now) {
        Known known{experiment};
        REFIT_TRY(rows, store::list_arm_statistics(tx, experiment.id, experiment.bucket_version));
        known.rows_ = std::move(rows);
        known.today_ = now.time_since_epoch() / std::chrono::hours{24};
        if (experiment.half_life_days <= 0) return known;
        REFIT_TRY(days, store::list_outcome_days(tx, experiment.id, experiment.bucket_version));
        known.days_ = std::move(days);
        return known;
    }

    // What the weights follow: the ratings, or the experiment's objectives.
    [[nodiscard]] stats::Summary of(std::string_view variant_id) const {
        const auto row = std::ranges::find_if(rows_, [&](const store::ArmStatistics& arm) {
            return arm.variant_id == variant_id && !arm.held_back;
        });
        if (row == rows_.end()) return {};
        const double half_life = experiment_->half_life_days;
        if (half_life <= 0 && experiment_->objective_weights.empty()) return rewards(row->counts);
        Heads heads = heads_of(row->counts);
        if (half_life > 0) heads[0] = discounted(days_, variant_id, today_, half_life);
        return scalar_rewards(heads, experiment_->objective_weights);
    }

private:
    explicit Known(const store::Experiment& experiment) : experiment_{&experiment} {}

    const store::Experiment* experiment_;
    std::vector<store::ArmStatistics> rows_;
    std::vector<store::OutcomeDay> days_;
    std::int64_t today_{0};
};

// Active, with a requested share, not stopped; where guardrails have stopped all of these, the
// control.
std::vector<store::Variant> drawn_from(const std::vector<store::Variant>& variants) {
    std::vector<store::Variant> found;
    for (const store::Variant& variant : variants) {
        if (variant.active && variant.weight > 0 && !variant.stopped) found.push_back(variant);
    }
    const bool any_share = std::ranges::any_of(
        variants, [](const store::Variant& v) { return v.active && v.weight > 0; });
    if (found.empty() && any_share) found.push_back(*control_of(variants));
    return found;
}

}  // namespace

stats::Summary rewards(const store::ArmCounts& counts) {
    // With y = (r - 1) / 4: sum y = (R - n) / 4 and sum y^2 = (Q - 2 R + n) / 16, both exact.
    const double n = static_cast<double>(counts.outcomes);
    return {.n = counts.outcomes,
            .sum = (counts.rating_sum - n) / 4.0,
            .sum_squares = (counts.rating_sq_sum - 2.0 * counts.rating_sum + n) / 16.0};
}

Result<Evidence> gather_evidence(store::Transaction& tx, const store::Experiment& experiment,
                                 TimePoint now) {
    REFIT_TRY(variants, store::list_variants(tx, experiment.id));
    REFIT_TRY(known, Known::load(tx, experiment, now));
    Evidence evidence;
    for (const store::Variant& variant : drawn_from(variants)) {
        learn::ArmEvidence arm;
        arm.requested_share = variant.weight;
        arm.traffic_cap = variant.traffic_cap;
        arm.outcomes = known.of(variant.id);
        if (variant.warm_from) arm.outcomes = warmed(arm.outcomes, known.of(*variant.warm_from));
        evidence.variant_ids.push_back(variant.id);
        evidence.arms.push_back(arm);
    }
    return evidence;
}

Result<store::Weights> allocate(const Evidence& evidence, const store::Experiment& experiment) {
    if (evidence.arms.empty()) {
        return fail(ErrorCode::Unavailable,
                    "experiment '" + experiment.id + "' has no active variant with a weight");
    }
    const std::vector<double> shares = make_policy(experiment)->weights(evidence.arms);
    store::Weights weights;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        weights.emplace_back(evidence.variant_ids[i], shares[i]);
    }
    return weights;
}

Result<Reallocation> reallocate(store::Transaction& tx, const std::string& experiment_id,
                                const std::string& reason, TimePoint now) {
    REFIT_CHECK(tx.lock("experiment:" + experiment_id));
    REFIT_TRY(experiment, store::find_experiment(tx, experiment_id));
    if (!experiment) return fail(ErrorCode::NotFound, "no experiment '" + experiment_id + "'");
    REFIT_TRY(evidence, gather_evidence(tx, *experiment, now));
    REFIT_TRY(weights, allocate(evidence, *experiment));
    if (experiment->allocation == store::Allocation::Contextual)
        REFIT_CHECK(welcome_arms(tx, *experiment, evidence.variant_ids));
    REFIT_TRY(latest, store::latest_policy(tx, experiment_id));
    if (latest && latest->weights == weights) return Reallocation{false, std::move(*latest)};

    store::Policy policy;
    policy.experiment_id = experiment_id;
    policy.weights = std::move(weights);
    policy.reason = reason;
    policy.details = details_json(evidence, *experiment);
    policy.created_at = now;
    REFIT_TRY(version, store::insert_policy(tx, policy));
    policy.version = version;
    json::Writer event;
    event.begin_object().member("type", "policy").member("experiment", experiment_id);
    event.member("version", version).raw_member("weights", store::print_weights(policy.weights));
    // Without the reason: it may be a proposal's whole evidence, and a notification is short.
    REFIT_CHECK(tx.notify(event.end_object().take()));
    return Reallocation{true, std::move(policy)};
}

Result<Reallocation> auto_optimize(store::Transaction& tx, TimePoint now,
                                   const std::string& actor) {
    const std::string experiment{store::kDefaultExperiment};
    REFIT_TRY(before, store::latest_policy(tx, experiment));
    REFIT_TRY(result, reallocate(tx, experiment, "weights optimised on request of " + actor, now));
    if (!result.changed) return result;
    Change change{.action = "experiment.optimize", .subject = "experiment:" + experiment};
    if (before) change.before_json = store::print_weights(before->weights);
    change.after_json = store::print_weights(result.policy.weights);
    REFIT_CHECK(audit(tx, {.name = actor, .reason = result.policy.reason}, change, now));
    return result;
}

}  // namespace refit::experiment
