#pragma once

#include "base/result.h"
#include "experiment/variants.h"

namespace refit::experiment {

// What an API caller may ask for. Errors: InvalidInput, naming the field and the mend.
[[nodiscard]] Result<void> check_new_variant(const NewVariant& request);
[[nodiscard]] Result<void> check_patch(const VariantPatch& patch);

}  // namespace refit::experiment
