#include "stats/bayes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.h"
#include "stats/quadrature.h"
#include "stats/special_functions.h"

namespace refit::stats {
namespace {

// Below the second highest of the arms' lower ends some rival is surely better, whichever arm one
// asks about, so nothing is left to integrate there.
constexpr double kReach = 9.0;

void assert_valid(const NormalPosterior& arm) {
    REFIT_ASSERT(std::isfinite(arm.mean));
    REFIT_ASSERT(std::isfinite(arm.sd) && arm.sd > 0.0);
}

void assert_valid(const BetaPosterior& arm) {
    REFIT_ASSERT(std::isfinite(arm.alpha) && arm.alpha > 0.0);
    REFIT_ASSERT(std::isfinite(arm.beta) && arm.beta > 0.0);
}

// Adds weight * density_i * prod_{j != i} cdf_j to each arm's integral.
void add_node(double weight, const std::vector<double>& density, const std::vector<double>& cdf,
              std::vector<double>& integral) {
    const std::size_t arms = cdf.size();
    std::vector<double> after(arms + 1, 1.0);  // product of cdf[i..]
    for (std::size_t i = arms; i > 0; --i) after[i - 1] = after[i] * cdf[i - 1];
    double before = 1.0;
    for (std::size_t i = 0; i < arms; ++i) {
        integral[i] += weight * density[i] * before * after[i + 1];
        before *= cdf[i];
    }
}

void normalise(std::vector<double>& shares) {
    double total = 0.0;
    for (const double share : shares) total += share;
    REFIT_ASSERT(total > 0.0);
    for (double& share : shares) share /= total;
}

// The variable x = sin^2(theta) takes away the poles of a Beta density at 0 and 1 (for parameters
// >= 1/2) and gives every arm about the same standard deviation 1 / (2 sqrt(alpha + beta)).
Bump angle_bump(const BetaPosterior& arm) {
    const double total = arm.alpha + arm.beta;
    return {.centre = std::asin(std::sqrt(arm.alpha / total)), .width = 0.5 / std::sqrt(total)};
}

struct BetaArm {
    BetaPosterior posterior;
    double log_normaliser;  // ln B(alpha, beta)

    explicit BetaArm(const BetaPosterior& arm)
        : posterior{arm}, log_normaliser{log_beta(arm.alpha, arm.beta)} {}

