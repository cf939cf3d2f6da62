#include "training/quality_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "base/assert.h"
#include "base/text.h"
#include "json/document.h"
#include "json/writer.h"
#include "layout/features.h"

namespace refit::training {
namespace {

// Of 100 users this many are held out.
constexpr std::uint64_t kHeldOutPercent = 20;

// Candidate penalties, in units of one observation each: from nearly none to nearly the mean.
constexpr std::array<double, 6> kLambdas{1, 3, 10, 30, 100, 300};
constexpr std::size_t kFolds = 5;

// Weight of one row after its person's rows were held to kRowsPerUserMax together.
std::map<std::string, double, std::less<>> user_shares(std::span<const Example> examples) {
    std::map<std::string, double, std::less<>> rows;
    for (const Example& example : examples) rows[example.user] += 1.0;
    for (auto& [user, count] : rows) count = std::min(1.0, kRowsPerUserMax / count);
    return rows;
}

std::vector<learn::RidgeRow> ridge_rows(std::span<const Example> examples) {
    const auto shares = user_shares(examples);
    std::vector<learn::RidgeRow> rows;
    rows.reserve(examples.size());
    for (const Example& example : examples) {
        const double share = shares.find(example.user)->second;
        rows.push_back({example.features, example.quality, example.weight * share});
    }
    return rows;
}

// Users dealt to the folds in turn, in order of name: equal folds, one person in one fold.
std::vector<std::size_t> folds_of(std::span<const Example> examples) {
    std::map<std::string_view, std::size_t> fold;
    for (const Example& example : examples) fold.emplace(example.user, 0);
    std::size_t next = 0;
    for (auto& [user, number] : fold) number = next++ % kFolds;
    std::vector<std::size_t> result;
    result.reserve(examples.size());
    for (const Example& example : examples) result.push_back(fold.at(example.user));
    return result;
}

// Summed weighted absolute error on the rows of `fold`, fitted on the others; nullopt if a side
// is too small to say anything.
std::optional<double> fold_error(std::span<const learn::RidgeRow> rows,
                                 std::span<const std::size_t> folds, std::size_t fold,
                                 const FeatureTable& features, double lambda) {
    std::vector<learn::RidgeRow> others;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (folds[i] != fold) others.push_back(rows[i]);
    }
    if (others.size() < 2 || others.size() == rows.size()) return std::nullopt;
    const auto model = learn::RidgeModel::fit(features.names, others, {.lambda = lambda});
    if (!model) return std::nullopt;
    double error = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (folds[i] != fold) continue;
        const double predicted = std::clamp(model->predict(rows[i].features), 0.0, 1.0);
        error += rows[i].weight * std::abs(predicted - rows[i].target);
    }
    return error;
}

// The penalty with the smallest cross-validated error; the larger one on ties, so that without
// any evidence the model stays near the mean.
double choose_lambda(std::span<const learn::RidgeRow> rows, std::span<const std::size_t> folds,
                     const FeatureTable& features) {
    double best_lambda = kLambdas.back();
    double best_error = std::numeric_limits<double>::infinity();
    for (auto lambda = kLambdas.rbegin(); lambda != kLambdas.rend(); ++lambda) {
        double total = 0;
        for (std::size_t fold = 0; fold < kFolds; ++fold) {
            total += fold_error(rows, folds, fold, features, *lambda).value_or(0.0);
        }
        if (total < best_error) {
            best_error = total;
            best_lambda = *lambda;
        }
    }
    return best_lambda;
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
            .spearman = found->spearman.value_or(0.0)};
}

}  // namespace

FeatureTable layout_features() {
    FeatureTable table{std::string{layout::kFeaturesVersion}, {}};
    for (const std::string_view name : layout::feature_names()) table.names.emplace_back(name);
    return table;
}

Result<QualityModel> QualityModel::fit(std::span<const Example> examples,
                                       const FeatureTable& features) {
    if (examples.size() < kFitRowsMin) {
        return fail(ErrorCode::InvalidInput, std::to_string(examples.size()) +
                                                 " rated results with features; a model needs " +
                                                 std::to_string(kFitRowsMin));
    }
    for (const Example& example : examples) {
        if (example.features.size() != features.names.size()) {
            return fail(ErrorCode::InvalidInput, "a row has another number of features than names");
        }
    }
    const std::vector<learn::RidgeRow> rows = ridge_rows(examples);
    const double lambda = choose_lambda(rows, folds_of(examples), features);
    REFIT_TRY(ridge, learn::RidgeModel::fit(features.names, rows, {.lambda = lambda}));
    return QualityModel{features.version, lambda, std::move(ridge)};
}

Result<QualityModel> QualityModel::parse(std::string_view json) {
    REFIT_TRY(document, json::Document::parse(std::string{json}));
    const json::Node root = document.root();
    const auto version = root.string("featuresVersion");
    const auto lambda = root.number("lambda");
    const auto ridge_node = root.find("ridge");
    if (!version || !lambda || !ridge_node) {
        return fail(ErrorCode::InvalidInput, "model: featuresVersion, lambda and ridge are needed");
    }
    REFIT_TRY(ridge, learn::RidgeModel::from_json(ridge_node->raw()));
    return QualityModel{*version, *lambda, std::move(ridge)};
}

std::string QualityModel::to_json() const {
    json::Writer out;
    out.begin_object()
        .member("featuresVersion", features_version_)
        .member("lambda", lambda_)
        .raw_member("ridge", ridge_.to_json())
        .end_object();
    return out.take();
}

double QualityModel::predict(std::span<const double> features) const {
    return std::clamp(ridge_.predict(features), 0.0, 1.0);
}

bool QualityModel::understands(const FeatureTable& features) const {
    return features_version_ == features.version && ridge_.feature_names() == features.names;
}

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
        sum += example.weight * example.quality;
        weight += example.weight;
    }
    return weight > 0.0 ? sum / weight : 0.5;
}

}  // namespace refit::training
