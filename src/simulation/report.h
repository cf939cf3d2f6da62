#pragma once

#include <span>
#include <string>

#include "simulation/course.h"
#include "simulation/scenario.h"

namespace refit::simulation {

// A table for a terminal: each look of the first run, then what all runs came to.
[[nodiscard]] std::string report_text(const Scenario& scenario, std::span<const Course> courses);
// The same as JSON, every look of every run. Method: docs/methods/simulation.md.
[[nodiscard]] std::string report_json(const Scenario& scenario, std::span<const Course> courses);
// Stars, regret and traffic of the first run against sessions: an SVG that needs nothing else.
[[nodiscard]] std::string picture(const Scenario& scenario, const Course& course);

// What the runs of a scenario came to together.
struct Summary {
    struct Mean {
        double mean{0};
        double error{0};  // standard error; 0 for one run
    };
    Mean regret;          // against the best arm, at the end
    Mean regret_of_even;  // had traffic been split evenly for ever
    Mean exponent;        // over the runs that have one
    std::size_t exponents{0};
    Mean served_first, served_last;  // truth in the first and the last quarter of the looks
    Mean unseen_first, unseen_last;  // the same for held-out designs, at the first and last look
    Mean best_share;                 // of traffic on the best arm, at the end
    double decided{0};               // share of runs with a winner at any look …
    double wrongly{0};               // … with a wrong one
    Mean decided_at;                 // sessions, of the runs that decided
};
[[nodiscard]] Summary summarise(std::span<const Course> courses);

}  // namespace refit::simulation
