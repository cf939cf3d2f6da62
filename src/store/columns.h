#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/names.h"
#include "store/weights.h"

// How records become rows and rows become records. A repository lists its columns once, as pairs of
// a name and a member; reading, writing and the SQL around them follow from that list.
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
    if (text) out = *std::move(text);
    return text.has_value();
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
    if (weights) out = *std::move(weights);
    return weights.has_value();
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

// --- A table.
template <typename Record>
struct Column {
    std::string_view name;
    Value (*bind)(const Record&);
    bool (*load)(const Cell&, Record&);
    bool generated;  // by the database: never inserted
};

template <auto Member>
struct member_of;
template <typename Record, typename Field, Field Record::*Member>
struct member_of<Member> {
    using record = Record;
};

// The column `name`, held by `Member` (a pointer to member).
template <auto Member>
constexpr auto column(std::string_view name) {
    using Record = typename member_of<Member>::record;
    return Column<Record>{
        name, [](const Record& record) { return to_value(record.*Member); },
        [](const Cell& cell, Record& record) { return load(cell, record.*Member); }, false};
}
template <auto Member>
constexpr auto generated(std::string_view name) {
    auto made = column<Member>(name);
    made.generated = true;
    return made;
}

template <typename Record>
struct Table {
    std::string_view name;
    std::span<const Column<Record>> columns;
};

template <typename Record>
std::string select_from(const Table<Record>& table) {
    std::string sql = "SELECT ";
    for (const auto& column : table.columns) {
        if (&column != table.columns.data()) sql += ',';
        sql += column.name;
    }
    return sql.append(" FROM ").append(table.name);
}

// "INSERT INTO t (a,b) VALUES (?,?)", without generated columns.
template <typename Record>
std::string insert_into(const Table<Record>& table) {
    std::string names;
    std::string marks;
    for (const auto& column : table.columns) {
        if (column.generated) continue;
        if (!names.empty()) names += ',', marks += ',';
        names += column.name;
        marks += '?';
    }
    return std::string{"INSERT INTO "}
        .append(table.name)
        .append(" (")
        .append(names)
        .append(") VALUES (")
        .append(marks)
        .append(")");
}

template <typename Record>
std::vector<Value> bind_all(const Table<Record>& table, const Record& record) {
    std::vector<Value> out;
    out.reserve(table.columns.size());
    for (const auto& column : table.columns) {
        if (!column.generated) out.push_back(column.bind(record));
    }
    return out;
}

template <typename Record>
Result<std::vector<Record>> load_all(const Table<Record>& table, const Rows& rows) {
    std::vector<Record> out(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (table.columns[i].load({rows, row, i}, out[row])) continue;
            return fail(ErrorCode::Internal, std::string{"the database holds an unusable value in "}
                                                 .append(table.name)
                                                 .append(".")
                                                 .append(table.columns[i].name));
        }
    }
    return out;
}

// All rows of "SELECT … FROM table <rest>".
template <typename Record>
Result<std::vector<Record>> select_all(Transaction& tx, const Table<Record>& table,
                                       std::string_view rest, std::span<const Value> bound = {}) {
    REFIT_TRY(rows, tx.query(select_from(table).append(" ").append(rest), bound));
    return load_all(table, rows);
}

template <typename Record>
Result<std::optional<Record>> select_one(Transaction& tx, const Table<Record>& table,
                                         std::string_view rest, std::span<const Value> bound) {
    REFIT_TRY(all, select_all(tx, table, rest, bound));
    if (all.empty()) return std::nullopt;
    return std::move(all.front());
}

template <typename Record>
Result<void> insert_row(Transaction& tx, const Table<Record>& table, const Record& record) {
    return tx.send(insert_into(table), bind_all(table, record));
}

// Inserts and returns the generated key `key`.
template <typename Record>
Result<std::int64_t> insert_numbered(Transaction& tx, const Table<Record>& table,
                                     std::string_view key, const Record& record) {
    REFIT_TRY(rows, tx.query(insert_into(table).append(" RETURNING ").append(key),
                             bind_all(table, record)));
    const auto given = rows.empty() ? std::nullopt : rows.integer(0, 0);
    if (!given) return fail(ErrorCode::Internal, "the database gave no number to a new row");
    return *given;
}

// How many rows a page may hold: `wanted`, held to 1..`page_max`.
constexpr std::int64_t page_size(std::int64_t wanted, std::int64_t page_max) {
    return wanted < 1 ? 1 : wanted > page_max ? page_max : wanted;
}

}  // namespace refit::store
