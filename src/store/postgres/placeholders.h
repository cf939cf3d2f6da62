#pragma once

#include <string>
#include <string_view>

namespace refit::store {

// Rewrites the "?" placeholders of portable SQL to $1, $2, … and leaves question marks inside
// 'literals', "identifiers", -- comments and /* comments */ alone.
[[nodiscard]] std::string number_placeholders(std::string_view sql);

}  // namespace refit::store
