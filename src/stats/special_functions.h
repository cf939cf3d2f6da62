#pragma once

namespace refit::stats {

// The few special functions that every test in this room rests on. Double precision, pure, no
// tables. All tail functions are computed as tails (never 1 - cdf), so small p-values keep
// their digits down to the smallest normal double.
//
// Checked against: 234 values of mpmath with 50 digits (relative error <= 1e-12 for the normal,
// log-gamma, beta and gamma families at moderate arguments; the tolerances of the extreme ones
// stand in special_functions_test.cpp).

// ln Gamma(x), x > 0. The C library's value, read in a way that is thread-safe.
[[nodiscard]] double log_gamma(double x);

// ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b), a > 0, b > 0, without the
// cancellation of that formula when a or b is large.
[[nodiscard]] double log_beta(double a, double b);

// phi(z), the density of the standard normal.
[[nodiscard]] double normal_pdf(double z);
// Phi(z) = P(Z <= z).
[[nodiscard]] double normal_cdf(double z);
// P(Z > z).
[[nodiscard]] double normal_sf(double z);
// The z with Phi(z) = p, 0 < p < 1. Wichura's AS 241 (PPND16), Applied Statistics 37(3), 1988.
[[nodiscard]] double normal_quantile(double p);

// I_x(a, b), the regularised incomplete beta function; a > 0, b > 0, 0 <= x <= 1.
// Lentz's continued fraction (DLMF 8.17.22).
[[nodiscard]] double incomplete_beta(double a, double b, double x);
// The x with I_x(a, b) = p, by bisection; 0 <= p <= 1.
[[nodiscard]] double beta_quantile(double a, double b, double p);

// Q(a, x) = Gamma(a, x) / Gamma(a), a > 0, x >= 0: series or continued fraction (DLMF 8.7, 8.9).
[[nodiscard]] double upper_incomplete_gamma(double a, double x);

// P(T > t) of Student's t with df > 0 degrees of freedom (need not be whole).
[[nodiscard]] double student_t_sf(double t, double df);
// The t with P(T <= t) = p, 0 < p < 1, df > 0.
[[nodiscard]] double student_t_quantile(double p, double df);

// P(X > x) of chi-square with df > 0 degrees of freedom, x >= 0.
[[nodiscard]] double chi_square_sf(double x, double df);

}  // namespace refit::stats
