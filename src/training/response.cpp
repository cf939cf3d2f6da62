#include "training/response.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace refit::training {
namespace {

constexpr double kLambda = 1.0;
// More variants than this share one column: "another".
constexpr std::size_t kVariantColumnsMax = 50;

// The columns of one result.
std::vector<double> columns(const Served& result, std::span<const std::string> variants) {
    std::vector<double> row = result.features;
    row.push_back(std::log1p(std::max(0.0, result.processing_ms)));
    row.push_back(result.by_engine ? 1 : 0);
    row.push_back(result.named_user ? 1 : 0);
    for (const std::string& variant : variants) row.push_back(result.variant == variant ? 1 : 0);
    return row;
}

// The variants with the most results, in order of name.
std::vector<std::string> common_variants(std::span<const Served> served) {
    std::map<std::string, std::int64_t> counts;
    for (const Served& result : served) ++counts[result.variant];
    std::vector<std::pair<std::int64_t, std::string>> ranked;
    ranked.reserve(counts.size());
    for (const auto& [variant, count] : counts) ranked.emplace_back(-count, variant);
    std::ranges::sort(ranked);
    ranked.resize(std::min(ranked.size(), kVariantColumnsMax));
    std::vector<std::string> variants;
    variants.reserve(ranked.size());
    for (auto& [count, variant] : ranked) variants.push_back(std::move(variant));
    std::ranges::sort(variants);
    return variants;
}

}  // namespace

Result<ResponseModel> ResponseModel::fit(std::span<const Served> served) {
    const auto count = static_cast<std::int64_t>(served.size());
    const std::int64_t answered = std::ranges::count_if(served, &Served::answered);
    if (count < kServedMin || answered < kEachKindMin || count - answered < kEachKindMin) {
        return fail(ErrorCode::InvalidInput,
                    std::to_string(answered) + " of " + std::to_string(count) +
                        " served results were answered; to tell who answers, " +
                        std::to_string(kServedMin) + " are needed and " +
                        std::to_string(kEachKindMin) + " of either kind");
    }
    std::vector<std::string> variants = common_variants(served);
    std::vector<learn::RidgeRow> rows;
    rows.reserve(served.size());
    for (const Served& result : served) {
        rows.push_back({columns(result, variants), result.answered ? 1.0 : 0.0, 1});
    }
    const std::size_t width = rows.front().features.size();
    REFIT_TRY(model, learn::LogisticModel::fit(width, rows, {.lambda = kLambda}));
    return ResponseModel{std::move(variants), std::move(model)};
}

double ResponseModel::propensity(const Served& result) const {
    return std::max(kPropensityFloor, model_.predict(columns(result, variants_)));
}

std::vector<double> response_weights(const std::optional<ResponseModel>& model,
                                     std::span<const Served> answered) {
    std::vector<double> weights(answered.size(), 1.0);
    if (!model || answered.empty()) return weights;
    double sum = 0;
    for (std::size_t i = 0; i < answered.size(); ++i) {
        weights[i] = std::min(1 / model->propensity(answered[i]), kResponseWeightMax);
        sum += weights[i];
    }
    const double mean = sum / static_cast<double>(answered.size());
    for (double& weight : weights) weight /= mean;
    return weights;
}

ResponseSummary summarise(std::span<const double> weights) {
    ResponseSummary summary;
    if (weights.empty()) return summary;
    double sum = 0;
    double squares = 0;
    for (const double weight : weights) {
        sum += weight;
        squares += weight * weight;
    }
    summary.lowest = *std::ranges::min_element(weights);
    summary.highest = *std::ranges::max_element(weights);
    summary.effective_rows = sum * sum / squares;
    return summary;
}

}  // namespace refit::training
