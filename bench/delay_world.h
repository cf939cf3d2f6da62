#pragma once

#include <array>
#include <cstdint>
#include <queue>
#include <string_view>
#include <vector>

#include "base/rng.h"
#include "learn/allocation.h"

namespace refit::bench {

// How people answer, per arm where it matters. Times are in draws: one user comes at each.
struct DelayWorld {
    std::string_view name;
    std::array<double, 2> rate{.6, .6};      // of five stars rather than one
    std::array<double, 2> delay{200, 200};   // mean of an exponential time to the first word
    std::array<double, 2> response{.8, .8};  // share that answers at all
    double hurry{1};      // of those who give five stars: their delay is so many times as long
    double silence{0};    // share of the one-star answers that are never given
    double revised{.2};   // share that draws its rating anew, a delay later
    double drift{0};      // the rates fall by so much over the run
    double told{0};       // how much the weights follow what is known at the draw (a time, a cost)
    bool null{true};      // nothing that people say differs
};
[[nodiscard]] const std::vector<DelayWorld>& delay_worlds();

// One user, as drawn and as far as has been heard of him.
struct DelayedUnit {
    std::size_t arm{0};
    double treatment{.5};  // probability of arm 1 at the draw
    int first{0};          // first word, 1 or 5 stars
    int latest{0};
};

// Users come one a step; the weights are thompson/1's over the present words.
class DelayRun {
public:
    DelayRun(const DelayWorld& world, int length, std::uint64_t seed);

    // Steps until the next first word; its unit's number. Equal seeds give equal runs.
    [[nodiscard]] std::size_t next();
    // By assignment; those not heard of have latest == 0.
    [[nodiscard]] const std::vector<DelayedUnit>& units() const { return units_; }

private:
    struct Word {
        double at;
        std::size_t unit;
        int rating;
        [[nodiscard]] bool operator>(const Word& other) const { return at > other.at; }
    };
    void draw();
    void hear(const Word& word);
    [[nodiscard]] double share() const;
    [[nodiscard]] double wait(std::size_t arm, int rating);

    const DelayWorld* world_;
    int length_;
    SeededRng rng_;
    double now_{0};
    int heard_{0};
    std::vector<DelayedUnit> units_;
    std::priority_queue<Word, std::vector<Word>, std::greater<>> words_;
    std::array<learn::ArmEvidence, 2> arms_;
    std::array<learn::ArmEvidence, 2> told_;
};

}  // namespace refit::bench
