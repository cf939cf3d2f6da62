#include "training/quality_model.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "base/text.h"
#include "json/document.h"
#include "json/writer.h"

namespace refit::training {
namespace {

// Beyond five standard deviations a feature says "very much" and no more: one odd design must not
// throw the prediction off.
constexpr double kStandardisedMax = 5.0;

// Of 100 users this many are held out.
constexpr std::uint64_t kHeldOutPercent = 20;

void write_numbers(json::Writer& out, std::string_view name, std::span<const double> numbers) {
    out.key(name).begin_array();
    for (const double number : numbers) out.value(number);
    out.end_array();
}

Result<std::vector<double>> read_numbers(const json::Node& root, std::string_view name) {
    const auto array = root.find(name);
    if (!array || !array->is_array()) {
        return fail(ErrorCode::InvalidInput, "model: " + std::string{name} + " is not an array");
    }
    std::vector<double> numbers;
    for (const json::Node& element : array->elements()) {
        const auto number = element.number();
        if (!number) {
            return fail(ErrorCode::InvalidInput, "model: " + element.path() + " is not a number");
        }
        numbers.push_back(*number);
    }
    return numbers;
}

Result<std::vector<std::string>> read_names(const json::Node& root) {
    const auto array = root.find("names");
    if (!array || !array->is_array()) {
        return fail(ErrorCode::InvalidInput, "model: names is not an array");
    }
    std::vector<std::string> names;
    for (const json::Node& element : array->elements()) {
        auto name = element.string();
        if (!name) {
            return fail(ErrorCode::InvalidInput, "model: " + element.path() + " is not a string");
        }
        names.push_back(std::move(*name));
    }
    return names;
}

bool has_one_entry_per_name(const QualityModel& model) {
    const std::size_t count = model.names.size();
    return model.means.size() == count && model.scales.size() == count &&
           model.coefficients.size() == count;
}

}  // namespace

double QualityModel::predict(std::span<const double> features) const {
    REFIT_ASSERT(features.size() == names.size());
    double sum = intercept;
    for (std::size_t i = 0; i < features.size(); ++i) {
        const double z = (features[i] - means[i]) / scales[i];
        sum += coefficients[i] * std::clamp(z, -kStandardisedMax, kStandardisedMax);
    }
    return std::clamp(sum, 0.0, 1.0);
}

std::string to_json(const QualityModel& model) {
    json::Writer out;
    out.begin_object().member("featuresVersion", model.features_version);
    out.key("names").begin_array();
    for (const std::string& name : model.names) out.value(name);
    out.end_array();
    write_numbers(out, "means", model.means);
    write_numbers(out, "scales", model.scales);
    write_numbers(out, "coefficients", model.coefficients);
    out.member("intercept", model.intercept).member("lambda", model.lambda).end_object();
    return out.take();
}

Result<QualityModel> parse_quality_model(std::string_view json) {
    REFIT_TRY(document, json::Document::parse(std::string{json}));
    const json::Node root = document.root();
    const auto version = root.string("featuresVersion");
    const auto intercept = root.number("intercept");
    const auto lambda = root.number("lambda");
    if (!version || !intercept || !lambda) {
        return fail(ErrorCode::InvalidInput,
                    "model: featuresVersion, intercept and lambda are needed");
    }
    QualityModel model;
    model.features_version = *version;
    model.intercept = *intercept;
    model.lambda = *lambda;
    REFIT_TRY(names, read_names(root));
    REFIT_TRY(means, read_numbers(root, "means"));
    REFIT_TRY(scales, read_numbers(root, "scales"));
    REFIT_TRY(coefficients, read_numbers(root, "coefficients"));
    model.names = std::move(names);
    model.means = std::move(means);
    model.scales = std::move(scales);
    model.coefficients = std::move(coefficients);
    if (!has_one_entry_per_name(model)) {
        return fail(ErrorCode::InvalidInput,
                    "model: means, scales and coefficients need one entry per name");
    }
    if (std::ranges::any_of(model.scales, [](double scale) { return !(scale > 0.0); })) {
        return fail(ErrorCode::InvalidInput, "model: every scale must be above 0");
    }
    return model;
}

bool is_held_out(std::string_view user) {
    // The prefix keeps this split independent of every other hash of the same user.
    return fnv1a64("quality-held-out/1:" + std::string{user}) % 100 < kHeldOutPercent;
}

QualityModel constant_model(double quality, const FitOptions& options) {
    QualityModel model;
    model.features_version = options.features_version;
    model.names = options.names;
    model.means.assign(options.names.size(), 0.0);
    model.scales.assign(options.names.size(), 1.0);
    model.coefficients.assign(options.names.size(), 0.0);
    model.intercept = quality;
    return model;
}

}  // namespace refit::training
