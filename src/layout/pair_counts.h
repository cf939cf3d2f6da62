#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace refit::layout {

// Counts over all pairs i < k of n things, without looking at every pair once there are many:
// O(n log n). changed_…() are exactly what two nested loops would give.

// So few things are compared pair by pair.
inline constexpr std::size_t kPairwiseMax = 64;

// A sample of about this many things meets the rest.
inline constexpr std::size_t kSampledFrom = 2000;

struct Extent {
    double low{0};
    double high{0};  // >= low
};

// -1 if a ends before b begins, 1 if it begins behind b's end, else 0.
[[nodiscard]] constexpr int relation(const Extent& a, const Extent& b) {
    if (a.high <= b.low) return -1;
    return a.low >= b.high ? 1 : 0;
}

// Pairs whose relation differs between `before` and `after`. Requires equal lengths.
[[nodiscard]] std::size_t changed_relations(std::span<const Extent> before,
                                            std::span<const Extent> after);

// Pairs for which before[i] > before[k] differs from after[i] > after[k]. Requires equal lengths.
[[nodiscard]] std::size_t changed_orders(std::span<const double> before,
                                         std::span<const double> after);

// Calls visit(i, k) once for every pair for which near(key, i, k) holds for any key, in no
// particular order. `near` must be false for pairs whose values keys[key] differ by more than
// `reach`. The work grows with the number of such pairs; beyond kSampledFrom things, where it can
// be half of all, only the pairs of a sample are visited: enough for a share, the same every time.
template <std::size_t N, typename Near, typename Visit>
void for_each_near_pair(const std::array<std::vector<double>, N>& keys, double reach, Near near,
                        Visit visit) {
    const std::size_t count = keys[0].size();
    const auto any_before = [&](std::size_t end, std::size_t i, std::size_t k) {
        for (std::size_t key = 0; key < end; ++key) {
            if (near(key, i, k)) return true;
        }
        return false;
    };
    if (count <= kPairwiseMax) {
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t k = i + 1; k < count; ++k) {
                if (any_before(N, i, k)) visit(i, k);
            }
        }
        return;
    }
    const std::size_t stride = (count + kSampledFrom - 1) / kSampledFrom;
    // Spread by multiplication (Knuth): designs are often laid out in tens.
    const auto sampled = [&](std::size_t i) { return (i * 2654435761U >> 16U) % stride == 0; };
    std::vector<std::size_t> order(count);
    for (std::size_t key = 0; key < N; ++key) {
        const std::vector<double>& values = keys[key];
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
        for (std::size_t a = 0; a < count; ++a) {
            if (!sampled(order[a])) continue;
            for (std::size_t b = a + 1; b < count; ++b) {
                if (values[order[b]] - values[order[a]] > reach) break;
                const std::size_t i = std::min(order[a], order[b]);
                const std::size_t k = std::max(order[a], order[b]);
                if (near(key, i, k) && !any_before(key, i, k)) visit(i, k);
            }
        }
    }
}

}  // namespace refit::layout
