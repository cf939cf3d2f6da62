// Where the optimiser looks next: learn/optimizer_model.h, propose().
#include <algorithm>
#include <cmath>

#include "learn/knowledge_gradient.h"
#include "learn/optimizer_model.h"

namespace refit::learn {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr Eigen::Index kScattered = 75;  // candidates of each of the four kinds
constexpr int kRounds = 3;               // of looking closer around the best candidate
constexpr Eigen::Index kCloser = 60;     // candidates in a round
// Deviations of steps, in shares of the region's sides, and in which share of the inputs.
constexpr double kWideStep = 0.25;
constexpr double kMiddleStep = 0.15;
constexpr double kNearStep = 0.08;
constexpr double kFirstStep = 0.3;  // around the best candidate; divided by the round
constexpr double kHalf = 0.5;
constexpr double kFew = 0.2;

struct Box {
    Vector low, high;
};

// Longer where the function changes slowly.
Box region(const Vector& middle, const Vector& log_lengths, double side) {
    const Vector half = 0.5 * side * (log_lengths.array() - log_lengths.mean()).exp();
    return {(middle - half).cwiseMax(0.0), (middle + half).cwiseMin(1.0)};
}

// Steps from a point in about `share` of the inputs.
Matrix around(const Box& box, const Vector& from, Eigen::Index count, double step, double share,
              Rng& rng) {
    Matrix points(count, from.size());
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j < from.size(); ++j) {
            const bool moves = uniform01(rng) < share;
            const double extent = box.high[j] - box.low[j];
            const double u = from[j] + (moves ? step * extent * standard_normal(rng) : 0.0);
            points(i, j) = std::clamp(u, box.low[j], box.high[j]);
        }
    }
    return points;
}

Matrix anywhere(const Box& box, Eigen::Index count, Rng& rng) {
    Matrix points(count, box.low.size());
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j < box.low.size(); ++j) {
            points(i, j) = box.low[j] + uniform01(rng) * (box.high[j] - box.low[j]);
        }
    }
    return points;
}

Matrix stacked(const std::vector<Matrix>& parts) {
    Eigen::Index rows = 0;
    for (const Matrix& part : parts) rows += part.rows();
    Matrix result(rows, parts.front().cols());
    rows = 0;
    for (const Matrix& part : parts) {
        result.middleRows(rows, part.rows()) = part;
        rows += part.rows();
    }
    return result;
}

Matrix rows_of(const Matrix& points, const std::vector<Eigen::Index>& rows) {
    Matrix result(static_cast<Eigen::Index>(rows.size()), points.cols());
    for (std::size_t b = 0; b < rows.size(); ++b) {
        result.row(static_cast<Eigen::Index>(b)) = points.row(rows[b]);
    }
    return result;
}

// The believed best point and steps around it and around the best observed ones, and points drawn
// evenly from the box.
Matrix candidates(const Box& box, const Vector& top, const Matrix& known, Rng& rng) {
    const Eigen::Index share = kScattered / known.rows() + 1;
    std::vector<Matrix> parts{top.transpose(), around(box, top, kScattered, kWideStep, kHalf, rng),
                              around(box, top, kScattered, kNearStep, kHalf, rng),
                              anywhere(box, kScattered, rng)};
    for (Eigen::Index b = 0; b < known.rows(); ++b) {
        parts.push_back(around(box, known.row(b), share, kMiddleStep, kHalf, rng));
    }
    return stacked(parts);
}

// What is to be chosen between: the believed best point, the best observed ones, and where the
// maximum among the candidates lies in draws from the posterior.
Matrix choices(const GaussianProcess& process, const Vector& top, const Matrix& known,
               const ConditionedPoints& tries, int draws, Rng& rng) {
    const Matrix drawn = posterior_draws(process, tries, draws, rng);
    std::vector<Eigen::Index> highest(static_cast<std::size_t>(draws));
    for (int s = 0; s < draws; ++s) {
        drawn.col(s).maxCoeff(&highest[static_cast<std::size_t>(s)]);
    }
    return stacked({top.transpose(), known, rows_of(tries.points, highest)});
}

// The best of `tries`, then of steps around it that become shorter.
Vector look_closer(const GaussianProcess& process, const KnowledgeGradient& gradient,
                   const Box& box, const ConditionedPoints& tries, Rng& rng) {
    Eigen::Index at = 0;
    double best = gradient.values(tries).maxCoeff(&at);
    Vector found = tries.points.row(at);
    for (int round = 1; round <= kRounds; ++round) {
        const Matrix closer =
            around(box, found, kCloser, kFirstStep / round, round % 2 == 1 ? kHalf : kFew, rng);
        const double value = gradient.values(condition(process, closer)).maxCoeff(&at);
        if (value > best) found = closer.row(at);
        best = std::max(best, value);
    }
    return found;
}

}  // namespace

Vector propose(const OptimizerModel& model, const SearchState& search,
               const OptimizerOptions& options, std::uint64_t seed) {
    SeededRng rng{seed};
    const GaussianProcess& process = model.process();
    std::vector<Eigen::Index> best = model.ranked();
    best.resize(std::min(best.size(), options.baseline));
    const Matrix known = rows_of(process.data().points, best);
    const Vector top = model.best_point();
    const Box box = region(top, process.shape().log_lengths, search.side);
    const ConditionedPoints tries = condition(process, candidates(box, top, known, rng));
    const KnowledgeGradient gradient{process,
                                     choices(process, top, known, tries, options.draws, rng)};
    return look_closer(process, gradient, box, tries, rng);
}

}  // namespace refit::learn
