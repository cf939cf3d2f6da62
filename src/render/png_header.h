#pragma once

#include <optional>
#include <string_view>

#include "geometry/point.h"

namespace refit::render {

// The payload of a base64 data: URL of PNG type, still encoded; nullopt for anything else.
[[nodiscard]] std::optional<std::string_view> png_payload(std::string_view data_url);

// Pixel size of a PNG data: URL, from its header (W3C PNG, section 11.2.2 IHDR).
[[nodiscard]] std::optional<geometry::Size> data_url_size(std::string_view data_url);

}  // namespace refit::render
