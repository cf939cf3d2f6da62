#pragma once

#include <cstdint>
#include <optional>

namespace refit::stats {

// The sufficient statistics of one arm's outcomes: count, sum, sum of squares. Additive, so an
// arm can be updated in place, merged, and rebuilt from the log with the same result.
//
// Differs: variance from sums cancels when the mean is large against the spread. Outcomes here
// are ratings y = (rating - 1) / 4, multiples of 1/4 (and y^2 of 1/16), whose sums are exact in a
// double up to 2^49 outcomes, so nothing is lost before the one subtraction.
struct Summary {
    std::int64_t n{0};
    double sum{0};
    double sum_squares{0};

    void add(double y) {
        ++n;
        sum += y;
        sum_squares += y * y;
    }
    void merge(const Summary& other) {
        n += other.n;
        sum += other.sum;
        sum_squares += other.sum_squares;
    }

    // Requires n >= 1 (asserted).
    [[nodiscard]] double mean() const;
    // The unbiased sample variance; nullopt below two outcomes. Never negative.
    [[nodiscard]] std::optional<double> variance() const;

    friend bool operator==(const Summary&, const Summary&) = default;
};

}  // namespace refit::stats
