#include "training/model_metrics.h"

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"

namespace refit::training {
namespace {

// Of 100 users this many are held out.
constexpr std::uint64_t kHeldOutPercent = 20;

double weighted_error(std::span<const double> predictions, std::span<const Example> examples) {
    double sum = 0;
    double mass = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        sum += examples[i].response * std::abs(predictions[i] - examples[i].quality);
        mass += examples[i].response;
    }
    return sum / mass;
}

ModelMetrics metrics_of(std::span<const double> predictions, std::span<const Example> examples) {
    std::vector<double> targets;
    std::set<std::string_view> users;
    for (const Example& example : examples) {
        targets.push_back(example.quality);
        users.insert(example.user);
    }
    const auto found = learn::regression_metrics(predictions, targets);
    if (!found) return {};
    return {.rows = found->rows,
            .users = static_cast<std::int64_t>(users.size()),
            .mae = found->mae,
            .pairwise = found->pairwise_accuracy.value_or(0.5),
            .spearman = found->spearman.value_or(0.0),
            .calibration_error = learn::calibration_error(predictions, targets),
            .mae_served = weighted_error(predictions, examples)};
}

using Halves = std::array<std::vector<Example>, 2>;

// Both halves have somebody, or nullopt.
std::optional<Halves> halves_of(std::span<const Example> examples) {
    std::map<std::string_view, std::size_t> half;
    for (const Example& example : examples) half.emplace(example.user, 0);
    if (half.size() < 2) return std::nullopt;
    std::size_t next = 0;
    for (auto& [user, number] : half) number = next++ % 2;
    Halves halves;
    for (const Example& example : examples) halves[half.at(example.user)].push_back(example);
    return halves;
}

// Sums over people of the share of their results that are covered, and of their mean width.
struct Tally {
    double people{0};
    double covered{0};
    double width{0};

    void add(const QualityModel& model, std::span<const Example> examples) {
        std::map<std::string_view, double> rows;
        for (const Example& example : examples) rows[example.user] += 1;
        people += static_cast<double>(rows.size());
        for (const Example& example : examples) {
            const QualityInterval interval = model.interval(example.features);
            const bool inside = interval.low <= example.quality && example.quality <= interval.high;
            covered += inside ? 1 / rows.at(example.user) : 0;
            width += (interval.high - interval.low) / rows.at(example.user);
        }
    }
};

}  // namespace

bool is_held_out(std::string_view user) {
    // The prefix keeps this split independent of every other hash of the same user.
    return fnv1a64("quality-held-out/1:" + std::string{user}) % 100 < kHeldOutPercent;
}

ModelMetrics evaluate(const QualityModel& model, std::span<const Example> examples) {
    std::vector<double> predictions;
    for (const Example& example : examples) predictions.push_back(model.predict(example.features));
    return metrics_of(predictions, examples);
}

ModelMetrics evaluate_constant(double quality, std::span<const Example> examples) {
    return metrics_of(std::vector<double>(examples.size(), quality), examples);
}

double mean_quality(std::span<const Example> examples) {
    double sum = 0;
    double weight = 0;
    for (const Example& example : examples) {
        const double mass = example.weight * example.response;
        sum += mass * example.quality;
        weight += mass;
    }
    return weight > 0.0 ? sum / weight : 0.5;
}

std::optional<IntervalMetrics> evaluate_interval(const QualityModel& model,
                                                 std::span<const Example> untouched) {
    const auto halves = halves_of(untouched);
    if (!halves) return std::nullopt;
    Tally tally;
    for (std::size_t half = 0; half < 2; ++half) {
        QualityModel own = model;
        own.calibrate_margin((*halves)[half]);
        tally.add(own, (*halves)[1 - half]);
    }
    return IntervalMetrics{tally.covered / tally.people, tally.width / tally.people};
}

}  // namespace refit::training
