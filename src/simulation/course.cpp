#include "simulation/course.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace refit::simulation {

std::size_t Course::best_arm() const {
    REFIT_ASSERT(!looks.empty() && !arms.empty());
    const std::vector<double>& sums = looks.back().arm_sums;
    return static_cast<std::size_t>(std::max_element(sums.begin(), sums.end()) - sums.begin());
}

double Course::regret(const Look& look) const {
    return look.arm_sums[best_arm()] - look.served_sum;
}

std::optional<double> Course::regret_exponent() const {
    const Look& last = looks.back();
    const auto half = std::find_if(looks.begin(), looks.end(), [&](const Look& look) {
        return 2 * look.sessions >= last.sessions;
    });
    if (half->sessions >= last.sessions || regret(*half) <= 0 || regret(last) <= 0)
        return std::nullopt;
    return std::log(regret(last) / regret(*half)) /
           std::log(static_cast<double>(last.sessions) / static_cast<double>(half->sessions));
}

const Look* Course::decision() const {
    const auto found = std::find_if(looks.begin(), looks.end(),
                                    [](const Look& look) { return look.winner.has_value(); });
    return found == looks.end() ? nullptr : &*found;
}

bool Course::declared_wrongly(double margin) const {
    const Look* decided = decision();
    if (decided == nullptr) return false;
    const std::vector<double>& sums = decided->arm_sums;
    const auto winner = std::find(arms.begin(), arms.end(), *decided->winner);
    if (winner == arms.end()) return false;  // a proposal: the truth about it was not kept
    const double of_winner = sums[static_cast<std::size_t>(winner - arms.begin())];
    const double worst = *std::min_element(sums.begin(), sums.end());
    return of_winner - worst <= margin * static_cast<double>(decided->sessions);
}

}  // namespace refit::simulation
