// How a quality model is fitted: folds of people, then what errs least on those left out.
#include <array>
#include <functional>
#include <limits>
#include <map>

#include "learn/logistic.h"
#include "learn/stacking.h"
#include "training/quality_parts.h"

namespace refit::training {
namespace {

// Candidate penalties, in units of one observation each: from nearly none to nearly the mean.
constexpr std::array<double, 6> kLambdas{1, 3, 10, 30, 100, 300};
// Nearly none: calibration has two numbers for hundreds of rows.
constexpr double kCalibrationLambda = 1e-6;

using Rows = std::vector<learn::RidgeRow>;
using Numbers = std::vector<double>;
using Predictor = std::function<double(std::span<const double>)>;
using Learner = std::function<Result<Predictor>(const Rows&)>;

// Each person's rows speak for at most kRowsPerUserMax rows together.
Rows weighted_rows(std::span<const Example> examples) {
    std::map<std::string_view, double> share;
    for (const Example& example : examples) share[example.user] += example.response;
    for (auto& [user, sum] : share) sum = std::min(1.0, kRowsPerUserMax / sum);
    Rows rows;
    rows.reserve(examples.size());
    for (const Example& example : examples) {
        const double weight = example.weight * example.response * share.at(example.user);
        rows.push_back({example.features, example.quality, weight});
    }
    return rows;
}

// Users dealt to the folds in turn, in order of name: equal folds, one person in one fold.
std::vector<std::size_t> folds_of(std::span<const Example> examples) {
    std::map<std::string_view, std::size_t> fold;
    for (const Example& example : examples) fold.emplace(example.user, 0);
    std::size_t next = 0;
    for (auto& [user, number] : fold) number = next++ % kQualityFolds;
    std::vector<std::size_t> result;
    result.reserve(examples.size());
    for (const Example& example : examples) result.push_back(fold.at(example.user));
    return result;
}

// At most kTreeRowsMax of the rows, spread evenly.
Rows thinned(const Rows& rows) {
    if (rows.size() <= kTreeRowsMax) return rows;
    Rows result;
    result.reserve(kTreeRowsMax);
    for (std::size_t i = 0; i < kTreeRowsMax; ++i) {
        result.push_back(rows[i * rows.size() / kTreeRowsMax]);
    }
    return result;
}

// The rows, and which fold each is in.
struct Folded {
    Rows rows;
    std::vector<std::size_t> fold;
    Numbers targets;
    Numbers masses;

    [[nodiscard]] std::size_t size() const { return rows.size(); }
};

Folded folded(std::span<const Example> examples) {
    Folded data{weighted_rows(examples), folds_of(examples), {}, {}};
    for (const learn::RidgeRow& row : data.rows) {
        data.targets.push_back(row.target);
        data.masses.push_back(row.weight);
    }
    return data;
}

double absolute_error(const Folded& data, const Numbers& predictions) {
    double sum = 0;
    double mass = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
        sum += data.masses[i] * std::abs(predictions[i] - data.targets[i]);
        mass += data.masses[i];
    }
    return sum / mass;
}

double squared_error(const Folded& data, const Numbers& predictions) {
    double sum = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
        sum += data.masses[i] * std::pow(predictions[i] - data.targets[i], 2);
    }
    return sum;
}

// Each row as predicted by a learner that has not seen its person; nullopt if a fold leaves too
// little to learn from.
Result<std::optional<Numbers>> left_out(const Folded& data, const Learner& learner) {
    Numbers predictions(data.size());
    for (std::size_t fold = 0; fold < kQualityFolds; ++fold) {
        Rows others;
        for (std::size_t i = 0; i < data.size(); ++i) {
            if (data.fold[i] != fold) others.push_back(data.rows[i]);
        }
        if (others.size() == data.size()) continue;  // Fewer people than folds.
        if (others.size() < 2) return std::optional<Numbers>{};
        REFIT_TRY(predict, learner(others));
        for (std::size_t i = 0; i < data.size(); ++i) {
            if (data.fold[i] == fold) predictions[i] = held(predict(data.rows[i].features));
        }
    }
    return std::optional<Numbers>{std::move(predictions)};
}

Learner ridge_learner(const FeatureTable& features, double lambda) {
    return [&features, lambda](const Rows& rows) -> Result<Predictor> {
        REFIT_TRY(model, learn::RidgeModel::fit(features.names, rows, {.lambda = lambda}));
        return Predictor{[model](std::span<const double> x) { return model.predict(x); }};
    };
}

Result<learn::BoostedTrees> grow(const FeatureTable& features, std::uint64_t seed,
                                 const Rows& rows) {
    return learn::BoostedTrees::fit(features.names.size(), thinned(rows),
                                    {.seed = seed, .monotone = features.directions});
}

Learner tree_learner(const FeatureTable& features, std::uint64_t seed) {
    return [&features, seed](const Rows& rows) -> Result<Predictor> {
        REFIT_TRY(model, grow(features, seed, rows));
        return Predictor{[model](std::span<const double> x) { return model.predict(x); }};
    };
}

struct RidgeChoice {
    double lambda{kLambdas.back()};
    std::optional<Numbers> left_out{};
};

