#pragma once

// For tests only: reads the small tables of tests/vectors.

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace refit::stats {

using VectorRow = std::vector<std::string>;

// Rows of a tab-separated table without its comment lines; fails the test if the file is missing.
inline std::vector<VectorRow> read_vectors(const std::string& name) {
    std::ifstream file(std::string{REFIT_SOURCE_DIR} + "/tests/vectors/" + name);
    EXPECT_TRUE(file.good()) << name;
    std::vector<VectorRow> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        VectorRow row;
        for (const auto cell : split(line, '\t')) row.emplace_back(cell);
        rows.push_back(std::move(row));
    }
    return rows;
}

inline double to_number(std::string_view text) {
    const auto value = parse_double(text);
    EXPECT_TRUE(value.has_value()) << text;
    return value.value_or(0.0);
}

// "1,2.5,3" as numbers.
inline std::vector<double> to_numbers(std::string_view text) {
    std::vector<double> result;
    for (const auto part : split(text, ',')) result.push_back(to_number(part));
    return result;
}

// All cells of a row as numbers.
inline std::vector<double> to_numbers(const VectorRow& row) {
    std::vector<double> result;
    for (const auto& cell : row) result.push_back(to_number(cell));
    return result;
}

}  // namespace refit::stats

// Equal within a share of the expected value.
#define EXPECT_CLOSE(actual, expected, tolerance) \
    EXPECT_NEAR(actual, expected, (tolerance)*std::abs(expected) + 1e-300)
