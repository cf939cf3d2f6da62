#pragma once

#include <Eigen/Core>
#include <functional>

namespace refit::learn {

// A smooth function: returns its value at x and writes its gradient. A value that is not finite is
// taken for "worse than anything" and its gradient is not read.
using SmoothFunction = std::function<double(const Eigen::VectorXd& x, Eigen::VectorXd& gradient)>;

struct Minimum {
    Eigen::VectorXd x;
    double value{0};
    int evaluations{0};
};

// A local minimum in the box low <= x <= high: L-BFGS with 8 pairs on the variables that are free
// (not held at a bound by the gradient), steps projected onto the box, backtracking until the value
// falls enough (Armijo, 1e-4). Stops after `evaluations_max`, or when the projected gradient or a
// step's gain is negligible. Never returns a point worse than the start, which is moved into the
// box first. Deterministic. O(8 d) per evaluation beside the function's own cost.
// Source: Nocedal & Wright, "Numerical Optimization", 2006, chapters 7 and 16.7.
// Checked against: known minima of quadratics and Rosenbrock's function, with and without bounds.
[[nodiscard]] Minimum minimise(const SmoothFunction& function, const Eigen::VectorXd& start,
                               const Eigen::VectorXd& low, const Eigen::VectorXd& high,
                               int evaluations_max);

}  // namespace refit::learn
