#include "analytics/findings.h"

#include <algorithm>
#include <map>

#include "base/assert.h"
#include "stats/multiple_comparisons.h"

namespace refit::analytics {

Findings test_together(std::vector<Hypothesis> all, double level) {
    REFIT_ASSERT(level > 0.0 && level < 1.0);
    Findings result{.level = level, .tested = static_cast<std::int64_t>(all.size())};
    std::map<std::string, std::int64_t> asked;
    std::vector<double> p_values;
    for (const Hypothesis& hypothesis : all) {
        ++asked[hypothesis.family];
        p_values.push_back(hypothesis.p_value);
    }
    result.asked.assign(asked.begin(), asked.end());
    const std::vector<double> q_values = stats::benjamini_hochberg(p_values);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].q_value = q_values[i];
        if (q_values[i] <= level) result.found.push_back(std::move(all[i]));
    }
    // Stable: equals stay in the order they were asked in.
    std::ranges::stable_sort(result.found, {}, &Hypothesis::p_value);
    return result;
}

}  // namespace refit::analytics
