#include "learn/stacking.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace refit::learn {
namespace {

// Columns whose sine is below this are one column.
constexpr double kSineSquaredMin = 1e-12;

struct Products {
    double ff{0}, ss{0}, fs{0}, fy{0}, sy{0};
};

// What the squares fall by with these weights.
double gain(const Products& p, const StackWeights& w) {
    return 2 * (w.first * p.fy + w.second * p.sy) - w.first * w.first * p.ff -
           2 * w.first * w.second * p.fs - w.second * w.second * p.ss;
}

StackWeights solve(const Products& p) {
    StackWeights best{0, 0};
    const auto consider = [&](double first, double second) {
        const StackWeights weights{std::max(0.0, first), std::max(0.0, second)};
        if (gain(p, weights) > gain(p, best)) best = weights;
    };
    if (p.ff > 0) consider(p.fy / p.ff, 0);
    if (p.ss > 0) consider(0, p.sy / p.ss);
    const double determinant = p.ff * p.ss - p.fs * p.fs;
    if (determinant > kSineSquaredMin * p.ff * p.ss) {
        const double first = (p.fy * p.ss - p.sy * p.fs) / determinant;
        const double second = (p.sy * p.ff - p.fy * p.fs) / determinant;
        if (first > 0 && second > 0) consider(first, second);
    }
    return best;
}

}  // namespace

StackWeights stack_weights(std::span<const double> first, std::span<const double> second,
                           std::span<const double> targets, std::span<const double> masses) {
    REFIT_ASSERT(first.size() == second.size() && first.size() == targets.size());
    REFIT_ASSERT(first.size() == masses.size());
    Products p;
    for (std::size_t i = 0; i < first.size(); ++i) {
        REFIT_ASSERT(std::isfinite(first[i]) && std::isfinite(second[i]));
        REFIT_ASSERT(std::isfinite(targets[i]) && masses[i] >= 0);
        p.ff += masses[i] * first[i] * first[i];
        p.ss += masses[i] * second[i] * second[i];
        p.fs += masses[i] * first[i] * second[i];
        p.fy += masses[i] * first[i] * targets[i];
        p.sy += masses[i] * second[i] * targets[i];
    }
    return solve(p);
}

}  // namespace refit::learn
