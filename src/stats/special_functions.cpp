#include "stats/special_functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "base/assert.h"

namespace refit::stats {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kTiny = 1e-300;  // replaces a zero denominator in Lentz's method
constexpr double kLogSqrtTwoPi = 0.91893853320467274178;
// Continued fractions here need about sqrt(max(a, b)) terms; this covers parameters of 1e10.
constexpr int kTermsMax = 500'000;
constexpr int kBisectionsMax = 1100;  // enough to separate any two doubles
// Above this Stirling's series with seven terms is exact to the last digit.
constexpr double kStirlingMin = 10.0;

// ln Gamma(x) - ((x - 1/2) ln x - x + ln sqrt(2 pi)) for x >= kStirlingMin (DLMF 5.11.1).
double stirling_correction(double x) {
    static constexpr std::array kCoefficients = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
    const double inverse_square = 1.0 / (x * x);
    double sum = 0.0;
    for (auto c = kCoefficients.rbegin(); c != kCoefficients.rend(); ++c) {
        sum = sum * inverse_square + *c;
    }
    return sum / x;
}

// ln(1 + t) - t without cancellation near 0; t > -1.
double log1p_minus(double t) {
    if (std::abs(t) > 0.3) return std::log1p(t) - t;
    // Alternating series in t; 40 terms bring 0.3^41 / 41 below the last digit of t^2 / 2.
    double power = t;
    double sum = 0.0;
    for (int n = 2; n <= 40; ++n) {
        power *= -t;
        const double term = power / n;
        sum += term;
        if (std::abs(term) < kEpsilon * 0.01 * std::abs(sum)) break;
    }
    return sum;
}

// x^a y^b / B(a, b) with y = 1 - x given apart, so that neither end loses digits.
// Both large: DiDonato & Morris, ACM TOMS 18, 1992 (BRCOMP): deviations from the mode are small
// numbers, while the three large logarithms would cancel.
double beta_power_terms(double a, double b, double x, double y) {
    if (x <= 0.0 || y <= 0.0) return 0.0;
    if (a < kStirlingMin || b < kStirlingMin) {
        const double log_y = x < 0.5 ? std::log1p(-x) : std::log(y);
        const double log_x = x < 0.5 ? std::log(x) : std::log1p(-y);
        return std::exp(a * log_x + b * log_y - log_beta(a, b));
    }
    const double lambda = x <= y ? a - (a + b) * x : (a + b) * y - b;
    const double exponent = a * log1p_minus(-lambda / a) + b * log1p_minus(lambda / b);
    const double correction =
        stirling_correction(a) + stirling_correction(b) - stirling_correction(a + b);
    return std::sqrt(a / (a + b) * b / (2.0 * std::numbers::pi)) * std::exp(exponent - correction);
}

double not_zero(double value) {
    return std::abs(value) < kTiny ? kTiny : value;
}

// The even part of the continued fraction of I_x(a, b) (DLMF 8.17.22) by the modified Lentz method;
// converges quickly for x < (a + 1) / (a + b + 2). Written with a y - b x, because a - (a + b) x
// loses every digit when a is large and x near 1 (Student's t with many degrees of freedom).
double beta_fraction(double a, double b, double x, double y) {
    const double offset = a * y - b * x + 1.0;
    const double first = not_zero(a * offset / (a + 1.0));
    double c = first;
    double d = 0.0;
    double h = first;
    for (int n = 1; n <= kTermsMax; ++n) {
        const double m = n;
        const double t = a + 2.0 * m;
        const double numerator =
            (a + m - 1.0) / (t - 1.0) * ((a + b + m - 1.0) / (t - 1.0)) * m * (b - m) * x * x;
        const double denominator =
            m + m * (b - m) * x / (t - 1.0) + (a + m) * (offset + m * (2.0 - x)) / (t + 1.0);
        d = 1.0 / not_zero(denominator + numerator * d);
        c = not_zero(denominator + numerator / c);
        const double step = d * c;
        h *= step;
        if (std::abs(step - 1.0) < 2.0 * kEpsilon) break;
    }
    return 1.0 / h;
}

// I_x(a, b) with y = 1 - x given apart.
double incomplete_beta_xy(double a, double b, double x, double y) {
    if (x <= 0.0) return 0.0;
    if (y <= 0.0) return 1.0;
    const double front = beta_power_terms(a, b, x, y);
    if (x < (a + 1.0) / (a + b + 2.0)) return front * beta_fraction(a, b, x, y);
    return 1.0 - front * beta_fraction(b, a, y, x);
}

// x^a e^-x / Gamma(a).
double gamma_power_terms(double a, double x) {
    if (a < kStirlingMin) return std::exp(a * std::log(x) - x - log_gamma(a));
    return std::sqrt(a / (2.0 * std::numbers::pi)) *
           std::exp(a * log1p_minus((x - a) / a) - stirling_correction(a));
}

// P(a, x) by its power series (DLMF 8.7.1); x < a + 1.
double lower_gamma_series(double a, double x) {
    double term = 1.0 / a;
    double sum = term;
    for (int n = 1; n <= kTermsMax; ++n) {
        term *= x / (a + n);
        sum += term;
        if (term < sum * kEpsilon) break;
    }
    return sum * gamma_power_terms(a, x);
}

// Q(a, x) by Legendre's continued fraction (DLMF 8.9.2); x >= a + 1.
double upper_gamma_fraction(double a, double x) {
    double b = x + 1.0 - a;
    double c = 1.0 / kTiny;
    double d = 1.0 / not_zero(b);
    double h = d;
    for (int n = 1; n <= kTermsMax; ++n) {
        const double numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / not_zero(numerator * d + b);
        c = not_zero(b + numerator / c);
        const double step = d * c;
        h *= step;
        if (std::abs(step - 1.0) < 2.0 * kEpsilon) break;
    }
    return h * gamma_power_terms(a, x);
}

double polynomial(std::span<const double> coefficients, double x) {
    double sum = 0.0;
    for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) sum = sum * x + *c;
    return sum;
}

}  // namespace

