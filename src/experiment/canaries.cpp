#include "experiment/canaries.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "experiment/audit.h"
#include "experiment/draws.h"
#include "experiment/shares.h"
#include "experiment/significance.h"
#include "experiment/variants.h"
#include "stats/bayes.h"
#include "store/experiments.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

constexpr const char* kJudge = "canary";

struct Data {
    store::Experiment experiment;
    std::vector<store::Variant> variants;
    store::Weights shares;
};

Result<Data> load(store::Transaction& tx, std::string_view experiment_id) {
    REFIT_TRY(experiment, store::find_experiment(tx, experiment_id));
    if (!experiment) {
        return fail(ErrorCode::NotFound, "no experiment '" + std::string{experiment_id} + "'");
    }
    REFIT_TRY(variants, store::list_variants(tx, experiment_id));
    REFIT_TRY(policy, store::latest_policy(tx, experiment_id));
    return Data{std::move(*experiment), std::move(variants),
                policy ? std::move(policy->weights) : store::Weights{}};
}

// Of units drawn while the canary was one of the arms: what came before may have been rated by
// other people in other times.
stats::Summary rewards_beside(const std::vector<DrawOutcome>& draws, std::string_view canary,
                              std::string_view variant_id) {
    stats::Summary rewards;
    for (const DrawOutcome& draw : draws) {
        if (draw.held_back || draw.variant_id != variant_id) continue;
        if (store::weight_of(draw.weights, canary).value_or(0) > 0)
            rewards.add(reward(draw.rating));
    }
    return rewards;
}

void settle(CanaryVerdict& verdict, CanaryFate fate, std::string_view why) {
    verdict.fate = fate;
    verdict.reason = fmt::format(
        "{}: {:+.2f} stars against '{}' after {} outcomes, better with probability "
        "{:.2f}, e-value {:.3g}",
        why, verdict.difference, verdict.compared_with, verdict.outcomes,
        verdict.probability_better, verdict.e_value);
}

// That the arms are received differently is not yet that the canary is better: to promote it, the
// interval of the difference must say so. To retire it, its sign is enough: that costs power only.
void decide(CanaryVerdict& verdict, const Comparison& comparison) {
    const Interval& difference = comparison.difference;
    if (comparison.always_valid.significant && difference.low > 0)
        return settle(verdict, CanaryFate::Promoted, "significantly better");
    if (comparison.always_valid.significant && difference.mean <= 0) {
        return settle(
            verdict, CanaryFate::Retired,
            difference.high < 0 ? "significantly worse" : "received differently and not better");
    }
    const bool hopeless = std::ranges::any_of(kCanaryBars, [&](const CanaryBar& bar) {
        return verdict.outcomes >= bar.outcomes && verdict.probability_better < bar.hope;
    });
    if (hopeless) return settle(verdict, CanaryFate::Retired, "not promising enough");
    settle(verdict, CanaryFate::Waits, "undecided");
}

Result<CanaryVerdict> judge(const std::vector<DrawOutcome>& draws, const store::Variant& canary,
                            const store::Variant& leader) {
    const stats::Summary own = rewards_beside(draws, canary.id, canary.id);
    const stats::Summary other = rewards_beside(draws, canary.id, leader.id);
    CanaryVerdict verdict{.variant_id = canary.id, .compared_with = leader.id};
    verdict.outcomes = own.n;
    verdict.probability_better =
        stats::probability_greater(stats::normal_posterior(own), stats::normal_posterior(other));
    REFIT_TRY(comparison, compare_pair(draws, {leader.id, canary.id}));
    verdict.difference = comparison.difference.mean;
    verdict.e_value = comparison.always_valid.e_value;
    if (canary.stopped) {
        settle(verdict, CanaryFate::Retired, "stopped (" + *canary.stopped + ")");
        return verdict;
    }
    decide(verdict, comparison);
    return verdict;
}

// Lifts the cap. The arms that have a share make room for an even one.
Result<void> promote(store::Transaction& tx, const CanaryVerdict& verdict, const Actor& actor,
                     TimePoint now) {
    REFIT_TRY(variant, store::find_variant(tx, verdict.variant_id));
    if (!variant) return fail(ErrorCode::NotFound, "no variant '" + verdict.variant_id + "'");
    variant->traffic_cap.reset();
    variant->updated_at = now;
    REFIT_CHECK(store::update_variant(tx, *variant));
    REFIT_CHECK(audit(
        tx, actor, {.action = "canary.promote", .subject = "variant:" + verdict.variant_id}, now));
    REFIT_TRY(variants, store::list_variants(tx, variant->experiment_id));
    const auto active = std::ranges::count_if(variants, &store::Variant::active);
    VariantPatch patch;
    patch.weight_percent = kWeightPercentMax / static_cast<double>(active);
    REFIT_CHECK(change_variant(tx, verdict.variant_id, patch, actor, now));
    return {};
}

