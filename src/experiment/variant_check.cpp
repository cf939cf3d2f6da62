#include "experiment/variant_check.h"

#include <string_view>

#include "base/text.h"
#include "layout/parameters.h"

namespace refit::experiment {
namespace {

Result<void> check_id(std::string_view id) {
    if (is_plain_id(id, kVariantIdBytesMax)) return {};
    return fail(ErrorCode::InvalidInput,
                "id: 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit");
}

Result<void> check_name(std::string_view name) {
    if (!trim(name).empty() && name.size() <= kVariantNameBytesMax) return {};
    return fail(ErrorCode::InvalidInput, "name: 1 to 200 bytes");
}

Result<void> check_prompt(std::string_view prompt) {
    if (!trim(prompt).empty() && prompt.size() <= kPromptBytesMax) return {};
    return fail(ErrorCode::InvalidInput, "prompt: 1 to 20000 bytes");
}

Result<void> check_weight(double percent) {
    if (percent >= 0 && percent <= kWeightPercentMax) return {};
    return fail(ErrorCode::InvalidInput, "weight: percent of traffic, 0 to 100");
}

Result<void> check_parameters(std::string_view json) {
    const auto parsed = layout::Parameters::parse(json);
    if (parsed) return {};
    return fail(ErrorCode::InvalidInput, "parameters: " + parsed.error().message);
}

}  // namespace

Result<void> check_new_variant(const NewVariant& request) {
    REFIT_CHECK(check_id(request.id));
    REFIT_CHECK(check_name(request.name));
    REFIT_CHECK(check_prompt(request.prompt));
    REFIT_CHECK(check_weight(request.weight_percent));
    return check_parameters(request.parameters);
}

Result<void> check_patch(const VariantPatch& patch) {
    if (patch.name) REFIT_CHECK(check_name(*patch.name));
    if (patch.prompt) REFIT_CHECK(check_prompt(*patch.prompt));
    if (patch.weight_percent) REFIT_CHECK(check_weight(*patch.weight_percent));
    if (patch.parameters) REFIT_CHECK(check_parameters(*patch.parameters));
    return {};
}

}  // namespace refit::experiment
