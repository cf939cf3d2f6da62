#include "experiment/objectives.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/text.h"
#include "experiment/significance.h"
#include "stats/special_functions.h"
#include "store/experiments.h"
#include "store/variants.h"

namespace refit::experiment {
namespace {

constexpr std::size_t kQuality = 0;
constexpr std::size_t kPairsMax = 8;

std::optional<std::size_t> head_index(std::string_view name) {
    const auto found = std::ranges::find(kHeads, name, &Head::name);
    if (found == kHeads.end()) return std::nullopt;
    return static_cast<std::size_t>(found - kHeads.begin());
}

Result<const Head*> require_head(std::string_view name) {
    const auto index = head_index(name);
    if (index) return &kHeads[*index];
    return fail(ErrorCode::InvalidInput, "objectives: no '" + std::string{name} +
                                             "'; there are quality, latency, cost and correction");
}

double weight_at(const store::Weights& weights, std::size_t head) {
    return store::weight_of(weights, kHeads[head].name).value_or(0);
}

HeadEstimate with_interval(std::int64_t n, double mean, std::optional<double> squared_error) {
    HeadEstimate estimate{.n = n, .mean = mean};
    if (!squared_error) return estimate;
    const double half = stats::normal_quantile(1 - kAlpha / 2) * std::sqrt(*squared_error);
    estimate.low = mean - half;
    estimate.high = mean + half;
    return estimate;
}

std::optional<double> squared_error(const stats::Summary& seen) {
    const auto variance = seen.variance();
    if (!variance) return std::nullopt;
    return *variance / static_cast<double>(seen.n);
}

std::optional<HeadEstimate> estimate(const stats::Summary& seen) {
    if (seen.n == 0) return std::nullopt;
    return with_interval(seen.n, seen.mean(), squared_error(seen));
}

// The weighted sum, its squared standard error, and the fewest observations it rests on.
struct Weighted {
    std::int64_t n{std::numeric_limits<std::int64_t>::max()};
    double mean{0};
    double squared_error{0};
    bool has_error{true};
};

std::optional<Weighted> weigh(const Heads& heads, const store::Weights& weights) {
    Weighted sum;
    for (std::size_t i = 0; i < kHeadCount; ++i) {
        const double weight = weight_at(weights, i);
        if (weight == 0) continue;
        if (heads[i].n == 0) return std::nullopt;
        const auto error = squared_error(heads[i]);
        sum.n = std::min(sum.n, heads[i].n);
        sum.mean += weight * heads[i].mean();
        sum.squared_error += weight * weight * error.value_or(0);
        sum.has_error = sum.has_error && error;
    }
    if (sum.n == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return sum;
}

std::optional<HeadEstimate> score(const Heads& heads, const store::Weights& weights) {
    const auto sum = weigh(heads, weights);
    if (!sum) return std::nullopt;
    return with_interval(sum->n, sum->mean,
                         sum->has_error ? std::optional{sum->squared_error} : std::nullopt);
}

bool keeps(const ArmObjectives& arm, const store::Weights& limits) {
    return std::ranges::all_of(limits, [&](const auto& limit) {
        const std::size_t head = head_index(limit.first).value_or(kQuality);
        if (!arm.heads[head]) return true;
        return kHeads[head].more_is_better ? arm.heads[head]->mean >= limit.second
                                           : arm.heads[head]->mean <= limit.second;
    });
}

// How one head of two arms compares; nothing if one of them has no figure.
struct Order {
    bool as_good{true};
    bool better{false};
};

Order by_mean(const HeadEstimate& a, const HeadEstimate& b, bool more) {
    const double lead = more ? a.mean - b.mean : b.mean - a.mean;
    return {lead >= 0, lead > 0};
}

// Without overlap; two constants that are equal are as good as each other.
Order by_interval(const HeadEstimate& a, const HeadEstimate& b, bool more) {
    if (!a.low || !b.low) return {false, false};
    const double lead = more ? *a.low - *b.high : *b.low - *a.high;
    const bool equal = *a.low == *a.high && *b.low == *b.high && a.mean == b.mean;
    return {lead > 0 || equal, lead > 0};
}

using Compare = Order (*)(const HeadEstimate&, const HeadEstimate&, bool);

bool dominates(const ArmObjectives& a, const ArmObjectives& b, Compare compare) {
    bool better = false;
    for (std::size_t i = 0; i < kHeadCount; ++i) {
        if (!a.heads[i] || !b.heads[i]) continue;
        const Order order = compare(*a.heads[i], *b.heads[i], kHeads[i].more_is_better);
        if (!order.as_good) return false;
        better = better || order.better;
    }
    return better;
}

std::optional<std::string> best_of(const std::vector<ArmObjectives>& arms) {
    const ArmObjectives* best = nullptr;
    for (const ArmObjectives& arm : arms) {
        if (!arm.active || !arm.within_limits || !arm.score) continue;
        if (!best || arm.score->mean > best->score->mean) best = &arm;
    }
    return best ? std::optional{best->id} : std::nullopt;
}

ArmObjectives describe(const store::Variant& variant, const Heads& heads,
                       const Objectives& wanted) {
    ArmObjectives arm{.id = variant.id, .name = variant.name, .active = variant.active};
    for (std::size_t i = 0; i < kHeadCount; ++i) arm.heads[i] = estimate(heads[i]);
    arm.score = score(heads, wanted.weights);
    arm.within_limits = keeps(arm, wanted.limits);
    return arm;
}

}  // namespace

Heads heads_of(const store::ArmCounts& counts) {
    return {{{counts.outcomes, counts.rating_sum, counts.rating_sq_sum},
             {counts.first_timed, counts.first_seconds_sum, counts.first_seconds_sq_sum},
             {counts.first_priced, counts.first_cents_sum, counts.first_cents_sq_sum},
             {counts.firsts, counts.first_change_sum, counts.first_change_sq_sum}}};
}

Result<void> check_weights(const store::Weights& weights) {
    for (const auto& [name, weight] : weights) {
        REFIT_TRY(head, require_head(name));
        if (!(std::abs(weight) <= kObjectiveWeightMax) ||
            (head->more_is_better ? weight < 0 : weight > 0)) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("objectives.{}: a weight from {}, in stars per {}", name,
                                    head->more_is_better ? "0 to 1000" : "-1000 to 0", head->unit));
        }
    }
    const bool all_zero = std::ranges::all_of(weights, [](const auto& w) { return w.second == 0; });
    if (weights.empty() || !all_zero) return {};
    return fail(ErrorCode::InvalidInput, "objectives: all weights are 0");
}