// The penalty with the smallest cross-validated error; the larger one on ties, so that without
// any evidence the model stays near the mean.
Result<RidgeChoice> choose_ridge(const Folded& data, const FeatureTable& features) {
    RidgeChoice best;
    double best_error = std::numeric_limits<double>::infinity();
    for (auto lambda = kLambdas.rbegin(); lambda != kLambdas.rend(); ++lambda) {
        REFIT_TRY(out, left_out(data, ridge_learner(features, *lambda)));
        if (!out) continue;
        const double error = absolute_error(data, *out);
        if (!(error < best_error)) continue;
        best_error = error;
        best = {*lambda, std::move(out)};
    }
    return best;
}

// Weights learned on the rows outside `fold`; on all of them for kQualityFolds.
learn::StackWeights weights_without(const Folded& data, const Numbers& ridge, const Numbers& trees,
                                    std::size_t fold) {
    Numbers masses = data.masses;
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data.fold[i] == fold) masses[i] = 0;
    }
    return learn::stack_weights(ridge, trees, data.targets, masses);
}

// What a stack says of people who had no part in its weights either.
Numbers stacked(const Folded& data, const Numbers& ridge, const Numbers& trees) {
    Numbers result(data.size());
    for (std::size_t fold = 0; fold < kQualityFolds; ++fold) {
        const auto weights = weights_without(data, ridge, trees, fold);
        for (std::size_t i = 0; i < data.size(); ++i) {
            if (data.fold[i] != fold) continue;
            result[i] = held(weights.first * ridge[i] + weights.second * trees[i]);
        }
    }
    return result;
}

// nullopt if the predictions carry no order worth keeping.
std::optional<QualityModel::Calibration> calibration_without(const Folded& data,
                                                             const Numbers& predictions,
                                                             std::size_t fold) {
    Rows rows;
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data.fold[i] == fold) continue;
        rows.push_back({{logit(predictions[i])}, data.targets[i], data.masses[i]});
    }
    const auto model = learn::LogisticModel::fit(1, rows, {.lambda = kCalibrationLambda});
    if (!model || !(model->slopes().front() > 0)) return std::nullopt;
    return QualityModel::Calibration{model->intercept(), model->slopes().front()};
}

std::optional<Numbers> recalibrated(const Folded& data, const Numbers& predictions) {
    Numbers result(data.size());
    for (std::size_t fold = 0; fold < kQualityFolds; ++fold) {
        const auto calibration = calibration_without(data, predictions, fold);
        if (!calibration) return std::nullopt;
        for (std::size_t i = 0; i < data.size(); ++i) {
            if (data.fold[i] == fold) result[i] = calibrated(*calibration, predictions[i]);
        }
    }
    return result;
}

}  // namespace

// Adds to a ridge model what lowers its error on people left out.
class QualityFit {
public:
    QualityFit(const Folded& data, const FeatureTable& features, QualityModel& model)
        : data_{data}, features_{features}, model_{model} {}

    Result<void> stack(const Numbers& ridge, std::uint64_t seed) {
        REFIT_TRY(trees, left_out(data_, tree_learner(features_, seed)));
        if (!trees) return {};
        const Numbers together = stacked(data_, ridge, *trees);
        model_.validation_.stack = absolute_error(data_, together);
        if (!(*model_.validation_.stack < *model_.validation_.ridge)) {
            calibrate(ridge, ridge);
            return {};
        }
        const auto weights = weights_without(data_, ridge, *trees, kQualityFolds);
        REFIT_TRY(grown, grow(features_, seed, data_.rows));
        model_.stack_ = QualityModel::Stack{weights.first, weights.second, std::move(grown)};
        Numbers final_weights(data_.size());
        for (std::size_t i = 0; i < data_.size(); ++i) {
            final_weights[i] = held(weights.first * ridge[i] + weights.second * (*trees)[i]);
        }
        calibrate(together, final_weights);
        return {};
    }

    void note_ridge(const Numbers& ridge) {
        model_.validation_.ridge = absolute_error(data_, ridge);
        model_.validation_.ece_before = learn::calibration_error(ridge, data_.targets);
    }

private:
    // Judged on `crossed`, whose every step left the person out; fitted on `all`.
    void calibrate(const Numbers& crossed, const Numbers& all) {
        CrossValidation& found = model_.validation_;
        found.ece_before = learn::calibration_error(crossed, data_.targets);
        const auto after = recalibrated(data_, crossed);
        if (!after) return;
        found.calibrated = absolute_error(data_, *after);
        found.ece_after = learn::calibration_error(*after, data_.targets);
        if (squared_error(data_, *after) < squared_error(data_, crossed)) {
            model_.calibration_ = calibration_without(data_, all, kQualityFolds);
        }
    }

    const Folded& data_;
    const FeatureTable& features_;
    QualityModel& model_;
};

Result<QualityModel> QualityModel::fit(std::span<const Example> examples,
                                       const FeatureTable& features, const FitOptions& options) {
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
    const Folded data = folded(examples);
    REFIT_TRY(choice, choose_ridge(data, features));
    REFIT_TRY(ridge, learn::RidgeModel::fit(features.names, data.rows, {.lambda = choice.lambda}));
    QualityModel model{features.version, choice.lambda, std::move(ridge)};
    if (!choice.left_out) return model;
    QualityFit fit{data, features, model};
    fit.note_ridge(*choice.left_out);
    if (data.size() >= options.stack_rows_min) {
        REFIT_CHECK(fit.stack(*choice.left_out, options.seed));
    }
    return model;
}

}  // namespace refit::training
