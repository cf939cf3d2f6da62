#include "training/base_instructions.h"

#include <utility>

#include "store/policies.h"
#include "store/variants.h"

namespace refit::training {

Result<std::optional<Instructions>> base_instructions(store::Transaction& tx,
                                                      std::string_view experiment) {
    REFIT_TRY(variants, store::list_variants(tx, experiment));
    REFIT_TRY(policy, store::latest_policy(tx, experiment));
    const store::Variant* leader = nullptr;
    double leader_share = -1.0;
    for (const store::Variant& variant : variants) {
        if (!variant.active || variant.traffic_cap) continue;  // a canary has proved nothing yet
        const double share =
            policy ? store::weight_of(policy->weights, variant.id).value_or(0.0) : variant.weight;
        if (share > leader_share) {  // The first in the order of the draw wins a tie.
            leader = &variant;
            leader_share = share;
        }
    }
    if (leader == nullptr) return std::optional<Instructions>{};
    REFIT_TRY(version, store::find_variant_version(tx, leader->id, leader->current_version));
    if (!version) return std::optional<Instructions>{};
    REFIT_TRY(parameters, layout::Parameters::parse(version->parameters));
    return std::optional<Instructions>{{std::move(version->prompt), std::move(parameters)}};
}

}  // namespace refit::training
