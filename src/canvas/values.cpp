#include "canvas/values.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "canvas/document.h"

namespace refit::canvas {

tl::unexpected<Error> fail_at(const json::Node& node, std::string_view message, ErrorCode code) {
    return fail(code, fmt::format("{} ({}): {}", node.path(), node.position(), message));
}

Result<double> read_number(const json::Node& value) {
    std::optional<double> number = value.number();
    if (!number && value.type() == json::Type::String) number = parse_double(trim(*value.string()));
    if (!number || !std::isfinite(*number)) return fail_at(value, "a number must stand here");
    if (std::abs(*number) > kCoordinateMax)
        return fail_at(value, fmt::format("this number is beyond {:g}; no design is that large",
                                          kCoordinateMax));
    return *number;
}

Result<double> read_number(const json::Node& object, std::string_view key, double fallback) {
    const auto value = object.find(key);
    if (!value || value->is_null()) return fallback;
    return read_number(*value);
}

std::optional<std::string> read_string(const json::Node& object, std::string_view key) {
    return object.string(key);
}

std::optional<std::string> read_name(const json::Node& object, std::string_view key) {
    const auto value = object.find(key);
    if (!value) return std::nullopt;
    if (value->type() == json::Type::Number) return std::string{value->raw()};
    return value->string();
}

bool read_flag(const json::Node& object, std::string_view key, bool fallback) {
    const auto value = object.find(key);
    if (!value) return fallback;
    if (const auto flag = value->boolean()) return *flag;
    // JavaScript's notion of truth, as the editor would see it.
    if (const auto number = value->number()) return *number != 0.0;
    if (const auto text = value->string()) return !text->empty();
    return !value->is_null();
}

Result<double> read_origin(const json::Node& object, std::string_view key, double fallback) {
    const auto value = object.find(key);
    if (!value || value->is_null()) return fallback;
    if (value->type() == json::Type::Number) return read_number(*value);
    const std::string word = value->string().value_or("");
    if (word == "left" || word == "top") return 0.0;
    if (word == "center") return 0.5;
    if (word == "right" || word == "bottom") return 1.0;
    return fail_at(*value, "an origin is left, center, right, top, bottom or a number 0 to 1");
}

}  // namespace refit::canvas
