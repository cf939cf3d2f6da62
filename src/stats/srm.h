#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace refit::stats {

// Below this p-value an exposure split is reported as broken, and the experiment's results with it.
inline constexpr double kSrmAlarm = 0.001;

struct SrmTest {
    double chi_square{0};
    int df{0};
    double p_value{1};

    [[nodiscard]] bool alarm() const { return p_value < kSrmAlarm; }
};

// Sample ratio mismatch: were users exposed to the arms as often as the draws said they would be?
//
//   chi2 = sum_a (O_a - E_a)^2 / E_a,   E_a = sum_t pi_t(a),   df = #{a: E_a > 0} - 1
//
//   observed  users exposed per arm
//   expected  the SUM OF LOGGED PROPENSITIES per arm, which is right while weights move;
//             rescaled here to the observed total
//
// An arm that nobody could get (E = 0) is left out; if somebody got it nevertheless, p = 0.
// nullopt when fewer than two arms have E > 0, or nobody was exposed yet.
// Differs: gbstats keeps df = arms - 1 when an arm of weight zero is skipped; df here counts the
// arms that were used.
// Source: Fabijan et al., "Diagnosing sample ratio mismatch in online controlled experiments",
// KDD 2019; Pearson's chi-square. Checked against: scipy 1.10.1 chisquare, 71 cases.
[[nodiscard]] std::optional<SrmTest> sample_ratio_test(std::span<const std::int64_t> observed,
                                                       std::span<const double> expected);

// The same question for shares fixed in advance, always valid: may be looked at after each user.
//
//   ln BF = ln B(k theta + n) - ln B(k theta) - sum_a n_a ln theta_a,  B the multivariate beta
//
//   counts   users per arm;   shares   theta > 0, summing to 1
//   concentration   k > 0, how near to theta a mismatch is expected
//   returns  ln of the e-value; alarm when it passes ln(1 / alpha)
//
// Source: Lindon & Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022.
// Checked against: an independent implementation, 45 cases.
[[nodiscard]] double sequential_srm_log_e(std::span<const std::int64_t> counts,
                                          std::span<const double> shares,
                                          double concentration = 1000.0);

}  // namespace refit::stats
