#include "learn/patterns.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "base/assert.h"
#include "stats/multiple_comparisons.h"
#include "stats/special_functions.h"
#include "stats/welch.h"

namespace refit::learn {
namespace {

// Welford's running moments: features have any scale, so sums of squares would cancel.
class RunningMoments {
public:
    void add(double value) {
        ++n_;
        const double step = value - mean_;
        mean_ += step / n_;
        squares_ += step * (value - mean_);
    }
    [[nodiscard]] stats::Moments moments() const {
        return {.n = n_, .mean = mean_, .variance = n_ > 1.0 ? squares_ / (n_ - 1.0) : 0.0};
    }

private:
    double n_{0};
    double mean_{0};
    double squares_{0};
};

// The difference in pooled standard deviations, corrected for small samples (Hedges 1981).
double hedges_g(const stats::Moments& a, const stats::Moments& b) {
    const double df = a.n + b.n - 2.0;
    const double pooled = ((a.n - 1.0) * a.variance + (b.n - 1.0) * b.variance) / df;
    if (!(pooled > 0.0)) return std::copysign(kEffectSizeMax, a.mean - b.mean);
    return (a.mean - b.mean) / std::sqrt(pooled) * (1.0 - 3.0 / (4.0 * df - 1.0));
}

// Two-sided p-value; nullopt for a feature that is the same in both groups throughout. One that is
// constant within each group but differs between them has no variance for Welch's test: then the
// chance that a random split separates the rows this way, 2 n_a! n_b! / (n_a + n_b)!.
std::optional<double> p_value(const stats::Moments& a, const stats::Moments& b) {
    if (const auto test = stats::welch_test(a, b)) return test->p_value;
    if (a.mean == b.mean) return std::nullopt;
    const double log_splits = -stats::log_beta(a.n + 1.0, b.n + 1.0) - std::log(a.n + b.n + 1.0);
    return std::min(1.0, 2.0 * std::exp(-log_splits));
}

}  // namespace

std::vector<PatternFinding> PatternReport::significant(double alpha) const {
    std::vector<PatternFinding> result;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(result),
                 [&](const PatternFinding& finding) { return finding.q_value <= alpha; });
    return result;
}

PatternReport analyse_patterns(std::span<const std::string> names,
                               std::span<const PatternRow> rows) {
    PatternReport report;
    std::vector<RunningMoments> successful(names.size());
    std::vector<RunningMoments> problematic(names.size());
    for (const PatternRow& row : rows) {
        REFIT_ASSERT(row.features.size() == names.size());
        const bool good = row.quality >= kSuccessfulQuality;
        const bool bad = row.quality <= kProblematicQuality;
        ++(good ? report.successful : bad ? report.problematic : report.left_out);
        if (!good && !bad) continue;
        auto& group = good ? successful : problematic;
        for (std::size_t j = 0; j < names.size(); ++j) group[j].add(row.features[j]);
    }
    if (std::min(report.successful, report.problematic) < kPatternGroupMin) return report;
    std::vector<double> p_values;
    for (std::size_t j = 0; j < names.size(); ++j) {
        const auto good = successful[j].moments();
        const auto bad = problematic[j].moments();
        const auto p = p_value(good, bad);
        if (!p) continue;
        report.findings.push_back({.feature = names[j],
                                   .mean_successful = good.mean,
                                   .mean_problematic = bad.mean,
                                   .difference = good.mean - bad.mean,
                                   .effect_size = hedges_g(good, bad),
                                   .p_value = *p,
                                   .q_value = 1.0,
                                   .direction = good.mean >= bad.mean
                                                    ? PatternDirection::HigherInSuccess
                                                    : PatternDirection::HigherInProblems});
        p_values.push_back(*p);
    }
    const auto q_values = stats::benjamini_hochberg(p_values);
    for (std::size_t i = 0; i < q_values.size(); ++i) report.findings[i].q_value = q_values[i];
    std::stable_sort(
        report.findings.begin(), report.findings.end(),
        [](const PatternFinding& a, const PatternFinding& b) { return a.p_value < b.p_value; });
    return report;
}

}  // namespace refit::learn
