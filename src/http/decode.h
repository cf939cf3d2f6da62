#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "geometry/point.h"
#include "http/router.h"
#include "json/document.h"
#include "store/weights.h"

namespace refit::http {

// Reading fields of a request. Each names the field, what was expected and what was found.
// The optional_ forms take an absent or null member as nullopt; a member of the wrong type is
// always an error.

[[nodiscard]] Result<std::string> required_text(const json::Node& object, std::string_view key,
                                                std::size_t bytes_max);
[[nodiscard]] Result<std::optional<std::string>> optional_text(const json::Node& object,
                                                               std::string_view key,
                                                               std::size_t bytes_max);
[[nodiscard]] Result<double> required_number(const json::Node& object, std::string_view key,
                                             double lowest, double highest);
[[nodiscard]] Result<std::optional<double>> optional_number(const json::Node& object,
                                                            std::string_view key, double lowest,
                                                            double highest);
[[nodiscard]] Result<std::optional<std::int64_t>> optional_integer(const json::Node& object,
                                                                   std::string_view key,
                                                                   std::int64_t lowest,
                                                                   std::int64_t highest);
[[nodiscard]] Result<std::optional<bool>> optional_flag(const json::Node& object,
                                                        std::string_view key);

// An object of numbers, in the order given: {"latency": 1500}. Names are the caller's to check.
[[nodiscard]] Result<std::optional<store::Weights>> optional_numbers(const json::Node& object,
                                                                     std::string_view key);

// {"width", "height"}, each a number in [lowest, highest].
[[nodiscard]] Result<geometry::Size> size_of(const json::Node& object, std::string_view key,
                                             double lowest, double highest);

// A canvas given as an object or as a string that holds JSON; its text.
[[nodiscard]] Result<std::string> canvas_text(const json::Node& object, std::string_view key);

// A whole number of the query string within [lowest, highest]; `fallback` if absent.
[[nodiscard]] Result<std::int64_t> query_integer(const net::Request& request, std::string_view name,
                                                 std::int64_t fallback, std::int64_t lowest,
                                                 std::int64_t highest);

}  // namespace refit::http
