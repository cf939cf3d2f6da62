#include "stats/srm.h"

#include <cmath>

#include "base/assert.h"
#include "stats/special_functions.h"

namespace refit::stats {

std::optional<SrmTest> sample_ratio_test(std::span<const std::int64_t> observed,
                                         std::span<const double> expected) {
    REFIT_ASSERT(observed.size() == expected.size());
    double observed_total = 0.0;
    double expected_total = 0.0;
    int used = 0;
    bool impossible = false;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        REFIT_ASSERT(observed[i] >= 0);
        REFIT_ASSERT(expected[i] >= 0.0 && std::isfinite(expected[i]));
        observed_total += static_cast<double>(observed[i]);
        expected_total += expected[i];
        if (expected[i] > 0.0) ++used;
        impossible = impossible || (expected[i] == 0.0 && observed[i] > 0);
    }
    if (used < 2 || observed_total == 0.0) return std::nullopt;
    SrmTest test{.chi_square = 0.0, .df = used - 1, .p_value = 0.0};
    const double scale = observed_total / expected_total;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        if (expected[i] == 0.0) continue;
        const double e = expected[i] * scale;
        const double deviation = static_cast<double>(observed[i]) - e;
        test.chi_square += deviation * deviation / e;
    }
    if (!impossible) test.p_value = chi_square_sf(test.chi_square, test.df);
    return test;
}

double sequential_srm_log_e(std::span<const std::int64_t> counts, std::span<const double> shares,
                            double concentration) {
    REFIT_ASSERT(counts.size() == shares.size());
    REFIT_ASSERT(concentration > 0.0);
    double total = 0.0;
    double log_e = log_gamma(concentration);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        REFIT_ASSERT(counts[i] >= 0);
        REFIT_ASSERT(shares[i] > 0.0);
        const double n = static_cast<double>(counts[i]);
        const double prior = concentration * shares[i];
        total += n;
        log_e += log_gamma(prior + n) - log_gamma(prior) - n * std::log(shares[i]);
    }
    return log_e - log_gamma(concentration + total);
}

}  // namespace refit::stats