Result<void> check_head_limits(const store::Weights& limits) {
    for (const auto& [name, limit] : limits) {
        REFIT_CHECK(require_head(name));
        if (!std::isfinite(limit) || limit < 0) {
            return fail(ErrorCode::InvalidInput,
                        "objective limits." + name + ": a number from 0 upwards");
        }
    }
    return {};
}

Result<store::Weights> parse_pairs(std::string_view text) {
    store::Weights pairs;
    for (const std::string_view part : split(text, ',')) {
        const std::size_t colon = part.find(':');
        const std::string name{trim(part.substr(0, colon))};
        const auto number = colon == std::string_view::npos
                                ? std::nullopt
                                : parse_double(trim(part.substr(colon + 1)));
        if (!number || store::weight_of(pairs, name) || pairs.size() == kPairsMax) {
            return fail(ErrorCode::InvalidInput, "expected pairs like quality:1,latency:-0.2");
        }
        pairs.emplace_back(name, *number);
    }
    return pairs;
}

stats::Summary scalar_rewards(const Heads& heads, const store::Weights& weights) {
    const auto sum = weigh(heads, weights.empty() ? store::Weights{{"quality", 1.0}} : weights);
    if (!sum) return {};
    const double n = static_cast<double>(sum->n);
    // Ratings start at one star; the other heads at nothing.
    const double first_star = weights.empty() ? 1 : weight_at(weights, kQuality);
    const double mean = (sum->mean - first_star) / kRatingSpan;
    const double error = sum->squared_error / (kRatingSpan * kRatingSpan);
    return {.n = sum->n, .sum = n * mean, .sum_squares = (n - 1) * n * error + n * mean * mean};
}

void mark_dominated(std::vector<ArmObjectives>& arms) {
    for (ArmObjectives& arm : arms) {
        for (const ArmObjectives& other : arms) {
            if (!other.active || other.id == arm.id) continue;
            if (dominates(other, arm, by_mean)) arm.dominated_by.push_back(other.id);
            if (dominates(other, arm, by_interval)) arm.clearly_dominated_by.push_back(other.id);
        }
    }
}

Result<Objectives> objectives(store::Transaction& tx, const ObjectiveQuery& query) {
    REFIT_TRY(experiment, store::find_experiment(tx, query.experiment_id));
    if (!experiment) {
        return fail(ErrorCode::NotFound,
                    "no experiment '" + std::string{query.experiment_id} + "'");
    }
    Objectives found;
    found.weights = query.weights.value_or(experiment->objective_weights);
    found.limits = query.limits.value_or(experiment->objective_limits);
    REFIT_CHECK(check_weights(found.weights));
    REFIT_CHECK(check_head_limits(found.limits));
    if (found.weights.empty()) found.weights = {{"quality", 1.0}};
    REFIT_TRY(variants, store::list_variants(tx, experiment->id));
    REFIT_TRY(rows, store::list_arm_statistics(tx, experiment->id, experiment->bucket_version));
    for (const store::Variant& variant : variants) {
        const auto row = std::ranges::find_if(rows, [&](const store::ArmStatistics& arm) {
            return arm.variant_id == variant.id && !arm.held_back;
        });
        const Heads heads = row == rows.end() ? Heads{} : heads_of(row->counts);
        found.arms.push_back(describe(variant, heads, found));
    }
    mark_dominated(found.arms);
    found.best = best_of(found.arms);
    return found;
}

}  // namespace refit::experiment
