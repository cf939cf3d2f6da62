#include "training/quality_model.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "json/document.h"
#include "json/writer.h"
#include "layout/features.h"
#include "learn/conformal.h"
#include "training/quality_parts.h"

namespace refit::training {
namespace {

constexpr std::int64_t kFormat = 2;

tl::unexpected<Error> bad(const char* what) {
    return fail(ErrorCode::InvalidInput, std::string{"model: "} + what);
}

Result<QualityModel::Stack> parse_stack(const json::Node& node) {
    const auto ridge = node.number("ridge");
    const auto trees = node.number("trees");
    const auto model = node.find("model");
    if (!ridge || !trees || !model || !(*ridge >= 0) || !(*trees >= 0)) {
        return bad("stack needs ridge and trees, both >= 0, and model");
    }
    REFIT_TRY(read, learn::BoostedTrees::from_json(model->raw()));
    return QualityModel::Stack{*ridge, *trees, std::move(read)};
}

Result<QualityModel::Calibration> parse_calibration(const json::Node& node) {
    const auto intercept = node.number("intercept");
    const auto slope = node.number("slope");
    if (!intercept || !slope || !(*slope > 0)) {
        return bad("calibration needs intercept and a slope above 0");
    }
    return QualityModel::Calibration{*intercept, *slope};
}

Result<QualityModel::Margin> parse_margin(const json::Node& node) {
    const auto alpha = node.number("alpha");
    const auto width = node.number("halfWidth");
    const auto people = node.integer("people");
    if (!alpha || !width || !people || !(*alpha > 0 && *alpha < 1) || !(*width >= 0)) {
        return bad("interval needs alpha in (0, 1), halfWidth >= 0 and people");
    }
    return QualityModel::Margin{*alpha, *width, *people};
}

bool present(const std::optional<json::Node>& node) {
    return node && !node->is_null();
}

}  // namespace

FeatureTable layout_features() {
    FeatureTable table{std::string{layout::kFeaturesVersion}, {}};
    for (const std::string_view name : layout::feature_names()) {
        table.names.emplace_back(name);
        table.directions.push_back(name == "copy_overlap" || name == "copy_outside" ? -1 : 0);
    }
    return table;
}

Result<QualityModel> QualityModel::parse(std::string_view json) {
    REFIT_TRY(document, json::Document::parse(std::string{json}));
    const json::Node root = document.root();
    const auto version = root.string("featuresVersion");
    const auto lambda = root.number("lambda");
    const auto ridge_node = root.find("ridge");
    if (!version || !lambda || !ridge_node) {
        return bad("featuresVersion, lambda and ridge are needed");
    }
    if (root.integer("format").value_or(1) > kFormat) {
        return bad("written by a newer program; update this one or retrain");
    }
    REFIT_TRY(ridge, learn::RidgeModel::from_json(ridge_node->raw()));
    QualityModel model{*version, *lambda, std::move(ridge)};
    if (const auto node = root.find("stack"); present(node)) {
        REFIT_TRY(stack, parse_stack(*node));
        if (stack.model.feature_count() != model.ridge_.feature_names().size()) {
            return bad("its two parts look at different numbers of features");
        }
        model.stack_ = std::move(stack);
    }
    if (const auto node = root.find("calibration"); present(node)) {
        REFIT_TRY(calibration, parse_calibration(*node));
        model.calibration_ = calibration;
    }
    if (const auto node = root.find("interval"); present(node)) {
        REFIT_TRY(margin, parse_margin(*node));
        model.margin_ = margin;
    }
    return model;
}

std::string QualityModel::to_json() const {
    json::Writer out;
    out.begin_object().member("format", kFormat).member("form", form());
    out.member("featuresVersion", features_version_).member("lambda", lambda_);
    out.raw_member("ridge", ridge_.to_json());
    if (stack_) {
        out.key("stack").begin_object().member("ridge", stack_->ridge);
        out.member("trees", stack_->trees).raw_member("model", stack_->model.to_json());
        out.end_object();
    }
    if (calibration_) {
        out.key("calibration").begin_object().member("intercept", calibration_->intercept);
        out.member("slope", calibration_->slope).end_object();
    }
    if (margin_) {
        out.key("interval").begin_object().member("alpha", margin_->alpha);
        out.member("halfWidth", margin_->half_width).member("people", margin_->people);
        out.end_object();
    }
    out.end_object();
    return out.take();
}

double QualityModel::predict(std::span<const double> features) const {
    double quality = held(ridge_.predict(features));
    if (stack_) {
        quality =
            held(stack_->ridge * quality + stack_->trees * held(stack_->model.predict(features)));
    }
    return calibration_ ? calibrated(*calibration_, quality) : quality;
}

QualityInterval QualityModel::interval(std::span<const double> features) const {
    if (!margin_) return {};
    const double middle = predict(features);
    return {held(middle - margin_->half_width), held(middle + margin_->half_width)};
}

void QualityModel::calibrate_margin(std::span<const Example> untouched) {
    std::map<std::string_view, double> rows;
    for (const Example& example : untouched) rows[example.user] += 1;
    std::vector<learn::Weighted> residuals;
    for (const Example& example : untouched) {
        residuals.push_back(
            {std::abs(example.quality - predict(example.features)), 1 / rows.at(example.user)});
    }
    const double found = learn::conformal_quantile(std::move(residuals), kIntervalAlpha, 1);
    margin_ = Margin{kIntervalAlpha, std::min(found, 1.0), static_cast<std::int64_t>(rows.size())};
}

bool QualityModel::understands(const FeatureTable& features) const {
    return features_version_ == features.version && ridge_.feature_names() == features.names;
}

}  // namespace refit::training
