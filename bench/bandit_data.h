#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace refit::bench {

// A classification set, to be played as a bandit: a row's features are the context, the classes are
// the arms, and only the reward of the arm that was played is seen: 1 for the row's own class.
struct BanditData {
    std::string name{};
    std::size_t features{0};
    std::vector<std::vector<double>> contexts{};
    std::vector<std::size_t> labels{};   // index into classes
    std::vector<std::string> classes{};  // in order of appearance
};

// Reads comma-separated text: a header line, then per row numbers and, last, the class (any text
// without a comma). No quoting. Contexts should be scaled to about [0, 1].
// ErrorCode::InvalidInput with line and column.
[[nodiscard]] Result<BanditData> parse_bandit_csv(std::string name, const std::string& text);

// The same from a file, or from standard input for "-".
[[nodiscard]] Result<BanditData> read_bandit_csv(const std::string& path);

}  // namespace refit::bench
