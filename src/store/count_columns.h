#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/arm_statistics.h"
#include "store/columns.h"
#include "store/rollups.h"

// The columns of the two counter tables, each a key and a list of additive counts.
// Private to store/.

namespace refit::store {

inline constexpr std::array kArmCountColumns{
    column<&ArmCounts::exposures>("exposures"),
    column<&ArmCounts::expected_exposures>("expected_exposures"),
    column<&ArmCounts::outcomes>("outcomes"),
    column<&ArmCounts::rating_sum>("rating_sum"),
    column<&ArmCounts::rating_sq_sum>("rating_sq_sum"),
    column<&ArmCounts::successes>("successes"),
    column<&ArmCounts::sessions>("sessions"),
    column<&ArmCounts::all_ratings>("all_ratings"),
    column<&ArmCounts::all_rating_sum>("all_rating_sum"),
    column<&ArmCounts::all_successes>("all_successes"),
    column<&ArmCounts::processing_sum>("processing_sum"),
    column<&ArmCounts::processing_n>("processing_n"),
    column<&ArmCounts::corrections>("corrections"),
    column<&ArmCounts::correction_size_sum>("correction_size_sum"),
    column<&ArmCounts::failures>("failures"),
    column<&ArmCounts::fallbacks>("fallbacks"),
    column<&ArmCounts::firsts>("firsts"),
    column<&ArmCounts::first_change_sum>("first_change_sum"),
    column<&ArmCounts::first_change_sq_sum>("first_change_sq_sum"),
    column<&ArmCounts::first_timed>("first_timed"),
    column<&ArmCounts::first_seconds_sum>("first_seconds_sum"),
    column<&ArmCounts::first_seconds_sq_sum>("first_seconds_sq_sum"),
    column<&ArmCounts::first_priced>("first_priced"),
    column<&ArmCounts::first_cents_sum>("first_cents_sum"),
    column<&ArmCounts::first_cents_sq_sum>("first_cents_sq_sum"),
};

inline constexpr std::array kRollupCountColumns{
    column<&RollupCounts::sessions>("sessions"),
    column<&RollupCounts::rated>("rated"),
    column<&RollupCounts::rating_sum>("rating_sum"),
    column<&RollupCounts::successes>("successes"),
    column<&RollupCounts::helpful>("helpful"),
    column<&RollupCounts::processing_sum>("processing_sum"),
    column<&RollupCounts::processing_n>("processing_n"),
    column<&RollupCounts::corrected>("corrected"),
    column<&RollupCounts::failed>("failed"),
    column<&RollupCounts::fallbacks>("fallbacks"),
};

inline constexpr Table<ArmCounts> kArmCounts{"arm_statistics", kArmCountColumns};
inline constexpr Table<RollupCounts> kRollupCounts{"daily_rollups", kRollupCountColumns};

// Adds `counts` to the row of `key` (columns `key_names`, comma-separated), making it if need be.
template <typename Counts>
Result<void> add_counts(Transaction& tx, const Table<Counts>& table, std::string_view key_names,
                        std::vector<Value> key, const Counts& counts) {
    std::string names{key_names};
    std::string marks = "?";
    for (std::size_t i = 1; i < key.size(); ++i) marks += ",?";
    std::string sums;
    for (const auto& count : table.columns) {
        names.append(",").append(count.name);
        marks += ",?";
        if (!sums.empty()) sums += ',';
        sums.append(count.name).append("=").append(table.name).append(".").append(count.name);
        sums.append("+excluded.").append(count.name);
        key.push_back(count.bind(counts));
    }
    std::string sql = "INSERT INTO ";
    sql.append(table.name).append(" (").append(names).append(") VALUES (").append(marks);
    sql.append(") ON CONFLICT (").append(key_names).append(") DO UPDATE SET ").append(sums);
    return tx.send(sql, key);
}

template <typename Counts>
std::vector<NamedCount> named_counts(const Table<Counts>& table, const Counts& counts) {
    std::vector<NamedCount> out;
    for (const auto& count : table.columns) {
        const Value value = count.bind(counts);
        const auto* whole = std::get_if<std::int64_t>(&value);
        out.push_back({count.name, whole ? static_cast<double>(*whole) : std::get<double>(value)});
    }
    return out;
}

// "SUM(a),SUM(b),…" of all counts.
template <typename Counts>
std::string sums_of(const Table<Counts>& table) {
    std::string out;
    for (const auto& count : table.columns) {
        if (!out.empty()) out += ',';
        out.append("SUM(").append(count.name).append(")");
    }
    return out;
}

// Reads the counts from `row`, whose first of them stands in `column`. All-null sums (of no rows)
// leave zeros.
template <typename Counts>
Result<Counts> load_counts(const Table<Counts>& table, const Rows& rows, std::size_t row,
                           std::size_t first_column) {
    Counts counts;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const std::size_t at = first_column + i;
        if (std::holds_alternative<std::monostate>(rows.at(row, at))) continue;
        if (table.columns[i].load({rows, row, at}, counts)) continue;
        return fail(ErrorCode::Internal, std::string{"the database holds an unusable sum in "}
                                             .append(table.name)
                                             .append(".")
                                             .append(table.columns[i].name));
    }
    return counts;
}

}  // namespace refit::store
