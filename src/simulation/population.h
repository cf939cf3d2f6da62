#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rng.h"
#include "simulation/scenario.h"

namespace refit::simulation {

struct Person {
    std::string id;
    double leniency{0};  // stars more than others
    bool liar{false};
};

// People who come, come back, and sometimes say what they think. All randomness is the Rng's.
class Population {
public:
    Population(const Raters& raters, Rng& rng) : raters_{raters}, rng_{rng} {}

    // Somebody new, or somebody who was here before.
    [[nodiscard]] Person next();
    // P = rate (1 + extremes (|stars - 3| - 1)), held to [0, 1].
    // Times `factor`, of the arm.
    [[nodiscard]] bool responds(double stars, double factor = 1);
    // round(stars + leniency + noise), held to 1..5; of a liar 6 minus that.
    [[nodiscard]] int rating(const Person& person, double stars);
    // Exponential with the scenario's mean times `factor`, of the arm.
    [[nodiscard]] Milliseconds delay(double factor = 1);
    [[nodiscard]] bool happens(double probability);

private:
    const Raters& raters_;
    Rng& rng_;
    std::vector<Person> people_;
};

// Exponential waiting time, at most ten times its mean.
[[nodiscard]] Milliseconds exponential_time(double mean_minutes, Rng& rng);

}  // namespace refit::simulation
