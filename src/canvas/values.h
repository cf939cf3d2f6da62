#pragma once

// Internal to the canvas room: reading members of a Fabric object, with Fabric's leniency and our
// limits. Every error names the JSON path and the mend.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/document.h"

namespace refit::canvas {

// A number, or a number written as a string (some editors store "73"); null and absent give
// `fallback`. Errors: InvalidInput for another type or beyond kCoordinateMax.
[[nodiscard]] Result<double> read_number(const json::Node& object, std::string_view key,
                                         double fallback);

// The same for an element of an array.
[[nodiscard]] Result<double> read_number(const json::Node& value);

// Absent, null or of another type: nullopt, as Fabric would not fail on it either.
[[nodiscard]] std::optional<std::string> read_string(const json::Node& object,
                                                     std::string_view key);

// A string, or the text of a number; ids and font weights come as either.
[[nodiscard]] std::optional<std::string> read_name(const json::Node& object, std::string_view key);

[[nodiscard]] bool read_flag(const json::Node& object, std::string_view key, bool fallback);

// "left|center|right", "top|center|bottom" or a number 0..1.
[[nodiscard]] Result<double> read_origin(const json::Node& object, std::string_view key,
                                         double fallback);

// "$.objects[3].left: <message>".
[[nodiscard]] tl::unexpected<Error> fail_at(const json::Node& node, std::string_view message,
                                            ErrorCode code = ErrorCode::InvalidInput);

}  // namespace refit::canvas
