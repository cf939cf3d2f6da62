#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "canvas/object.h"

namespace refit::resize {

// For each object of `from` its counterpart in `to`, two states of one design: by id, else by name,
// where those are unique; else the object at the same place in the list if that has no unique name
// either. O(n log n).
[[nodiscard]] std::vector<std::optional<std::size_t>> counterparts(
    std::span<const canvas::Object* const> from, std::span<const canvas::Object* const> to);

}  // namespace refit::resize
