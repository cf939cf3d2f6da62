#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/rng.h"
#include "learn/allocation.h"
#include "stats/summary.h"

namespace refit::bench {

// Who gets which arm. Weights change every ten ratings except where said otherwise.
enum class Traffic : std::uint8_t {
    Even,
    Thompson,       // P(best) of two Normal posteriors, mixed with the scenario's floor per arm
    Mad,            // Thompson with a 5 % floor, mixed with even traffic of share t^-.24
    MeanRating,     // in proportion to the mean rating in stars
    StepWithTaste,  // .5 : .5, then .1 : .9 set by hand at half time
    Product,        // thompson/1 as shipped
};

// How the arms are received. In the null worlds both alike.
enum class Taste : std::uint8_t {
    Success,  // 5 stars with the arm's rate, else 1 star
    Drift,    // success, arm 0 from .85 to .40, arm 1 as far from it as its rate is
    Step,     // success, both arms .50, then .75 from half time
    Ratings,  // 1 to 5 stars; arm 1 tilted by the factor 1.285 a star where they differ
};

struct Scenario {
    std::string_view name;
    Traffic traffic{Traffic::Even};
    double floor{0.05};
    Taste taste{Taste::Success};
    double rate_0{0.6};
    double rate_1{0.6};
    bool differ{false};  // of Ratings
    // Share of runs in which E1 and E2 reject, from an independent simulation in Python (2000 runs
    // of 2000, s.e. <= .011); nullopt for the scenarios of our own.
    std::optional<double> reference_e1{};
    std::optional<double> reference_e2{};

    [[nodiscard]] bool is_null() const { return rate_0 == rate_1 && !differ; }
    [[nodiscard]] bool has_stars() const { return taste == Taste::Ratings; }
};

[[nodiscard]] const std::vector<Scenario>& scenarios();

// One user's draw and rating.
struct Unit {
    std::size_t arm{0};
    int rating{1};          // 1..5
    double treatment{0.5};  // probability of arm 1 at the draw
};

// One run of a scenario: draws units one after the other and learns from them as the scenario's
// traffic rule does. Equal seeds give equal runs.
class World {
public:
    World(const Scenario& scenario, int length, std::uint64_t seed);

    [[nodiscard]] Unit next();
    // Mean of the outcome in [0, 1] of arm 1 minus arm 0.
    [[nodiscard]] static double true_difference(const Scenario& scenario);

private:
    [[nodiscard]] double treatment_share() const;
    [[nodiscard]] double thompson_share(double floor) const;
    [[nodiscard]] int draw_rating(std::size_t arm);

    const Scenario* scenario_;
    int length_;
    SeededRng rng_;
    int time_{0};
    double treatment_{0.5};
    std::array<learn::ArmEvidence, 2> arms_;
};

}  // namespace refit::bench
