#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/database.h"
#include "store/names.h"
#include "store/weights.h"

// How one field of a record becomes a Value to bind, and how a cell of an answer becomes a field.
// Private to store/.

namespace refit::store {

// --- One field to a Value.
inline Value to_value(std::string_view text) {
    return std::string{text};
}
inline Value to_value(const std::string& text) {
    return text;
}
inline Value to_value(const char* text) {
    return std::string{text};
}
template <std::integral I>
Value to_value(I number) {
    return static_cast<std::int64_t>(number);
}
inline Value to_value(double number) {
    return number;
}
inline Value to_value(TimePoint time) {
    return std::int64_t{time.time_since_epoch().count()};
}
inline Value to_value(const Weights& weights) {
    return print_weights(weights);
}
template <typename E>
    requires std::is_enum_v<E>
Value to_value(E word) {
    return std::string{to_text(word)};
}
template <typename T>
Value to_value(const std::optional<T>& maybe) {
    return maybe ? to_value(*maybe) : Value{};
}

// The values of one statement: params(id, now, 5).
template <typename... T>
std::vector<Value> params(const T&... fields) {
    return {to_value(fields)...};
}

// --- A cell to one field. False if the cell holds something the field cannot.
struct Cell {
    const Rows& rows;
    std::size_t row;
    std::size_t column;
};

inline bool load(const Cell& cell, std::string& out) {
    auto text = cell.rows.text(cell.row, cell.column);
    if (!text) return false;
    out = *std::move(text);
    return true;
}
template <std::integral I>
bool load(const Cell& cell, I& out) {
    const auto number = cell.rows.integer(cell.row, cell.column);
    if (!number || !std::in_range<I>(*number)) return false;
    out = static_cast<I>(*number);
    return true;
}
inline bool load(const Cell& cell, bool& out) {
    const auto number = cell.rows.integer(cell.row, cell.column);
    if (number) out = *number != 0;
    return number.has_value();
}
inline bool load(const Cell& cell, double& out) {
    const auto number = cell.rows.real(cell.row, cell.column);
    if (number) out = *number;
    return number.has_value();
}
inline bool load(const Cell& cell, TimePoint& out) {
    const auto millis = cell.rows.integer(cell.row, cell.column);
    if (millis) out = TimePoint{Milliseconds{*millis}};
    return millis.has_value();
}
inline bool load(const Cell& cell, Weights& out) {
    const auto text = cell.rows.text(cell.row, cell.column);
    if (!text) return false;
    auto weights = parse_weights(*text);
    if (!weights) return false;
    out = *std::move(weights);
    return true;
}
template <typename E>
    requires std::is_enum_v<E>
bool load(const Cell& cell, E& out) {
    const auto word = cell.rows.text(cell.row, cell.column);
    const auto known = word ? from_text<E>(*word) : std::nullopt;
    if (known) out = *known;
    return known.has_value();
}
template <typename T>
bool load(const Cell& cell, std::optional<T>& out) {
    if (std::holds_alternative<std::monostate>(cell.rows.at(cell.row, cell.column))) {
        out.reset();
        return true;
    }
    T value{};
    if (!load(cell, value)) return false;
    out = std::move(value);
    return true;
}

}  // namespace refit::store
