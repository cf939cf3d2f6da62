#include "training/quality_score.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace refit::training {
namespace {

// Stars are the only part that grades; a thumb repeats them coarsely. Corrections and undo are
// deeds, which people give without being asked, hence together nearly as much as stars.
constexpr double kRatingWeight = 0.45;
constexpr double kHelpfulWeight = 0.15;
constexpr double kCorrectionWeight = 0.20;
constexpr double kUndoWeight = 0.20;

// Between the heaviest single other part (0.20) and the lightest pair of them (0.35).
constexpr double kValidatedWeightMin = 0.30;

struct Sums {
    double score{0};
    double weight{0};

    void add(double part, double part_weight) {
        score += part_weight * part;
        weight += part_weight;
    }
};

}  // namespace

std::optional<Quality> quality_score(const Evidence& evidence) {
    Sums sums;
    if (evidence.rating) {
        REFIT_ASSERT(*evidence.rating >= kRatingMin && *evidence.rating <= kRatingMax);
        sums.add((*evidence.rating - kRatingMin) / static_cast<double>(kRatingMax - kRatingMin),
                 kRatingWeight);
    }
    if (evidence.helpful) sums.add(*evidence.helpful ? 1.0 : 0.0, kHelpfulWeight);
    if (evidence.correction_size) {
        REFIT_ASSERT(std::isfinite(*evidence.correction_size));
        REFIT_ASSERT(*evidence.correction_size >= 0.0);
        sums.add(1.0 - std::min(1.0, *evidence.correction_size), kCorrectionWeight);
    }
    if (evidence.undone) sums.add(0.0, kUndoWeight);
    if (sums.weight == 0.0) return std::nullopt;
    // The sums round differently in the last place, so a perfect score may pass 1 by an ulp.
    return Quality{std::clamp(sums.score / sums.weight, 0.0, 1.0), std::min(1.0, sums.weight)};
}

bool is_validated(const Quality& quality) {
    return quality.weight >= kValidatedWeightMin;
}

}  // namespace refit::training
