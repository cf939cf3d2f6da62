#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace refit::simulation {

// What somebody sees who looks at the experiment now, and what only the simulation knows.
struct Look {
    std::int64_t sessions{0};
    std::int64_t ratings{0};             // so far
    double served_stars{0};              // mean truth of what was served since the last look
    std::optional<double> said_stars;    // mean rating given since the last look
    std::optional<double> unseen_stars;  // mean truth for held-out designs under this traffic
    std::vector<std::pair<std::string, double>> shares;  // of traffic
    std::optional<std::string> winner;                   // declared by the always-valid verdict
    std::optional<std::int64_t> model;                   // quality model that ranks layouts
    double served_sum{0};                                // of stars so far …
    std::vector<double> arm_sums;  // … and had every session been given arm i
};

struct Totals {
    std::int64_t sessions{0};
    std::int64_t ratings{0};     // accepted, revisions included
    std::int64_t duplicates{0};  // the same word again: nothing changed
    std::int64_t refused{0};     // nonsense that was refused
    std::int64_t restarts{0};
    std::int64_t retrainings{0};
    std::int64_t proposals{0};   // variants that the instruction writer entered
    std::int64_t unsent{0};      // ratings that were given and never sent
    std::int64_t retries{0};     // requests that were repeated, for want of a reply
    std::int64_t kills{0};       // replicas that died between a commit and its reply
    std::int64_t replayed{0};    // resizes that came again under their key and were not run again
    std::int64_t twins{0};       // resizes that came again without a key, and were
    std::int64_t searches{0};    // variants that the parameter search entered …
    std::int64_t promotions{0};  // … and of those the ones that lost their cap
};

// One run of a scenario.
struct Course {
    std::uint64_t seed{0};
    std::vector<std::string> arms;  // the fixed ones, of which one was best
    std::vector<Look> looks;        // never empty after a run
    Totals totals;
    std::vector<std::string> wrong_sums;  // derived values that differ from the log; should be none
    std::vector<std::string> lost;        // what was acknowledged and is not there; should be none

    // The arm that would have pleased most, had all sessions been given it.
    [[nodiscard]] std::size_t best_arm() const;
    // Stars lost up to that look against the best arm.
    [[nodiscard]] double regret(const Look& look) const;
    // b of regret ~ sessions^b over the second half; below 1 it grows slower than traffic. nullopt
    // where regret is not positive at both ends.
    [[nodiscard]] std::optional<double> regret_exponent() const;
    // The first look with a winner.
    [[nodiscard]] const Look* decision() const;
    // A winner other than the best arm was declared, or any where no arm was better by `margin`
    // stars a session.
    [[nodiscard]] bool declared_wrongly(double margin) const;
};

// Arms closer than this, in stars a session, are alike: no winner among them is a right one.
inline constexpr double kAlikeStars = 1e-9;

}  // namespace refit::simulation
