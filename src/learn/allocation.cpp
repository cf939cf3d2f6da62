#include "learn/allocation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "base/assert.h"
#include "learn/assignment_hash.h"

namespace refit::learn {
namespace {

constexpr double kSumTolerance = 1e-9;

double sum(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

std::vector<double> uniform(std::size_t arms) {
    return std::vector<double>(arms, 1.0 / static_cast<double>(arms));
}

void assert_valid(std::span<const ArmEvidence> arms) {
    REFIT_ASSERT(!arms.empty());
    REFIT_ASSERT(arms.size() <= kArmsMax);
    for (const ArmEvidence& arm : arms) {
        REFIT_ASSERT(std::isfinite(arm.requested_share) && arm.requested_share >= 0.0);
        REFIT_ASSERT(!arm.traffic_cap || (*arm.traffic_cap > 0.0 && *arm.traffic_cap <= 1.0));
    }
}

std::vector<double> requested_shares(std::span<const ArmEvidence> arms) {
    std::vector<double> shares;
    for (const ArmEvidence& arm : arms) shares.push_back(arm.requested_share);
    const double total = sum(shares);
    if (!(total > 0.0)) return uniform(arms.size());
    for (double& share : shares) share /= total;
    return shares;
}

// Scales every entry that is not fixed so that all of them sum to 1; entries that are all 0 have no
// proportion to keep and share alike.
void fill_free(std::vector<double>& weights, const std::vector<bool>& is_fixed) {
    double fixed_total = 0.0;
    double free_total = 0.0;
    double free_count = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        (is_fixed[i] ? fixed_total : free_total) += weights[i];
        if (!is_fixed[i]) free_count += 1.0;
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (is_fixed[i]) continue;
        const double share = free_total > 0.0 ? weights[i] / free_total : 1.0 / free_count;
        weights[i] = share * (1.0 - fixed_total);
    }
}

// Raises every entry to `floor`; the others give in proportion. Each round fixes at least one
// more entry, so there are at most as many rounds as arms.
std::vector<double> raised_to(std::vector<double> weights, double floor) {
    if (floor * static_cast<double>(weights.size()) >= 1.0) return uniform(weights.size());
    std::vector<bool> is_fixed(weights.size(), false);
    for (std::size_t round = 0; round < weights.size(); ++round) {
        bool changed = false;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (is_fixed[i] || weights[i] >= floor) continue;
            weights[i] = floor;
            is_fixed[i] = changed = true;
        }
        if (!changed) break;
        fill_free(weights, is_fixed);
    }
    return weights;
}

// Lowers every capped entry to its cap; the rest rises in proportion. Same bound on rounds.
std::vector<double> capped(std::vector<double> weights, std::span<const ArmEvidence> arms) {
    double room = 0.0;
    for (const ArmEvidence& arm : arms) room += arm.traffic_cap.value_or(1.0);
    if (room <= 1.0) {
        for (std::size_t i = 0; i < arms.size(); ++i)
            weights[i] = arms[i].traffic_cap.value_or(1.0) / room;
        return weights;
    }
    std::vector<bool> is_fixed(weights.size(), false);
    for (std::size_t round = 0; round < weights.size(); ++round) {
        bool changed = false;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const double cap = arms[i].traffic_cap.value_or(1.0);
            if (is_fixed[i] || weights[i] <= cap) continue;
            weights[i] = cap;
            is_fixed[i] = changed = true;
        }
        if (!changed) break;
        fill_free(weights, is_fixed);
    }
    return weights;
}

// Rounding may lift a capped arm by one bucket; the cap is a promise, so give the bucket back.
std::vector<double> served(std::vector<double> weights, std::span<const ArmEvidence> arms) {
    weights = round_to_buckets(capped(std::move(weights), arms));
    const auto grain = 1.0 / static_cast<double>(kBuckets);
    for (std::size_t i = 0; i < arms.size(); ++i) {
        const double cap = arms[i].traffic_cap.value_or(1.0);
        if (weights[i] <= cap || weights[i] <= grain) continue;
        const auto receiver = std::find_if(arms.begin(), arms.end(), [](const ArmEvidence& arm) {
            return !arm.traffic_cap.has_value();
        });
        if (receiver == arms.end()) continue;
        const auto count = [](double weight) { return std::llround(weight * kBuckets); };
        const auto to = static_cast<std::size_t>(receiver - arms.begin());
        weights[i] = static_cast<double>(count(weights[i]) - 1) / kBuckets;
        weights[to] = static_cast<double>(count(weights[to]) + 1) / kBuckets;
    }
    return weights;
}

class FixedPolicy final : public AllocationPolicy {
public:
    std::string_view name() const override { return "fixed/1"; }
    std::vector<double> weights(std::span<const ArmEvidence> arms) const override {
        assert_valid(arms);
        return served(requested_shares(arms), arms);
    }
};

class UniformPolicy final : public AllocationPolicy {
public:
    std::string_view name() const override { return "uniform/1"; }
    std::vector<double> weights(std::span<const ArmEvidence> arms) const override {
        assert_valid(arms);
        return served(uniform(arms.size()), arms);
    }
};

