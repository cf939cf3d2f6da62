#include "experiment/shares.h"

#include <algorithm>
#include <limits>

#include "base/assert.h"

namespace refit::experiment {
namespace {

constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();

// Scales the active variants except `fixed` to a sum of `total`.
void scale_others(std::vector<store::Variant>& variants, std::size_t fixed, double total) {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        if (i == fixed || !variants[i].active) continue;
        sum += variants[i].weight;
        count += 1;
    }
    for (std::size_t i = 0; i < variants.size(); ++i) {
        if (i == fixed || !variants[i].active) continue;
        double& weight = variants[i].weight;
        weight = sum > 0 ? weight / sum * total : total / count;
    }
}

}  // namespace

void give_share(std::vector<store::Variant>& variants, std::size_t index, double share) {
    REFIT_ASSERT(index < variants.size());
    REFIT_ASSERT(share >= 0.0 && share <= 1.0);
    variants[index].weight = share;
    scale_others(variants, index, 1.0 - share);
}

void normalise_shares(std::vector<store::Variant>& variants) {
    scale_others(variants, kNobody, 1.0);
}

const store::Variant* control_of(const std::vector<store::Variant>& variants) {
    const auto able = std::ranges::find_if(
        variants, [](const store::Variant& v) { return v.active && !v.stopped; });
    if (able != variants.end()) return &*able;
    const auto active = std::ranges::find_if(variants, &store::Variant::active);
    return active == variants.end() ? nullptr : &*active;
}

}  // namespace refit::experiment
