#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "replay/verify.h"
#include "store/database.h"
#include "store/weights.h"

// The parts of a verification. Private to replay/.

namespace refit::replay {

enum class Mode : std::uint8_t { Compare, Repair };

struct Check {
    store::Transaction& tx;
    Mode mode;
    Report report{};

    [[nodiscard]] bool repairs() const { return mode == Mode::Repair; }
    void checked(std::string_view table, std::int64_t rows);
    void found(Difference difference);
};

// In this order: each rests on the ones before.
[[nodiscard]] Result<void> check_words(Check& check);
[[nodiscard]] Result<void> check_labels(Check& check);
[[nodiscard]] Result<void> check_outcomes(Check& check);
[[nodiscard]] Result<void> check_sums(Check& check);
[[nodiscard]] Result<void> check_contextual_arms(Check& check);
[[nodiscard]] Result<void> check_policies(Check& check);
[[nodiscard]] Result<void> check_verdicts(Check& check);

}  // namespace refit::replay