double log_gamma(double x) {
    REFIT_ASSERT(x > 0.0);
    int sign = 0;  // std::lgamma writes a global instead
    return ::lgamma_r(x, &sign);
}

double log_beta(double a, double b) {
    REFIT_ASSERT(a > 0.0);
    REFIT_ASSERT(b > 0.0);
    const double small = std::min(a, b);
    const double large = std::max(a, b);
    const double share = small / (small + large);
    if (small >= kStirlingMin) {
        const double correction = stirling_correction(small) + stirling_correction(large) -
                                  stirling_correction(small + large);
        return -0.5 * std::log(large) + kLogSqrtTwoPi + correction +
               (small - 0.5) * std::log(share) + large * std::log1p(-share);
    }
    if (large >= kStirlingMin) {
        const double correction = stirling_correction(large) - stirling_correction(small + large);
        return log_gamma(small) + correction + small - small * std::log(small + large) +
               (large - 0.5) * std::log1p(-share);
    }
    return log_gamma(small) + (log_gamma(large) - log_gamma(small + large));
}

double normal_pdf(double z) {
    return std::exp(-0.5 * z * z - kLogSqrtTwoPi);
}

double normal_cdf(double z) {
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double normal_sf(double z) {
    return normal_cdf(-z);
}

double normal_quantile(double p) {
    REFIT_ASSERT(p > 0.0);
    REFIT_ASSERT(p < 1.0);
    // AS 241, PPND16: three rational approximations, by distance from the middle.
    static constexpr std::array kA = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                      1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                      4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                      3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static constexpr std::array kB = {1.0,
                                      4.2313330701600911252e+1,
                                      6.8718700749205790830e+2,
                                      5.3941960214247511077e+3,
                                      2.1213794301586595867e+4,
                                      3.9307895800092710610e+4,
                                      2.8729085735721942674e+4,
                                      5.2264952788528545610e+3};
    static constexpr std::array kC = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                      5.76949722146069140550e0,  3.64784832476320460504e0,
                                      1.27045825245236838258e0,  2.41780725177450611770e-1,
                                      2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static constexpr std::array kD = {1.0,
                                      2.05319162663775882187e0,
                                      1.67638483018380384940e0,
                                      6.89767334985100004550e-1,
                                      1.48103976427480074590e-1,
                                      1.51986665636164571966e-2,
                                      5.47593808499534494600e-4,
                                      1.05075007164441684324e-9};
    static constexpr std::array kE = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                      1.78482653991729133580e0,  2.96560571828504891230e-1,
                                      2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr std::array kF = {1.0,
                                      5.99832206555887937690e-1,
                                      1.36929880922735805310e-1,
                                      1.48753612908506148525e-2,
                                      7.86869131145613259100e-4,
                                      1.84631831751005468180e-5,
                                      1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(kA, r) / polynomial(kB, r);
    }
    const double tail = std::sqrt(-std::log(q < 0.0 ? p : 1.0 - p));
    const double size = tail <= 5.0 ? polynomial(kC, tail - 1.6) / polynomial(kD, tail - 1.6)
                                    : polynomial(kE, tail - 5.0) / polynomial(kF, tail - 5.0);
    return q < 0.0 ? -size : size;
}

double incomplete_beta(double a, double b, double x) {
    REFIT_ASSERT(a > 0.0);
    REFIT_ASSERT(b > 0.0);
    REFIT_ASSERT(x >= 0.0);
    REFIT_ASSERT(x <= 1.0);
    return incomplete_beta_xy(a, b, x, 1.0 - x);
}

double beta_quantile(double a, double b, double p) {
    REFIT_ASSERT(p >= 0.0);
    REFIT_ASSERT(p <= 1.0);
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < kBisectionsMax; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) break;
        (incomplete_beta(a, b, middle) < p ? low : high) = middle;
        if (high - low < 1e-15 * high) break;
    }
    return 0.5 * (low + high);
}

