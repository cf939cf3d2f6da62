#include "simulation/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace refit::simulation {

Person Population::next() {
    if (people_.empty() || happens(1 / raters_.sessions_per_user)) {
        people_.push_back({fmt::format("person-{}", people_.size() + 1),
                           raters_.leniency * standard_normal(rng_), happens(raters_.liars)});
        return people_.back();
    }
    return people_[static_cast<std::size_t>(uniform_below(rng_, people_.size()))];
}

bool Population::responds(double stars, double factor) {
    return happens(factor * raters_.response_rate *
                   (1 + raters_.extremes * (std::abs(stars - 3) - 1)));
}

int Population::rating(const Person& person, double stars) {
    const double said = stars + person.leniency + raters_.noise * standard_normal(rng_);
    const int rounded = static_cast<int>(std::lround(std::clamp(said, 1.0, 5.0)));
    return person.liar ? 6 - rounded : rounded;
}

Milliseconds Population::delay(double factor) {
    return exponential_time(factor * raters_.delay_minutes, rng_);
}

bool Population::happens(double probability) {
    return uniform01(rng_) < probability;
}

Milliseconds exponential_time(double mean_minutes, Rng& rng) {
    constexpr double kMillisPerMinute = 60'000;
    const double minutes = std::min(10 * mean_minutes, -mean_minutes * std::log1p(-uniform01(rng)));
    return Milliseconds{static_cast<Milliseconds::rep>(minutes * kMillisPerMinute)};
}

}  // namespace refit::simulation
