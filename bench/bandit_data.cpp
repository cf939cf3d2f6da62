#include "bandit_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "base/text.h"

namespace refit::bench {
namespace {

std::size_t class_index(std::vector<std::string>& classes, std::string_view label) {
    const auto found = std::find(classes.begin(), classes.end(), label);
    if (found != classes.end()) return static_cast<std::size_t>(found - classes.begin());
    classes.emplace_back(label);
    return classes.size() - 1;
}

Result<void> add_row(BanditData& data, std::string_view line, std::size_t number) {
    const auto cells = split(line, ',');
    if (cells.size() != data.features + 1) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{}: line {}: expected {} cells as in the header, found {}",
                                data.name, number, data.features + 1, cells.size()));
    }
    std::vector<double> context;
    for (std::size_t i = 0; i < data.features; ++i) {
        const auto value = parse_double(trim(cells[i]));
        if (!value) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{}: line {}, column {}: expected a number, found '{}'",
                                    data.name, number, i + 1, cells[i]));
        }
        context.push_back(*value);
    }
    data.contexts.push_back(std::move(context));
    data.labels.push_back(class_index(data.classes, trim(cells.back())));
    return {};
}

}  // namespace

Result<BanditData> parse_bandit_csv(std::string name, const std::string& text) {
    BanditData data;
    data.name = std::move(name);
    const auto lines = split(text, '\n');
    const std::size_t columns = split(lines.front(), ',').size();
    if (columns < 2) {
        return fail(ErrorCode::InvalidInput,
                    data.name +
                        ": line 1: expected a header of two columns or more; a .gz is read "
                        "by zcat FILE | refit-bench bandit -");
    }
    data.features = columns - 1;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (trim(lines[i]).empty()) continue;
        REFIT_CHECK(add_row(data, lines[i], i + 1));
    }
    if (data.classes.size() < 2)
        return fail(ErrorCode::InvalidInput, data.name + ": expected rows of two classes or more");
    return data;
}

Result<BanditData> read_bandit_csv(const std::string& path) {
    std::ostringstream text;
    if (path == "-") {
        text << std::cin.rdbuf();
        return parse_bandit_csv("standard input", text.str());
    }
    std::ifstream file{path};
    if (!file) return fail(ErrorCode::NotFound, path + ": cannot be read");
    text << file.rdbuf();
    return parse_bandit_csv(std::filesystem::path{path}.stem().string(), text.str());
}

}  // namespace refit::bench