    // Density of theta.
    [[nodiscard]] double density(double sine, double cosine) const {
        return 2.0 * std::exp((2.0 * posterior.alpha - 1.0) * std::log(sine) +
                              (2.0 * posterior.beta - 1.0) * std::log(cosine) - log_normaliser);
    }
};

std::vector<double> angle_edges(std::span<const BetaPosterior> arms) {
    std::vector<Bump> bumps;
    for (const BetaPosterior& arm : arms) {
        assert_valid(arm);
        bumps.push_back(angle_bump(arm));
    }
    return panel_edges(bumps, 0.0, std::numbers::pi / 2.0);
}

}  // namespace

NormalPosterior normal_posterior(const Summary& data, const NormalPrior& prior) {
    REFIT_ASSERT(prior.sd > 0.0 && prior.variance > 0.0 && prior.variance_weight > 0.0);
    if (data.n == 0) return {.mean = prior.mean, .sd = prior.sd};
    const double n = static_cast<double>(data.n);
    const double squares = (n - 1.0) * data.variance().value_or(0.0);
    const double variance =
        (squares + prior.variance_weight * prior.variance) / (n - 1.0 + prior.variance_weight);
    const double data_precision = n / variance;
    const double prior_precision = 1.0 / (prior.sd * prior.sd);
    const double precision = data_precision + prior_precision;
    return {.mean = (data_precision * data.mean() + prior_precision * prior.mean) / precision,
            .sd = 1.0 / std::sqrt(precision)};
}

BetaPosterior beta_posterior(Proportion data, double alpha0, double beta0) {
    REFIT_ASSERT(alpha0 > 0.0 && beta0 > 0.0);
    REFIT_ASSERT(data.successes >= 0 && data.successes <= data.trials);
    return {.alpha = alpha0 + static_cast<double>(data.successes),
            .beta = beta0 + static_cast<double>(data.trials - data.successes)};
}

std::vector<double> probability_best(std::span<const NormalPosterior> arms) {
    REFIT_ASSERT(!arms.empty());
    if (arms.size() == 1) return {1.0};
    std::vector<Bump> bumps;
    std::vector<double> low_ends;
    double high = arms[0].mean;
    for (const NormalPosterior& arm : arms) {
        assert_valid(arm);
        bumps.push_back({.centre = arm.mean, .width = arm.sd});
        low_ends.push_back(arm.mean - kReach * arm.sd);
        high = std::max(high, arm.mean + kReach * arm.sd);
    }
    std::nth_element(low_ends.begin(), low_ends.begin() + 1, low_ends.end(), std::greater<>{});
    std::vector<double> integral(arms.size(), 0.0);
    std::vector<double> density(arms.size());
    std::vector<double> cdf(arms.size());
    for_each_node(panel_edges(bumps, low_ends[1], high), [&](double x, double weight) {
        for (std::size_t i = 0; i < arms.size(); ++i) {
            const double z = (x - arms[i].mean) / arms[i].sd;
            density[i] = normal_pdf(z) / arms[i].sd;
            cdf[i] = normal_cdf(z);
        }
        add_node(weight, density, cdf, integral);
    });
    normalise(integral);
    return integral;
}

std::vector<double> probability_best(std::span<const BetaPosterior> arms) {
    REFIT_ASSERT(!arms.empty());
    if (arms.size() == 1) return {1.0};
    const std::vector<BetaArm> prepared(arms.begin(), arms.end());
    std::vector<double> integral(arms.size(), 0.0);
    std::vector<double> density(arms.size());
    std::vector<double> cdf(arms.size());
    for_each_node(angle_edges(arms), [&](double theta, double weight) {
        const double sine = std::sin(theta);
        const double cosine = std::cos(theta);
        for (std::size_t i = 0; i < arms.size(); ++i) {
            density[i] = prepared[i].density(sine, cosine);
            cdf[i] = incomplete_beta(arms[i].alpha, arms[i].beta, sine * sine);
        }
        add_node(weight, density, cdf, integral);
    });
    normalise(integral);
    return integral;
}

double probability_greater(const NormalPosterior& b, const NormalPosterior& a) {
    assert_valid(a);
    assert_valid(b);
    return normal_cdf((b.mean - a.mean) / std::hypot(a.sd, b.sd));
}

double probability_greater(const BetaPosterior& b, const BetaPosterior& a) {
    const std::array arms = {b, a};
    return probability_best(arms)[0];
}

double expected_loss(const NormalPosterior& chosen, const NormalPosterior& other) {
    assert_valid(chosen);
    assert_valid(other);
    const double mean = other.mean - chosen.mean;
    const double sd = std::hypot(chosen.sd, other.sd);
    return sd * normal_pdf(mean / sd) + mean * normal_cdf(mean / sd);
}

double expected_loss(const BetaPosterior& chosen, const BetaPosterior& other) {
    // E[(X_o - X_c)+] = integral F_c(x) (1 - F_o(x)) dx: all terms positive, nothing cancels.
    const std::array arms = {chosen, other};
    double loss = 0.0;
    for_each_node(angle_edges(arms), [&](double theta, double weight) {
        const double sine = std::sin(theta);
        const double cosine = std::cos(theta);
        const double below = incomplete_beta(chosen.alpha, chosen.beta, sine * sine);
        // 1 - F_o(x) through the mirrored function, which keeps the small tail's digits.
        const double above = incomplete_beta(other.beta, other.alpha, cosine * cosine);
        loss += weight * 2.0 * sine * cosine * below * above;
    });
    return loss;
}

Interval credible_interval(const NormalPosterior& arm, double level) {
    REFIT_ASSERT(level > 0.0 && level < 1.0);
    assert_valid(arm);
    const double half = normal_quantile(0.5 + 0.5 * level) * arm.sd;
    return {.low = arm.mean - half, .high = arm.mean + half};
}

Interval credible_interval(const BetaPosterior& arm, double level) {
    REFIT_ASSERT(level > 0.0 && level < 1.0);
    assert_valid(arm);
    const double tail = 0.5 - 0.5 * level;
    return {.low = beta_quantile(arm.alpha, arm.beta, tail),
            .high = beta_quantile(arm.alpha, arm.beta, 1.0 - tail)};
}

}  // namespace refit::stats
