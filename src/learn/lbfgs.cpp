#include "learn/lbfgs.h"

#include <cmath>
#include <deque>
#include <limits>
#include <utility>

#include "base/assert.h"

namespace refit::learn {
namespace {

constexpr std::size_t kPairs = 8;
constexpr int kBacktracksMax = 12;
constexpr double kArmijo = 1e-4;
constexpr double kGradientMin = 1e-8;
constexpr double kGainMin = 1e-10;

using Vector = Eigen::VectorXd;

struct Pair {
    Vector step, change;  // of x and of the gradient
};

// 1 where the variable may move, 0 where a bound and the gradient hold it.
Vector free_variables(const Vector& x, const Vector& gradient, const Vector& low,
                      const Vector& high) {
    Vector result(x.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        const bool held =
            (x[i] <= low[i] && gradient[i] > 0) || (x[i] >= high[i] && gradient[i] < 0);
        result[i] = held ? 0.0 : 1.0;
    }
    return result;
}

// -H g by the two-loop recursion, H being scaled by the latest pair.
Vector quasi_newton(const std::deque<Pair>& pairs, const Vector& gradient) {
    Vector direction = -gradient;
    std::deque<double> shares;
    for (auto pair = pairs.rbegin(); pair != pairs.rend(); ++pair) {
        const double share = pair->step.dot(direction) / pair->step.dot(pair->change);
        direction -= share * pair->change;
        shares.push_front(share);
    }
    if (pairs.empty()) {
        direction /= std::max(1.0, gradient.norm());
    } else {
        const Pair& last = pairs.back();
        direction *= last.step.dot(last.change) / last.change.squaredNorm();
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const double back = pairs[i].change.dot(direction) / pairs[i].step.dot(pairs[i].change);
        direction += (shares[i] - back) * pairs[i].step;
    }
    return direction;
}

struct State {
    Vector x, gradient;
    double value{0};
};

// Halves the step until the value falls enough; false if it does not.
bool line_search(const SmoothFunction& function, State& state, const Vector& direction,
                 const Vector& low, const Vector& high, int& evaluations_left) {
    double length = 1.0;
    State next = state;
    for (int i = 0; i < kBacktracksMax && evaluations_left > 0; ++i) {
        next.x = (state.x + length * direction).cwiseMax(low).cwiseMin(high);
        next.value = function(next.x, next.gradient);
        --evaluations_left;
        const double expected = state.gradient.dot(next.x - state.x);
        if (std::isfinite(next.value) && next.value <= state.value + kArmijo * expected) {
            state = std::move(next);
            return true;
        }
        length *= i < 3 ? 0.5 : 0.2;
    }
    return false;
}

}  // namespace

Minimum minimise(const SmoothFunction& function, const Vector& start, const Vector& low,
                 const Vector& high, int evaluations_max) {
    REFIT_ASSERT(start.size() == low.size() && start.size() == high.size());
    State state{start.cwiseMax(low).cwiseMin(high), Vector::Zero(start.size()), 0};
    int left = evaluations_max - 1;
    state.value = function(state.x, state.gradient);
    if (!std::isfinite(state.value)) {
        return {state.x, std::numeric_limits<double>::infinity(), 1};
    }
    std::deque<Pair> pairs;
    while (left > 0) {
        const Vector free = free_variables(state.x, state.gradient, low, high);
        const Vector projected = state.gradient.cwiseProduct(free);
        if (projected.lpNorm<Eigen::Infinity>() < kGradientMin) break;
        Vector direction = quasi_newton(pairs, projected).cwiseProduct(free);
        if (!(direction.dot(projected) < 0.0)) {
            pairs.clear();
            direction = quasi_newton(pairs, projected);
        }
        const State before = state;
        if (!line_search(function, state, direction, low, high, left)) {
            if (pairs.empty()) break;
            pairs.clear();
            continue;
        }
        Pair pair{state.x - before.x, state.gradient - before.gradient};
        if (pair.step.dot(pair.change) > 1e-12 * pair.change.squaredNorm()) {
            pairs.push_back(std::move(pair));
            if (pairs.size() > kPairs) pairs.pop_front();
        }
        if (before.value - state.value < kGainMin * (1.0 + std::abs(state.value))) break;
    }
    return {state.x, state.value, evaluations_max - left};
}

}  // namespace refit::learn
