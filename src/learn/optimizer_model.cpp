#include "learn/optimizer_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "learn/lbfgs.h"

namespace refit::learn {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr double kSideMax = 1.6;
constexpr int kSuccessesToGrow = 3;
constexpr int kFailuresMin = 4;
constexpr double kWin = 0.01;  // by which a posterior mean must be higher, standardised

constexpr std::size_t kShapeRows = 250;     // of the observations a shape is fitted to
constexpr std::size_t kShapesPerData = 25;  // refitted when there is 1/25 more data
constexpr int kFirstFit = 40;               // evaluations of the loss
constexpr int kLaterFit = 12;

constexpr int kMeanEvaluations = 60;
constexpr std::size_t kMeanStarts = 3;

std::vector<Eigen::Index> falling_order(const Vector& values) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](Eigen::Index a, Eigen::Index b) { return values[a] > values[b]; });
    return order;
}

// At most kShapeRows of the data, evenly over the order of their values. All if they are so few.
GpData thinned(const GpData& data) {
    const auto n = static_cast<std::size_t>(data.size());
    if (n <= kShapeRows) return data;
    const auto order = falling_order(data.values);
    const auto rows = static_cast<Eigen::Index>(kShapeRows);
    GpData result{Matrix(rows, data.points.cols()), Vector(rows), Vector(rows)};
    for (Eigen::Index i = 0; i < rows; ++i) {
        const Eigen::Index from = order[static_cast<std::size_t>(i) * n / kShapeRows];
        result.points.row(i) = data.points.row(from);
        result.values[i] = data.values[from];
        result.noise[i] = data.noise[from];
    }
    return result;
}

GpShape shape_of(const SearchState& search, std::size_t inputs) {
    const auto d = static_cast<Eigen::Index>(inputs);
    GpShape shape{Vector::Constant(d, GpPrior::for_inputs(d).length_centre), search.log_signal,
                  search.log_noise};
    if (!search.log_lengths.empty()) {
        shape.log_lengths = Eigen::Map<const Vector>(search.log_lengths.data(), d);
    }
    return shape;
}

}  // namespace

Vector to_unit(std::span<const TunedParameter> parameters, std::span<const double> x) {
    Vector unit(static_cast<Eigen::Index>(x.size()));
    for (std::size_t j = 0; j < x.size(); ++j) {
        const TunedParameter& parameter = parameters[j];
        unit[static_cast<Eigen::Index>(j)] =
            (x[j] - parameter.low) / (parameter.high - parameter.low);
    }
    return unit;
}

std::vector<double> from_unit(std::span<const TunedParameter> parameters, const Vector& unit) {
    std::vector<double> x;
    for (std::size_t j = 0; j < parameters.size(); ++j) {
        const auto& [name, low, high] = parameters[j];
        const double u = unit[static_cast<Eigen::Index>(j)];
        x.push_back(std::clamp(low + u * (high - low), low, high));
    }
    return x;
}

Vector latin_point(std::size_t index, std::size_t count, std::size_t d, std::uint64_t seed) {
    SeededRng rng{seed};
    Vector point(static_cast<Eigen::Index>(d));
    std::vector<std::size_t> order(count);
    for (std::size_t j = 0; j < d; ++j) {
        std::iota(order.begin(), order.end(), std::size_t{0});
        for (std::size_t i = count; i-- > 1;) std::swap(order[i], order[uniform_below(rng, i + 1)]);
        double inside = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            const double draw = uniform01(rng);
            if (i == index) inside = draw;
        }
        point[static_cast<Eigen::Index>(j)] =
            (static_cast<double>(order[index]) + inside) / static_cast<double>(count);
    }
    return point;
}

