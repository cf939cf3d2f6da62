#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/logistic.h"

namespace refit::training {

// A served result as far as it was known before anybody answered, and whether somebody did.
struct Served {
    std::vector<double> features{};  // layout::features()
    std::string variant{};           // empty: no arm
    double processing_ms{0};         // >= 0
    bool by_engine{true};
    bool named_user{true};
    bool answered{false};
};

// Fewer served results or fewer of one kind (answered, silent) than this: everybody counts 1.
inline constexpr std::int64_t kServedMin = 100;
inline constexpr std::int64_t kEachKindMin = 20;
// A result is never taken to be answered less often than this, nor to speak for more than the cap.
inline constexpr double kPropensityFloor = 0.05;
inline constexpr double kResponseWeightMax = 5.0;

// The probability that a served result is answered, by ridge-penalised logistic regression on its
// layout features, variant, who made it, how long that took, and whether the user has a name.
// Weights of one over it undo the choice of who answers as far as these explain it (missing at
// random given them): Horvitz & Thompson 1952; Seaman & White, Stat. Methods Med. Res. 22, 2013.
class ResponseModel {
public:
    // InvalidInput below kServedMin or kEachKindMin, or for features of different lengths.
    [[nodiscard]] static Result<ResponseModel> fit(std::span<const Served> served);

    // In [kPropensityFloor, 1].
    [[nodiscard]] double propensity(const Served& result) const;

private:
    ResponseModel(std::vector<std::string> variants, learn::LogisticModel model)
        : variants_{std::move(variants)}, model_{std::move(model)} {}

    std::vector<std::string> variants_;  // each has a column
    learn::LogisticModel model_;
};

// What the weights of a training set were made of.
struct ResponseSummary {
    std::int64_t served{0};
    std::int64_t answered{0};
    double lowest{1};
    double highest{1};
    double effective_rows{0};  // (sum w)^2 / sum w^2
    std::string reason;        // why there are no weights; empty: there are
};

// min(1 / propensity, kResponseWeightMax) of each answered result, divided by their mean.
// 1 for all without a model.
[[nodiscard]] std::vector<double> response_weights(const std::optional<ResponseModel>& model,
                                                   std::span<const Served> answered);

// Describes weights as above.
[[nodiscard]] ResponseSummary summarise(std::span<const double> weights);

}  // namespace refit::training
