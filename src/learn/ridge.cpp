#include "learn/ridge.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "json/document.h"
#include "json/writer.h"

namespace refit::learn {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr double kClip = 5.0;  // standard deviations
// A feature whose spread is below this share of its size varies by rounding only.
constexpr double kScaleMin = 1e-9;

bool all_finite(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

Result<void> check_rows(std::size_t features, std::span<const RidgeRow> rows) {
    if (features > kRidgeFeaturesMax || rows.size() > kRidgeRowsMax) {
        return fail(ErrorCode::TooLarge, "too many features or rows for a ridge fit");
    }
    if (rows.size() < 2) return fail(ErrorCode::InvalidInput, "a ridge fit needs two rows or more");
    for (const RidgeRow& row : rows) {
        if (row.features.size() != features) {
            return fail(ErrorCode::InvalidInput, "a row has another number of features");
        }
        if (!all_finite(row.features) || !std::isfinite(row.target) ||
            !(row.weight > 0.0 && std::isfinite(row.weight))) {
            return fail(ErrorCode::InvalidInput,
                        "a row holds a number that cannot be learned from");
        }
    }
    return {};
}

struct Standardisation {
    std::vector<double> means;
    std::vector<double> scales;
    double target_mean{0};
};

// Weighted means and standard deviations, in two passes so that nothing cancels.
Standardisation standardise(std::size_t features, std::span<const RidgeRow> rows) {
    Standardisation result{std::vector<double>(features, 0.0), std::vector<double>(features, 0.0)};
    double total = 0.0;
    for (const RidgeRow& row : rows) {
        total += row.weight;
        result.target_mean += row.weight * row.target;
        for (std::size_t j = 0; j < features; ++j) {
            result.means[j] += row.weight * row.features[j];
        }
    }
    result.target_mean /= total;
    for (double& mean : result.means) mean /= total;
    for (const RidgeRow& row : rows) {
        for (std::size_t j = 0; j < features; ++j) {
            const double deviation = row.features[j] - result.means[j];
            result.scales[j] += row.weight * deviation * deviation;
        }
    }
    for (std::size_t j = 0; j < features; ++j) {
        const double scale = std::sqrt(result.scales[j] / total);
        const bool varies = scale > kScaleMin * std::max(1.0, std::abs(result.means[j]));
        result.scales[j] = varies ? scale : 0.0;
    }
    return result;
}

struct NormalEquations {
    Eigen::MatrixXd gram;
    Eigen::VectorXd moment;
};

NormalEquations accumulate(const Standardisation& scaling, std::span<const RidgeRow> rows) {
    const auto features = static_cast<Eigen::Index>(scaling.means.size());
    NormalEquations equations{Eigen::MatrixXd::Zero(features, features),
                              Eigen::VectorXd::Zero(features)};
    Eigen::VectorXd z(features);
    for (const RidgeRow& row : rows) {
        for (Eigen::Index j = 0; j < features; ++j) {
            const auto index = static_cast<std::size_t>(j);
            const double scale = scaling.scales[index];
            z[j] = scale > 0.0 ? (row.features[index] - scaling.means[index]) / scale : 0.0;
        }
        equations.gram.selfadjointView<Eigen::Lower>().rankUpdate(z, row.weight);
        equations.moment += row.weight * (row.target - scaling.target_mean) * z;
    }
    return equations;
}

}  // namespace

Result<RidgeModel> RidgeModel::fit(std::vector<std::string> names, std::span<const RidgeRow> rows,
                                   const RidgeOptions& options) {
    REFIT_CHECK(check_rows(names.size(), rows));
    if (!(options.lambda > 0.0) || !std::isfinite(options.lambda)) {
        return fail(ErrorCode::InvalidInput, "lambda must be above 0");
    }
    Standardisation scaling = standardise(names.size(), rows);
    NormalEquations equations = accumulate(scaling, rows);
    equations.gram.diagonal().array() += options.lambda;
    const Eigen::LLT<Eigen::MatrixXd> cholesky(equations.gram);
    if (cholesky.info() != Eigen::Success) {
        return fail(ErrorCode::InvalidInput, "the features are too large to be fitted");
    }
    const Eigen::VectorXd solution = cholesky.solve(equations.moment);
    RidgeModel model;
    model.names_ = std::move(names);
    model.means_ = std::move(scaling.means);
    for (const double scale : scaling.scales) model.scales_.push_back(scale > 0.0 ? scale : 1.0);
    model.coefficients_.assign(solution.data(), solution.data() + solution.size());
    model.intercept_ = scaling.target_mean;
    model.lambda_ = options.lambda;
    model.rows_ = static_cast<std::int64_t>(rows.size());
    if (!all_finite(model.coefficients_)) {
        return fail(ErrorCode::InvalidInput, "the features are too large to be fitted");
    }
    return model;
}

double RidgeModel::predict(std::span<const double> features) const {
    REFIT_ASSERT(features.size() == names_.size());
    double sum = intercept_;
    for (std::size_t j = 0; j < features.size(); ++j) {
        REFIT_ASSERT(std::isfinite(features[j]));
        const double z = (features[j] - means_[j]) / scales_[j];
        sum += coefficients_[j] * std::clamp(z, -kClip, kClip);
    }
    return sum;
}

std::string RidgeModel::to_json() const {
    json::Writer out;
    out.begin_object().member("kind", "ridge").member("format", kFormat);
    out.member("rows", rows_).member("lambda", lambda_).member("intercept", intercept_);
    out.key("features").begin_array();
    for (std::size_t j = 0; j < names_.size(); ++j) {
        out.begin_object().member("name", names_[j]).member("mean", means_[j]);
        out.member("scale", scales_[j]).member("coefficient", coefficients_[j]).end_object();
    }
    out.end_array().end_object();
    return out.take();
}

Result<RidgeModel> RidgeModel::from_json(std::string_view text) {
    REFIT_TRY(document, json::Document::parse(std::string{text}));
    const json::Node root = document.root();
    if (root.string("kind") != "ridge" || root.integer("format") != kFormat) {
        return fail(ErrorCode::InvalidInput, "not a ridge model of format 1");
    }
    const auto rows = root.integer("rows");
    const auto lambda = root.number("lambda");
    const auto intercept = root.number("intercept");
    const auto features = root.find("features");
    if (!rows || !lambda || !intercept || !features || !features->is_array()) {
        return fail(ErrorCode::InvalidInput,
                    "a ridge model lacks rows, lambda, intercept or features");
    }
    RidgeModel model;
    model.rows_ = *rows;
    model.lambda_ = *lambda;
    model.intercept_ = *intercept;
    for (const json::Node& feature : features->elements()) {
        const auto name = feature.string("name");
        const auto mean = feature.number("mean");
        const auto scale = feature.number("scale");
        const auto coefficient = feature.number("coefficient");
        if (!name || !mean || !scale || !coefficient || !(*scale > 0.0)) {
            return fail(ErrorCode::InvalidInput, "a feature of a ridge model is incomplete");
        }
        model.names_.push_back(*name);
        model.means_.push_back(*mean);
        model.scales_.push_back(*scale);
        model.coefficients_.push_back(*coefficient);
    }
    return model;
}

}  // namespace refit::learn
