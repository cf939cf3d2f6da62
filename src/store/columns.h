#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/cells.h"
#include "store/database.h"

// How records become rows and rows become records. A repository lists its columns once, as pairs of
// a name and a member; reading, writing and the SQL around them follow from that list.
// Private to store/.

namespace refit::store {

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
