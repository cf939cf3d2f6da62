#pragma once

#include <string_view>
#include <vector>

namespace refit::app {

// A file compiled into the binary: the built front end, the OpenAPI document.
struct Asset {
    std::string_view name;   // path below its folder, e.g. "assets/index-4f2c.js"
    std::string_view bytes;  // lives as long as the program
};

[[nodiscard]] std::vector<Asset> assets();

}  // namespace refit::app
