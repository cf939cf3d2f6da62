#pragma once

#include <cstdint>

#include "base/result.h"

namespace refit::stats {

// Evidence that a mean is above a limit, one-sided and always valid. Null: given all before it, no
// observation's expectation exceeds the limit m. Observations need no upper bound.
//
//   K_t = prod_{i<=t} (1 + l_i (x_i - m)),   g_i = m - lowest_i
//   l_i = clip( S1 / (g_i^2 + S2), 0, 1 / (2 g_i) ),  S1 = sum_{<i} (x - m), S2 = sum_{<i} (x -
//   m)^2
//
// Each factor has mean at most 1 under the null and is at least 1/2, so P(sup K >= 1/alpha) <=
// alpha. For "a mean is below a limit" give -x, -lowest and -m. Source: Waudby-Smith & Ramdas,
// "Estimating means of bounded random variables by betting", JRSS-B 86, 2024, one-sided; the stake
// is their approximate Kelly bet. Checked against: hand-computed steps and an independent
// implementation, 1e-12; false alarms by simulation (limit_evidence_test.cpp). update() is O(1).
// Not thread-safe.
class LimitEvidence {
public:
    explicit LimitEvidence(double limit) : limit_{limit} {}

    // One observation x >= lowest, `lowest` known before it. ErrorCode::InvalidInput, and no
    // change, unless both are finite and lowest < limit.
    [[nodiscard]] Result<void> update(double x, double lowest);

    [[nodiscard]] std::int64_t count() const { return count_; }
    // 0 for no data.
    [[nodiscard]] double mean() const;
    [[nodiscard]] double log_e() const { return log_e_; }
    // The largest so far; >= ln(1 / alpha) rejects the null at level alpha.
    [[nodiscard]] double log_e_max() const { return log_e_max_; }

private:
    double limit_;
    double excess_{0};          // S1
    double excess_squares_{0};  // S2
    std::int64_t count_{0};
    double log_e_{0};
    double log_e_max_{0};
};

}  // namespace refit::stats
