#include "stats/multiple_comparisons.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "base/assert.h"

namespace refit::stats {
namespace {

// Positions of `values` in ascending order; equal values keep their order.
std::vector<std::size_t> ascending(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    return order;
}

void assert_probabilities(std::span<const double> p_values) {
    for (const double p : p_values) REFIT_ASSERT(p >= 0.0 && p <= 1.0);
}

}  // namespace

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
    assert_probabilities(p_values);
    const auto order = ascending(p_values);
    const double m = static_cast<double>(p_values.size());
    std::vector<double> adjusted(p_values.size());
    double smallest = 1.0;
    for (std::size_t rank = order.size(); rank > 0; --rank) {
        const std::size_t index = order[rank - 1];
        smallest = std::min(smallest, p_values[index] * m / static_cast<double>(rank));
        adjusted[index] = smallest;
    }
    return adjusted;
}

std::vector<double> holm(std::span<const double> p_values) {
    assert_probabilities(p_values);
    const auto order = ascending(p_values);
    std::vector<double> adjusted(p_values.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double remaining = static_cast<double>(order.size() - i);
        largest = std::max(largest, std::min(1.0, p_values[order[i]] * remaining));
        adjusted[order[i]] = largest;
    }
    return adjusted;
}

std::vector<bool> e_bh(std::span<const double> log_e_values, double alpha) {
    REFIT_ASSERT(alpha > 0.0 && alpha < 1.0);
    auto order = ascending(log_e_values);
    std::reverse(order.begin(), order.end());
    const double m = static_cast<double>(log_e_values.size());
    std::size_t rejected = 0;
    for (std::size_t k = 1; k <= order.size(); ++k) {
        const double threshold = std::log(m / (alpha * static_cast<double>(k)));
        if (log_e_values[order[k - 1]] >= threshold) rejected = k;
    }
    std::vector<bool> result(log_e_values.size(), false);
    for (std::size_t k = 0; k < rejected; ++k) result[order[k]] = true;
    return result;
}

}  // namespace refit::stats