class ThompsonPolicy final : public AllocationPolicy {
public:
    explicit ThompsonPolicy(const ThompsonOptions& options) : options_{options} {
        REFIT_ASSERT(options.exploration > 0.0 && options.exploration <= 1.0);
        REFIT_ASSERT(options.share_weight >= 0.0);
        REFIT_ASSERT(options.outcomes_min >= 0);
    }

    std::string_view name() const override { return "thompson/1"; }

    std::vector<double> weights(std::span<const ArmEvidence> arms) const override {
        assert_valid(arms);
        const double floor = options_.exploration / static_cast<double>(arms.size());
        const std::vector<double> requested = raised_to(requested_shares(arms), floor);
        const std::vector<bool> is_new = new_arms(arms);
        std::vector<ArmEvidence> contest;
        std::vector<double> contest_shares;
        for (std::size_t i = 0; i < arms.size(); ++i) {
            if (is_new[i]) continue;
            contest.push_back(arms[i]);
            contest_shares.push_back(requested[i]);
        }
        const std::vector<double> divided = divide(contest, contest_shares);
        const double contest_total = sum(contest_shares);
        std::vector<double> result = requested;
        for (std::size_t i = 0, next = 0; i < arms.size(); ++i) {
            if (!is_new[i]) result[i] = contest_total * divided[next++];
        }
        return served(std::move(result), arms);
    }

private:
    // Arms that joined a running experiment and have too little evidence to be judged. Never all:
    // the arm with the most outcomes is not new.
    [[nodiscard]] std::vector<bool> new_arms(std::span<const ArmEvidence> arms) const {
        std::int64_t most = 0;
        for (const ArmEvidence& arm : arms) most = std::max(most, arm.outcomes.n);
        std::vector<bool> is_new;
        for (const ArmEvidence& arm : arms) {
            is_new.push_back(arm.outcomes.n < options_.outcomes_min &&
                             most >= 10 * (arm.outcomes.n + 1));
        }
        return is_new;
    }

    // Shares of the contest's own traffic: requested ones at first, evidence as it comes in.
    [[nodiscard]] std::vector<double> divide(std::span<const ArmEvidence> arms,
                                             std::span<const double> shares) const {
        std::vector<stats::NormalPosterior> posteriors;
        double outcomes = 0.0;
        for (const ArmEvidence& arm : arms) {
            posteriors.push_back(stats::normal_posterior(arm.outcomes, options_.prior));
            outcomes += static_cast<double>(arm.outcomes.n);
        }
        const double k = static_cast<double>(arms.size());
        const auto best = with_floor(stats::probability_best(posteriors), options_.exploration / k);
        const double weight = k * options_.share_weight;
        const double trust = outcomes > 0.0 ? outcomes / (outcomes + weight) : 0.0;
        const double total = sum(shares);
        std::vector<double> result;
        for (std::size_t i = 0; i < arms.size(); ++i) {
            result.push_back((1.0 - trust) * shares[i] / total + trust * best[i]);
        }
        return result;
    }

    ThompsonOptions options_;
};

}  // namespace

std::vector<double> with_floor(std::span<const double> probabilities, double floor) {
    REFIT_ASSERT(!probabilities.empty());
    REFIT_ASSERT(floor >= 0.0);
    REFIT_ASSERT(std::abs(sum(probabilities) - 1.0) <= kSumTolerance);
    const double k = static_cast<double>(probabilities.size());
    if (k * floor >= 1.0) return uniform(probabilities.size());
    std::vector<double> result;
    result.reserve(probabilities.size());
    for (const double p : probabilities) result.push_back(floor + (1.0 - k * floor) * p);
    return result;
}

std::vector<double> round_to_buckets(std::span<const double> weights) {
    REFIT_ASSERT(!weights.empty() && weights.size() <= kBuckets);
    REFIT_ASSERT(std::abs(sum(weights) - 1.0) <= kSumTolerance);
    std::vector<std::int64_t> buckets;
    std::vector<double> remainders;
    for (const double weight : weights) {
        REFIT_ASSERT(weight >= 0.0);
        const double exact = weight * kBuckets;
        const auto whole = static_cast<std::int64_t>(std::floor(exact + 1e-6));
        buckets.push_back(weight > 0.0 ? std::max<std::int64_t>(whole, 1) : 0);
        remainders.push_back(weight > 0.0 ? exact - static_cast<double>(buckets.back()) : -2.0);
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    auto missing =
        std::int64_t{kBuckets} - std::accumulate(buckets.begin(), buckets.end(), std::int64_t{0});
    for (std::size_t i = 0; missing > 0; i = (i + 1) % order.size(), --missing) {
        ++buckets[order[i]];
    }
    // Entries lifted to one bucket are paid for by the largest.
    for (; missing < 0; ++missing) --*std::max_element(buckets.begin(), buckets.end());
    std::vector<double> result;
    result.reserve(buckets.size());
    for (const auto count : buckets) result.push_back(static_cast<double>(count) / kBuckets);
    return result;
}

std::unique_ptr<AllocationPolicy> make_fixed_policy() {
    return std::make_unique<FixedPolicy>();
}

std::unique_ptr<AllocationPolicy> make_uniform_policy() {
    return std::make_unique<UniformPolicy>();
}

std::unique_ptr<AllocationPolicy> make_thompson_policy(const ThompsonOptions& options) {
    return std::make_unique<ThompsonPolicy>(options);
}

}  // namespace refit::learn
