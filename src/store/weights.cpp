#include "store/weights.h"

#include <algorithm>

#include "json/document.h"
#include "json/writer.h"

namespace refit::store {

std::string print_weights(const Weights& weights) {
    json::Writer out;
    out.begin_object();
    for (const auto& [variant_id, share] : weights) out.member(variant_id, share);
    return out.end_object().take();
}

Result<Weights> parse_weights(std::string_view json) {
    REFIT_TRY(document, json::Document::parse(std::string{json}));
    if (!document.root().is_object()) {
        return fail(ErrorCode::Internal, "stored weights are not an object");
    }
    Weights weights;
    for (const auto& [variant_id, node] : document.root().members()) {
        const auto share = node.number();
        if (!share) return fail(ErrorCode::Internal, "a stored weight is not a number");
        weights.emplace_back(variant_id, *share);
    }
    return weights;
}

std::optional<double> weight_of(const Weights& weights, std::string_view variant_id) {
    const auto found = std::find_if(weights.begin(), weights.end(),
                                    [&](const auto& entry) { return entry.first == variant_id; });
    if (found == weights.end()) return std::nullopt;
    return found->second;
}

}  // namespace refit::store
