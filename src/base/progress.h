#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace refit {

// Told about the steps of long work as they are done, from one thread at a time; may be empty.
using Progress = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

}  // namespace refit
