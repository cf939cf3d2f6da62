#include "stats/cuped.h"

#include <initializer_list>

namespace refit::stats {
namespace {

using Units = std::span<const CupedUnit>;

// Running moments of pairs (Welford), so that figures of any scale do not cancel.
class Pairs {
public:
    void add(double x, double y) {
        ++n_;
        const double step_x = x - mean_x_;
        const double step_y = y - mean_y_;
        mean_x_ += step_x / n_;
        mean_y_ += step_y / n_;
        xx_ += step_x * (x - mean_x_);
        xy_ += step_x * (y - mean_y_);
    }
    [[nodiscard]] double slope() const { return xx_ > 0.0 ? xy_ / xx_ : 0.0; }

private:
    double n_{0};
    double mean_x_{0};
    double mean_y_{0};
    double xx_{0};
    double xy_{0};
};

struct Past {
    double mean{0};
    std::int64_t count{0};
};

Past past_of(Units a, Units b) {
    Past past;
    for (const Units units : {a, b}) {
        for (const CupedUnit& unit : units) {
            if (!unit.before) continue;
            ++past.count;
            past.mean += (*unit.before - past.mean) / static_cast<double>(past.count);
        }
    }
    return past;
}

// Moments of outcome - theta * (before - the mean before).
Moments adjusted(Units units, double theta, double mean_before) {
    Moments moments;
    double squares = 0;
    for (const CupedUnit& unit : units) {
        const double y = unit.outcome - theta * (unit.before.value_or(mean_before) - mean_before);
        moments.n += 1.0;
        const double step = y - moments.mean;
        moments.mean += step / moments.n;
        squares += step * (y - moments.mean);
    }
    if (moments.n > 1.0) moments.variance = squares / (moments.n - 1.0);
    return moments;
}

double squared(double x) {
    return x * x;
}

}  // namespace

std::optional<CupedEffect> cuped_effect(Units a, Units b, double level) {
    const Past past = past_of(a, b);
    Pairs pairs;
    for (const Units units : {a, b}) {
        for (const CupedUnit& unit : units)
            pairs.add(unit.before.value_or(past.mean), unit.outcome);
    }
    CupedEffect effect{.theta = pairs.slope(), .with_past = past.count};
    const auto plain = welch_test(adjusted(a, 0.0, past.mean), adjusted(b, 0.0, past.mean), level);
    const auto test = welch_test(adjusted(a, effect.theta, past.mean),
                                 adjusted(b, effect.theta, past.mean), level);
    if (!plain || !test) return std::nullopt;
    effect.unadjusted = *plain;
    effect.adjusted = *test;
    effect.variance_reduction = 1.0 - squared(test->standard_error / plain->standard_error);
    return effect;
}

}  // namespace refit::stats