double upper_incomplete_gamma(double a, double x) {
    REFIT_ASSERT(a > 0.0);
    REFIT_ASSERT(x >= 0.0);
    if (x == 0.0) return 1.0;
    if (std::isinf(x)) return 0.0;
    return x < a + 1.0 ? 1.0 - lower_gamma_series(a, x) : upper_gamma_fraction(a, x);
}

double student_t_sf(double t, double df) {
    REFIT_ASSERT(df > 0.0);
    if (t < 0.0) return 1.0 - student_t_sf(-t, df);
    if (std::isinf(t)) return 0.0;
    // Through the ratio, so that t^2 cannot overflow.
    const double ratio = t / std::sqrt(df);
    const double square = ratio * ratio;
    const double x = std::isinf(square) ? 0.0 : 1.0 / (1.0 + square);
    const double y = std::isinf(square) ? 1.0 : square / (1.0 + square);
    return 0.5 * incomplete_beta_xy(0.5 * df, 0.5, x, y);
}

double student_t_quantile(double p, double df) {
    REFIT_ASSERT(p > 0.0);
    REFIT_ASSERT(p < 1.0);
    REFIT_ASSERT(df > 0.0);
    if (p == 0.5) return 0.0;
    const double tail = std::min(p, 1.0 - p);
    // Bisection over ln t: the answer spans hundreds of decades when df is small.
    double low = -100.0;
    double high = 700.0;
    for (int i = 0; i < kBisectionsMax && high - low > 4.0 * kEpsilon; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) break;
        (student_t_sf(std::exp(middle), df) > tail ? low : high) = middle;
    }
    const double size = std::exp(0.5 * (low + high));
    return p < 0.5 ? -size : size;
}

double chi_square_sf(double x, double df) {
    return upper_incomplete_gamma(0.5 * df, 0.5 * x);
}

}  // namespace refit::stats
