#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/assert.h"
#include "learn/ridge.h"

namespace refit::learn {
namespace {

// Ranks from 1; equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
        const double rank = 0.5 * static_cast<double>(first + last) + 1.0;
        for (std::size_t i = first; i <= last; ++i) result[order[i]] = rank;
        first = last + 1;
    }
    return result;
}

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Pearson's correlation; nullopt if either side does not vary.
std::optional<double> correlation(std::span<const double> a, std::span<const double> b) {
    const double mean_a = mean_of(a);
    const double mean_b = mean_of(b);
    double ab = 0.0;
    double aa = 0.0;
    double bb = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    if (!(aa > 0.0) || !(bb > 0.0)) return std::nullopt;
    return ab / std::sqrt(aa * bb);
}

std::optional<double> pairwise_accuracy(std::span<const double> predictions,
                                        std::span<const double> targets) {
    const std::size_t rows = std::min(targets.size(), kPairRowsMax);
    double right = 0.0;
    double pairs = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = i + 1; j < rows; ++j) {
            if (targets[i] == targets[j]) continue;
            pairs += 1.0;
            const double product = (targets[i] - targets[j]) * (predictions[i] - predictions[j]);
            right += product > 0.0 ? 1.0 : product == 0.0 ? 0.5 : 0.0;
        }
    }
    if (pairs == 0.0) return std::nullopt;
    return right / pairs;
}

}  // namespace

std::optional<RegressionMetrics> regression_metrics(std::span<const double> predictions,
                                                    std::span<const double> targets) {
    REFIT_ASSERT(predictions.size() == targets.size());
    if (targets.empty()) return std::nullopt;
    const double n = static_cast<double>(targets.size());
    const double mean = mean_of(targets);
    double absolute = 0.0;
    double squared = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        REFIT_ASSERT(std::isfinite(predictions[i]) && std::isfinite(targets[i]));
        const double error = predictions[i] - targets[i];
        absolute += std::abs(error);
        squared += error * error;
        total += (targets[i] - mean) * (targets[i] - mean);
    }
    RegressionMetrics metrics;
    metrics.rows = static_cast<std::int64_t>(targets.size());
    metrics.mae = absolute / n;
    metrics.rmse = std::sqrt(squared / n);
    if (total > 0.0) metrics.r2 = 1.0 - squared / total;
    metrics.spearman = correlation(ranks(predictions), ranks(targets));
    metrics.pairwise_accuracy = pairwise_accuracy(predictions, targets);
    return metrics;
}

double calibration_error(std::span<const double> predictions, std::span<const double> targets) {
    REFIT_ASSERT(predictions.size() == targets.size());
    constexpr std::size_t kBins = 10;
    std::array<double, kBins> excess{};  // predictions minus targets
    for (std::size_t i = 0; i < targets.size(); ++i) {
        REFIT_ASSERT(predictions[i] >= 0 && predictions[i] <= 1);
        const auto bin = static_cast<std::size_t>(predictions[i] * kBins);
        excess[std::min(bin, kBins - 1)] += predictions[i] - targets[i];
    }
    double sum = 0;
    for (const double one : excess) sum += std::abs(one);
    return targets.empty() ? 0.0 : sum / static_cast<double>(targets.size());
}

}  // namespace refit::learn