Result<void> retire(store::Transaction& tx, std::string_view id, const Actor& actor,
                    TimePoint now) {
    REFIT_CHECK(audit(tx, actor,
                      {.action = "canary.retire", .subject = "variant:" + std::string{id}}, now));
    REFIT_CHECK(deactivate_variant(tx, id, actor, now));
    return {};
}

// The house's own arm that was beaten makes room; what people entered stays theirs to switch off.
Result<void> retire_beaten(store::Transaction& tx, const Data& data, const CanaryVerdict& verdict,
                           TimePoint now) {
    const auto beaten =
        std::ranges::find(data.variants, verdict.compared_with, &store::Variant::id);
    const bool own = beaten->origin == store::VariantOrigin::Proposal ||
                     beaten->origin == store::VariantOrigin::Search;
    if (!own) return {};
    const std::string reason = fmt::format("'{}' is {}", verdict.variant_id, verdict.reason);
    return retire(tx, beaten->id, {kJudge, reason}, now);
}

}  // namespace

std::string_view to_string(CanaryFate fate) {
    switch (fate) {
        case CanaryFate::Waits:
            return "waits";
        case CanaryFate::Promoted:
            return "promoted";
        case CanaryFate::Retired:
            return "retired";
    }
    return "";
}

bool is_canary(const store::Variant& variant) {
    return variant.traffic_cap.has_value();
}

const store::Variant* leader_of(const std::vector<store::Variant>& variants,
                                const store::Weights& shares) {
    const store::Variant* leader = nullptr;
    double largest = -1.0;
    for (const store::Variant& variant : variants) {
        if (!variant.active || variant.stopped || is_canary(variant)) continue;
        const double share = store::weight_of(shares, variant.id).value_or(0.0);
        if (share <= largest) continue;  // The first in the order of the draw wins a tie.
        leader = &variant;
        largest = share;
    }
    return leader;
}

Result<bool> enter_canary(store::Transaction& tx, NewVariant canary, TimePoint now) {
    REFIT_CHECK(tx.lock("experiment:" + std::string{store::kDefaultExperiment}));
    REFIT_TRY(data, load(tx, store::kDefaultExperiment));
    const bool taken = std::ranges::any_of(data.variants, [&](const store::Variant& variant) {
        return variant.id == canary.id ||
               (variant.active && is_canary(variant) && variant.origin == canary.origin);
    });
    const auto active = std::ranges::count_if(data.variants, &store::Variant::active);
    if (taken || static_cast<std::size_t>(active) >= kActiveVariantsMax) return false;
    canary.traffic_cap =
        std::min(canary.traffic_cap.value_or(kTrafficCapDefault), kTrafficCapDefault);
    canary.weight_percent = *canary.traffic_cap * kWeightPercentMax;
    canary.active = true;
    if (!canary.warm_from) {
        if (const auto* leader = leader_of(data.variants, data.shares))
            canary.warm_from = leader->id;
    }
    const Actor actor{.name = "training", .reason = canary.note};
    REFIT_CHECK(add_variant(tx, canary, actor, now));
    return true;
}

Result<std::vector<CanaryVerdict>> canary_verdicts(store::Transaction& tx,
                                                   std::string_view experiment_id) {
    REFIT_TRY(data, load(tx, experiment_id));
    std::vector<CanaryVerdict> verdicts;
    const store::Variant* leader = leader_of(data.variants, data.shares);
    const auto live = [](const store::Variant& v) { return v.active && is_canary(v); };
    if (leader == nullptr || std::ranges::none_of(data.variants, live)) return verdicts;
    REFIT_TRY(draws, load_draws(tx, data.experiment));
    for (const store::Variant& variant : data.variants) {
        if (!live(variant)) continue;
        REFIT_TRY(verdict, judge(draws, variant, *leader));
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

Result<std::vector<CanaryVerdict>> judge_canaries(store::Transaction& tx,
                                                  std::string_view experiment_id, TimePoint now) {
    REFIT_CHECK(tx.lock("experiment:" + std::string{experiment_id}));
    REFIT_TRY(data, load(tx, experiment_id));
    REFIT_TRY(verdicts, canary_verdicts(tx, experiment_id));
    for (const CanaryVerdict& verdict : verdicts) {
        const Actor actor{kJudge, verdict.reason};
        if (verdict.fate == CanaryFate::Retired)
            REFIT_CHECK(retire(tx, verdict.variant_id, actor, now));
        if (verdict.fate != CanaryFate::Promoted) continue;
        REFIT_CHECK(promote(tx, verdict, actor, now));
        REFIT_CHECK(retire_beaten(tx, data, verdict, now));
    }
    return verdicts;
}

}  // namespace refit::experiment
