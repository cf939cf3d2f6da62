#include "experiment/evidence.h"

#include <algorithm>
#include <cmath>

namespace refit::experiment {

stats::Summary discounted(const std::vector<store::OutcomeDay>& days, std::string_view variant_id,
                          std::int64_t today, double half_life_days) {
    double n = 0;
    double sum = 0;
    double sum_squares = 0;
    for (const store::OutcomeDay& day : days) {
        if (day.variant_id != variant_id) continue;
        const auto age = static_cast<double>(std::max<std::int64_t>(today - day.day, 0));
        const double worth = std::exp2(-age / half_life_days);
        n += worth * static_cast<double>(day.n);
        sum += worth * day.rating_sum;
        sum_squares += worth * day.rating_sq_sum;
    }
    const std::int64_t whole = std::llround(n);
    if (whole == 0) return {};
    const double scale = static_cast<double>(whole) / n;
    return {.n = whole, .sum = scale * sum, .sum_squares = scale * sum_squares};
}

stats::Summary warmed(const stats::Summary& own, const stats::Summary& other) {
    const auto share = static_cast<std::int64_t>(kWarmShareMax * static_cast<double>(other.n));
    const std::int64_t lent = std::min(kWarmOutcomesMax, share) - own.n;
    if (lent <= 0) return own;
    const double scale = static_cast<double>(lent) / static_cast<double>(other.n);
    stats::Summary sum = own;
    sum.merge({.n = lent, .sum = scale * other.sum, .sum_squares = scale * other.sum_squares});
    return sum;
}

}  // namespace refit::experiment
