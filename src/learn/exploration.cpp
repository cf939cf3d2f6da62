#include "learn/exploration.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "stats/bayes.h"

namespace refit::learn {
namespace {

void assert_valid(std::span<const LinearEstimate> arms, double floor) {
    REFIT_ASSERT(!arms.empty());
    REFIT_ASSERT(floor >= 0.0 && floor <= 1.0);
    for (const LinearEstimate& arm : arms)
        REFIT_ASSERT(std::isfinite(arm.mean) && std::isfinite(arm.width) && arm.width >= 0.0);
}

void mix_floor(std::vector<double>& pmf, double floor) {
    const double each = floor / static_cast<double>(pmf.size());
    for (double& p : pmf) p = (1.0 - floor) * p + each;
}

double upper(const LinearEstimate& arm, double v) {
    return arm.mean + v * arm.width;
}

}  // namespace

std::vector<bool> dominated(std::span<const LinearEstimate> arms, double v) {
    REFIT_ASSERT(!arms.empty() && v >= 0.0);
    double best_lower = arms[0].mean - v * arms[0].width;
    for (const LinearEstimate& arm : arms)
        best_lower = std::max(best_lower, arm.mean - v * arm.width);
    std::vector<bool> result;
    result.reserve(arms.size());
    for (const LinearEstimate& arm : arms) result.push_back(v > 0.0 && upper(arm, v) < best_lower);
    return result;
}

std::vector<double> squarecb_pmf(std::span<const LinearEstimate> arms, double v, double gamma,
                                 double floor) {
    assert_valid(arms, floor);
    REFIT_ASSERT(gamma >= 0.0 && std::isfinite(gamma));
    const std::vector<bool> is_out = dominated(arms, v);
    const auto survivors = static_cast<double>(std::count(is_out.begin(), is_out.end(), false));
    // The largest upper bound is never dominated.
    std::size_t best = 0;
    for (std::size_t i = 1; i < arms.size(); ++i)
        if (upper(arms[i], v) > upper(arms[best], v)) best = i;
    std::vector<double> pmf(arms.size(), 0.0);
    double rest = 1.0;
    for (std::size_t i = 0; i < arms.size(); ++i) {
        if (i == best || is_out[i]) continue;
        pmf[i] = 1.0 / (survivors + gamma * (upper(arms[best], v) - upper(arms[i], v)));
        rest -= pmf[i];
    }
    pmf[best] = rest;
    mix_floor(pmf, floor);
    return pmf;
}

std::vector<double> thompson_pmf(std::span<const LinearEstimate> arms, double v, double floor) {
    assert_valid(arms, floor);
    std::vector<stats::NormalPosterior> values;
    values.reserve(arms.size());
    for (const LinearEstimate& arm : arms)
        values.push_back({.mean = arm.mean, .sd = v * arm.width});
    std::vector<double> pmf = stats::probability_best(values);
    mix_floor(pmf, floor);
    return pmf;
}

std::vector<double> greedy_pmf(std::span<const LinearEstimate> arms, double floor) {
    assert_valid(arms, floor);
    double best = arms[0].mean;
    for (const LinearEstimate& arm : arms) best = std::max(best, arm.mean);
    const auto ties = static_cast<double>(std::count_if(
        arms.begin(), arms.end(), [&](const LinearEstimate& arm) { return arm.mean == best; }));
    std::vector<double> pmf;
    pmf.reserve(arms.size());
    for (const LinearEstimate& arm : arms) pmf.push_back(arm.mean == best ? 1.0 / ties : 0.0);
    mix_floor(pmf, floor);
    return pmf;
}

}  // namespace refit::learn
