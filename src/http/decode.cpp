#include "http/decode.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace refit::http {
namespace {

tl::unexpected<Error> wrong(std::string_view key, std::string_view expected) {
    return fail(ErrorCode::InvalidInput, fmt::format("{}: expected {}", key, expected));
}

std::string format_limit(double limit) {
    const bool is_whole = std::trunc(limit) == limit && std::abs(limit) < 1e15;
    return is_whole ? fmt::format("{:.0f}", limit) : format_number(limit);
}

std::string range_text(double lowest, double highest) {
    // Plain digits: 300000, not 3e+05.
    return fmt::format("a number from {} to {}", format_limit(lowest), format_limit(highest));
}

// The member, unless it is absent or null.
std::optional<json::Node> present(const json::Node& object, std::string_view key) {
    auto node = object.find(key);
    if (node && node->is_null()) return std::nullopt;
    return node;
}

}  // namespace

Result<std::optional<std::string>> optional_text(const json::Node& object, std::string_view key,
                                                 std::size_t bytes_max) {
    const auto node = present(object, key);
    if (!node) return std::nullopt;
    auto text = node->string();
    if (!text) return wrong(key, "a string");
    if (text->size() > bytes_max) return wrong(key, fmt::format("at most {} bytes", bytes_max));
    return text;
}

Result<std::string> required_text(const json::Node& object, std::string_view key,
                                  std::size_t bytes_max) {
    REFIT_TRY(text, optional_text(object, key, bytes_max));
    if (!text || text->empty()) return wrong(key, "a string that is not empty");
    return std::move(*text);
}

Result<std::optional<double>> optional_number(const json::Node& object, std::string_view key,
                                              double lowest, double highest) {
    const auto node = present(object, key);
    if (!node) return std::nullopt;
    const auto number = node->number();
    if (!number || *number < lowest || *number > highest)
        return wrong(key, range_text(lowest, highest));
    return number;
}

Result<double> required_number(const json::Node& object, std::string_view key, double lowest,
                               double highest) {
    REFIT_TRY(number, optional_number(object, key, lowest, highest));
    if (!number) return wrong(key, range_text(lowest, highest));
    return *number;
}

Result<std::optional<std::int64_t>> optional_integer(const json::Node& object, std::string_view key,
                                                     std::int64_t lowest, std::int64_t highest) {
    const auto node = present(object, key);
    if (!node) return std::nullopt;
    const auto number = node->integer();
    if (!number || *number < lowest || *number > highest)
        return wrong(key, fmt::format("a whole number from {} to {}", lowest, highest));
    return number;
}

Result<std::optional<bool>> optional_flag(const json::Node& object, std::string_view key) {
    const auto node = present(object, key);
    if (!node) return std::nullopt;
    const auto flag = node->boolean();
    if (!flag) return wrong(key, "true or false");
    return flag;
}

Result<geometry::Size> size_of(const json::Node& object, std::string_view key, double lowest,
                               double highest) {
    const auto node = present(object, key);
    if (!node || !node->is_object()) return wrong(key, R"(an object {"width", "height"})");
    const auto side = [&](std::string_view name) -> Result<double> {
        const auto number = node->number(name);
        if (!number || *number < lowest || *number > highest)
            return wrong(fmt::format("{}.{}", key, name), range_text(lowest, highest));
        return *number;
    };
    REFIT_TRY(width, side("width"));
    REFIT_TRY(height, side("height"));
    return geometry::Size{width, height};
}

Result<std::string> canvas_text(const json::Node& object, std::string_view key) {
    const auto node = present(object, key);
    if (node && node->is_object()) return std::string{node->raw()};
    if (node)
        if (auto text = node->string()) return std::move(*text);
    return wrong(key, "a Fabric.js canvas (an object, or its JSON as a string)");
}

Result<std::int64_t> query_integer(const net::Request& request, std::string_view name,
                                   std::int64_t fallback, std::int64_t lowest,
                                   std::int64_t highest) {
    const auto text = request.query_value(name);
    if (!text) return fallback;
    const auto number = parse_int(*text);
    if (!number || *number < lowest || *number > highest)
        return wrong(name, fmt::format("a whole number from {} to {}", lowest, highest));
    return *number;
}

Result<std::optional<store::Weights>> optional_numbers(const json::Node& object,
                                                       std::string_view key) {
    const auto node = object.find(key);
    if (!node || node->is_null()) return std::nullopt;
    if (!node->is_object())
        return fail(ErrorCode::InvalidInput, std::string{key} + ": expected an object of numbers");
    store::Weights numbers;
    for (const auto& [name, value] : node->members()) {
        const auto number = value.number();
        if (!number || store::weight_of(numbers, name))
            return fail(ErrorCode::InvalidInput,
                        std::string{key} + "." + name + ": expected one number");
        numbers.emplace_back(name, *number);
    }
    return numbers;
}

}  // namespace refit::http
