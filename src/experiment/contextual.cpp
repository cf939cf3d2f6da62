#include "experiment/contextual.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "json/writer.h"
#include "layout/features.h"
#include "learn/allocation.h"
#include "learn/assignment_hash.h"
#include "learn/exploration.h"
#include "learn/feature_map.h"
#include "store/variants.h"

namespace refit::experiment {
namespace {

constexpr double kWidth = 0.25;
constexpr double kGamma = 1000;
constexpr double kShareWeight = 10;  // outcomes per arm after which the model counts half
constexpr double kGrid = 4096;       // of phi

const learn::FeatureMap& feature_map() {
    static const learn::FeatureMap map = [] {
        learn::FeatureMapOptions options;
        options.random_features = kContextualWaves;
        options.frequency_min = 2;
        options.frequency_max = 10;
        return *learn::FeatureMap::create(layout::context_feature_count(), options);
    }();
    return map;
}

struct Model {
    std::vector<learn::LinearEstimate> estimates;  // in the order of the arms asked for
    double outcomes{0};
    std::int64_t version{0};
};

// nullopt: an arm has no row.
Result<std::optional<Model>> load(store::Transaction& tx, const store::Experiment& experiment,
                                  const store::Weights& arms, std::span<const double> phi) {
    REFIT_TRY(rows, arms_of_map(tx, experiment.id, experiment.bucket_version));
    Model model;
    for (const auto& arm : arms) {
        const auto row = std::ranges::find(rows, arm.first, &store::ContextualArm::variant_id);
        if (row == rows.end()) return std::optional<Model>{};
        REFIT_TRY(sums, ArmSums::parse(*row));
        REFIT_TRY(posterior, sums.posterior());
        model.estimates.push_back(posterior.estimate(phi));
        model.outcomes += sums.outcomes;
        model.version += sums.version;
    }
    return std::optional{std::move(model)};
}

// Largest share of each arm, on the hash's grid.
Result<std::vector<double>> caps_of(store::Transaction& tx, const store::Experiment& experiment,
                                    const store::Weights& arms) {
    REFIT_TRY(variants, store::list_variants(tx, experiment.id));
    std::vector<double> caps;
    for (const auto& arm : arms) {
        const auto found = std::ranges::find(variants, arm.first, &store::Variant::id);
        const double cap = found == variants.end() ? 1 : found->traffic_cap.value_or(1);
        caps.push_back(std::max(1.0, std::floor(cap * learn::kBuckets + 1e-6)) / learn::kBuckets);
    }
    return caps;
}

// Cuts shares at their caps; the arms without one divide the excess in proportion. False if every
// arm has a cap.
bool hold_caps(std::vector<double>& shares, const std::vector<double>& caps) {
    double excess = 0;
    double free = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        excess += std::max(0.0, shares[i] - caps[i]);
        shares[i] = std::min(shares[i], caps[i]);
        if (caps[i] >= 1) free += shares[i];
    }
    if (excess > 0 && free <= 0) return false;
    for (std::size_t i = 0; i < shares.size(); ++i)
        if (caps[i] >= 1 && excess > 0) shares[i] *= 1 + excess / free;
    return true;
}

std::vector<double> blended(const Model& model, const store::Weights& fallback, double floor) {
    const double gamma = kGamma * std::sqrt(model.outcomes);
    const std::vector<double> pmf = learn::squarecb_pmf(model.estimates, kWidth, gamma, floor);
    const auto arms = static_cast<double>(fallback.size());
    const double trust = model.outcomes / (model.outcomes + kShareWeight * arms);
    std::vector<double> shares;
    for (std::size_t i = 0; i < fallback.size(); ++i)
        shares.push_back((1 - trust) * fallback[i].second + trust * pmf[i]);
    return shares;
}

std::string context_json(const Model& model, std::span<const double> features) {
    json::Writer out;
    out.begin_object().member("policy", "squarecb/1").member("version", model.version);
    out.member("features", layout::kFeaturesVersion).member("map", kContextualMap);
    out.key("values").begin_array();
    for (const double value : features) out.value(value);
    return out.end_array().end_object().take();
}

}  // namespace

std::size_t mapped_features() {
    return feature_map().features();
}

std::optional<std::vector<double>> mapped(std::span<const double> features) {
    auto phi = feature_map().apply(features);
    if (!phi) return std::nullopt;
    for (double& value : *phi) value = std::round(value * kGrid) / kGrid;
    return *std::move(phi);
}

Result<std::optional<ContextualShares>> contextual_shares(store::Transaction& tx,
                                                          const store::Experiment& experiment,
                                                          const store::Weights& fallback,
                                                          std::span<const double> features) {
    const auto phi = mapped(features);
    if (!phi || fallback.empty()) return std::optional<ContextualShares>{};
    REFIT_TRY(model, load(tx, experiment, fallback, *phi));
    if (!model) return std::optional<ContextualShares>{};
    std::vector<double> shares = blended(*model, fallback, experiment.exploration_floor);
    REFIT_TRY(caps, caps_of(tx, experiment, fallback));
    ContextualShares result{fallback, context_json(*model, features)};
    if (!hold_caps(shares, caps)) return std::optional{std::move(result)};
    shares = learn::round_to_buckets(shares);
    for (std::size_t i = 0; i < shares.size(); ++i) result.weights[i].second = shares[i];
    return std::optional{std::move(result)};
}

}  // namespace refit::experiment