Result<OptimizerModel> OptimizerModel::create(std::span<const TunedParameter> parameters,
                                              std::span<const Observation> seen,
                                              const SearchState& search) {
    OptimizerModel model;
    const auto n = static_cast<Eigen::Index>(seen.size());
    GpData data{Matrix(n, static_cast<Eigen::Index>(parameters.size())), Vector(n), Vector(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const Observation& one = seen[static_cast<std::size_t>(i)];
        data.points.row(i) = to_unit(parameters, one.x).transpose();
        data.values[i] = one.y;
        data.noise[i] = one.noise ? *one.noise * *one.noise : -1.0;
    }
    model.centre_ = data.values.mean();
    const double spread = std::sqrt((data.values.array() - model.centre_).square().mean());
    if (spread > 0.0) model.spread_ = spread;
    data.values = (data.values.array() - model.centre_) / model.spread_;
    data.noise = (data.noise.array() < 0.0)
                     .select(-1.0, data.noise.array() / (model.spread_ * model.spread_));
    REFIT_TRY(process,
              GaussianProcess::create(std::move(data), shape_of(search, parameters.size())));
    model.process_ = std::move(process);
    return model;
}

Result<OptimizerModel> OptimizerModel::expecting(
    std::span<const TunedParameter> parameters,
    std::span<const std::vector<double>> pending) const {
    GpData data = process_->data();
    const Eigen::Index n = data.size();
    const auto more = static_cast<Eigen::Index>(pending.size());
    data.points.conservativeResize(n + more, Eigen::NoChange);
    for (Eigen::Index i = 0; i < more; ++i) {
        data.points.row(n + i) =
            to_unit(parameters, pending[static_cast<std::size_t>(i)]).transpose();
    }
    data.values.conservativeResize(n + more);
    data.values.tail(more) = process_->means(data.points.bottomRows(more));
    data.noise.conservativeResize(n + more);
    data.noise.tail(more).setConstant(-1.0);
    OptimizerModel model = *this;
    REFIT_TRY(process, GaussianProcess::create(std::move(data), process_->shape()));
    model.process_ = std::move(process);
    return model;
}

std::vector<Eigen::Index> OptimizerModel::ranked() const {
    return falling_order(process_->fitted());
}

Vector OptimizerModel::best_point() const {
    const GaussianProcess& process = *process_;
    const auto loss = [&](const Vector& x, Vector& gradient) {
        gradient = -process.mean_gradient(x);
        return -process.means(x.transpose())[0];
    };
    const auto order = ranked();
    const Eigen::Index d = process.data().points.cols();
    Minimum best{process.data().points.row(order[0]), std::numeric_limits<double>::infinity(), 0};
    for (std::size_t s = 0; s < std::min(kMeanStarts, order.size()); ++s) {
        Minimum found = minimise(loss, process.data().points.row(order[s]), Vector::Zero(d),
                                 Vector::Ones(d), kMeanEvaluations);
        if (found.value < best.value) best = std::move(found);
    }
    return best.x;
}

bool refit_shape(const GaussianProcess& process, SearchState& search) {
    const auto n = static_cast<std::size_t>(process.data().size());
    const bool first = search.fitted_at == 0;
    if (!first && n < search.fitted_at + std::max<std::size_t>(1, n / kShapesPerData)) return false;
    const GpShape shape =
        fit_shape(thinned(process.data()), GpPrior::for_inputs(process.data().points.cols()),
                  process.shape(), first ? kFirstFit : kLaterFit);
    search.log_lengths.assign(shape.log_lengths.begin(), shape.log_lengths.end());
    search.log_signal = shape.log_signal;
    search.log_noise = shape.log_noise;
    if (first) search.judged = n;
    search.fitted_at = n;
    return true;
}

void judge(const GaussianProcess& process, SearchState& search) {
    const Vector fitted = process.fitted();
    const int patience = std::max(kFailuresMin, static_cast<int>(process.data().points.cols()));
    for (; search.judged < static_cast<std::size_t>(fitted.size()); ++search.judged) {
        const auto i = static_cast<Eigen::Index>(search.judged);
        const bool success = i == 0 || fitted[i] > fitted.head(i).maxCoeff() + kWin;
        search.successes = success ? search.successes + 1 : 0;
        search.failures = success ? 0 : search.failures + 1;
        if (search.successes >= kSuccessesToGrow) {
            search.side = std::min(kSideMax, 2.0 * search.side);
            search.successes = 0;
        }
        if (search.failures >= patience) {
            search.side *= 0.5;
            search.failures = 0;
            if (search.side < SearchState::kSideMin) search.side = SearchState::kSideFirst;
        }
    }
}

}  // namespace refit::learn
