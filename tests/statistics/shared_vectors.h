#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "json/document.h"

namespace refit::statistics_test {

inline std::optional<json::Document> load(const std::string& name) {
    std::ifstream file(std::string{REFIT_SHARED_DIR} + "/vectors/" + name);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    auto document = json::Document::parse(std::move(text).str());
    if (!document) {
        ADD_FAILURE() << name << ": " << document.error().message;
        return std::nullopt;
    }
    return std::move(*document);
}

// A number, or the spelling "NaN" / "Infinity" / "-Infinity"; anything else (a reference that
// threw) is NaN.
inline double number(const json::Node& node) {
    if (const auto value = node.number()) return *value;
    const auto text = node.string().value_or("");
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
}

inline double number(const json::Node& object, std::string_view key) {
    const auto member = object.find(key);
    return member ? number(*member) : std::numeric_limits<double>::quiet_NaN();
}

inline std::vector<double> numbers(const json::Node& array) {
    std::vector<double> result;
    for (const auto& element : array.elements()) result.push_back(number(element));
    return result;
}

inline std::vector<double> numbers(const json::Node& object, std::string_view key) {
    const auto member = object.find(key);
    return member ? numbers(*member) : std::vector<double>{};
}

inline double relative_error(double actual, double expected) {
    if (actual == expected) return 0.0;
    return std::abs(actual - expected) / std::max(std::abs(expected), 1e-300);
}

}  // namespace refit::statistics_test

// Loads a vector file into `document`, or skips the test where it is absent.
#define REFIT_LOAD_VECTORS(document, name)                            \
    const auto document##_maybe = refit::statistics_test::load(name); \
    if (!document##_maybe) GTEST_SKIP() << name << " is not here";    \
    const refit::json::Document& document = *document##_maybe
