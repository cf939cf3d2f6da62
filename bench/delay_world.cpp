#include "delay_world.h"

#include <cmath>

#include "experiment/significance.h"

namespace refit::bench {

const std::vector<DelayWorld>& delay_worlds() {
    static const std::vector<DelayWorld> kAll = {
        {.name = "null-at-once", .delay = {0, 0}, .revised = 0},
        {.name = "null-late", .revised = 0},
        {.name = "null-late-revised"},
        {.name = "null-very-late", .delay = {1000, 1000}},
        {.name = "null-drift", .rate = {.85, .85}, .drift = .45},
        {.name = "null-selective", .hurry = .2, .silence = .6},
        {.name = "null-slow-arm", .delay = {50, 500}},
        {.name = "null-slow-drift", .rate = {.85, .85}, .delay = {50, 500}, .drift = .45},
        {.name = "null-silent-arm", .response = {.8, .4}},
        {.name = "null-told", .told = .8},
        {.name = "better-at-once", .rate = {.6, .7}, .delay = {0, 0}, .revised = 0, .null = false},
        {.name = "better-late", .rate = {.6, .7}, .revised = 0, .null = false},
        {.name = "better-late-revised", .rate = {.6, .7}, .null = false},
        {.name = "better-much-late", .rate = {.5, .7}, .null = false},
    };
    return kAll;
}

DelayRun::DelayRun(const DelayWorld& world, int length, std::uint64_t seed)
    : world_{&world}, length_{length}, rng_{seed} {}

double DelayRun::share() const {
    static const auto policy = learn::make_thompson_policy();
    const double by_words = policy->weights(arms_)[1];
    if (world_->told <= 0) return by_words;
    return world_->told * policy->weights(told_)[1] + (1 - world_->told) * by_words;
}

double DelayRun::wait(std::size_t arm, int rating) {
    const double mean = world_->delay[arm] * (rating == 5 ? world_->hurry : 1);
    return -mean * std::log1p(-uniform01(rng_));
}

void DelayRun::draw() {
    DelayedUnit unit;
    unit.treatment = share();
    unit.arm = uniform01(rng_) < unit.treatment ? 1 : 0;
    units_.push_back(unit);
    // Something every draw shows at once, the same for both arms.
    told_[unit.arm].outcomes.add(uniform01(rng_) < .5 ? 1 : 0);
    const double rate = world_->rate[unit.arm] - world_->drift * heard_ / length_;
    const auto rating = [&] { return uniform01(rng_) < rate ? 5 : 1; };
    const int first = rating();
    const double answers = world_->response[unit.arm] * (first == 1 ? 1 - world_->silence : 1);
    if (uniform01(rng_) >= answers) return;
    const double at = now_ + wait(unit.arm, first);
    words_.push({at, units_.size() - 1, first});
    if (uniform01(rng_) < world_->revised)
        words_.push({at + wait(unit.arm, first), units_.size() - 1, rating()});
}

void DelayRun::hear(const Word& word) {
    DelayedUnit& unit = units_[word.unit];
    stats::Summary& sums = arms_[unit.arm].outcomes;
    if (unit.latest != 0) {
        const double before = experiment::reward(unit.latest);
        --sums.n;
        sums.sum -= before;
        sums.sum_squares -= before * before;
    } else {
        unit.first = word.rating;
        ++heard_;
    }
    sums.add(experiment::reward(word.rating));
    unit.latest = word.rating;
}

std::size_t DelayRun::next() {
    for (;;) {
        while (!words_.empty() && words_.top().at <= now_) {
            const Word word = words_.top();
            words_.pop();
            const bool is_first = units_[word.unit].latest == 0;
            hear(word);
            if (is_first) return word.unit;
        }
        now_ += 1;
        draw();
    }
}

}  // namespace refit::bench
