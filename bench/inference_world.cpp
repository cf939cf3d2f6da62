#include "inference_world.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "stats/bayes.h"

namespace refit::bench {
namespace {

constexpr int kBatch = 10;  // ratings between two changes of the weights
constexpr double kMadExponent = -0.24;

// Shares of 1 to 5 stars, and the same tilted by e^(.25 star).
constexpr std::array<double, 5> kStars = {0.08, 0.12, 0.20, 0.35, 0.25};

std::array<double, 5> tilted_stars() {
    std::array<double, 5> shares{};
    double total = 0.0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        shares[i] = kStars[i] * std::exp(0.25 * static_cast<double>(i));
        total += shares[i];
    }
    for (double& share : shares) share /= total;
    return shares;
}

double mean_reward(const std::array<double, 5>& shares) {
    double mean = 0.0;
    for (std::size_t i = 0; i < shares.size(); ++i) mean += shares[i] * static_cast<double>(i) / 4;
    return mean;
}

const learn::AllocationPolicy& product_policy() {
    static const auto policy = learn::make_thompson_policy();
    return *policy;
}

double mean_stars(const stats::Summary& outcomes) {
    return outcomes.n == 0 ? 3.0 : 1.0 + 4.0 * outcomes.mean();
}

}  // namespace

const std::vector<Scenario>& scenarios() {
    using enum Traffic;
    using enum Taste;
    static const std::vector<Scenario> kAll = {
        {"null-even", Even, 0, Success, .6, .6, false, .031, .035},
        {"null-thompson-20", Thompson, .20, Success, .6, .6, false, .037, .041},
        {"null-thompson-10", Thompson, .10, Success, .6, .6},
        {"null-thompson-5", Thompson, .05, Success, .6, .6, false, .0215, .0345},
        {"null-thompson-1", Thompson, .01, Success, .6, .6, false, .0115, .025},
        {"null-mad", Mad, .05, Success, .6, .6, false, .0275, .0375},
        {"null-mean-rating", MeanRating, 0, Success, .6, .6, false, .038, .0415},
        {"null-rare", Thompson, .05, Success, .05, .05, false, .025, .005},
        {"null-drift", Thompson, .05, Drift, .6, .6, false, .023, .035},
        {"null-step", StepWithTaste, 0, Step, .6, .6, false, .035, .045},
        {"null-product", Product, 0, Success, .6, .6},
        {"null-product-drift", Product, 0, Drift, .6, .6},
        {"null-stars-even", Even, 0, Ratings, .6, .6, false, .042, .039},
        {"null-stars-thompson-5", Thompson, .05, Ratings, .6, .6, false, .0345, .0365},
        {"null-stars-product", Product, 0, Ratings, .6, .6},
        {"success-even", Even, 0, Success, .6, .7, false, .9545, .9155},
        {"success-mean-rating", MeanRating, 0, Success, .6, .7, false, .9525, .928},
        {"success-thompson-20", Thompson, .20, Success, .6, .7, false, .841, .725},
        {"success-thompson-10", Thompson, .10, Success, .6, .7, false, .6125, .4305},
        {"success-thompson-5", Thompson, .05, Success, .6, .7, false, .4015, .2755},
        {"success-mad", Mad, .05, Success, .6, .7, false, .686, .5095},
        {"success-product", Product, 0, Success, .6, .7},
        {"success-drift", Thompson, .05, Drift, .6, .7},
        {"success-product-drift", Product, 0, Drift, .6, .7},
        {"stars-even", Even, 0, Ratings, .6, .6, true, .9605, .9995},
        {"stars-thompson-20", Thompson, .20, Ratings, .6, .6, true, .8335, .9895},
        {"stars-thompson-5", Thompson, .05, Ratings, .6, .6, true, .362, .7365},
        {"stars-mad", Mad, .05, Ratings, .6, .6, true, .6425, .952},
        {"stars-product", Product, 0, Ratings, .6, .6, true},
    };
    return kAll;
}

World::World(const Scenario& scenario, int length, std::uint64_t seed)
    : scenario_{&scenario}, length_{length}, rng_{seed} {}

double World::true_difference(const Scenario& scenario) {
    if (!scenario.has_stars()) return scenario.rate_1 - scenario.rate_0;
    return scenario.differ ? mean_reward(tilted_stars()) - mean_reward(kStars) : 0.0;
}

double World::thompson_share(double floor) const {
    const double best = stats::probability_greater(stats::normal_posterior(arms_[1].outcomes),
                                                   stats::normal_posterior(arms_[0].outcomes));
    return floor + (1.0 - 2.0 * floor) * best;
}

double World::treatment_share() const {
    switch (scenario_->traffic) {
        case Traffic::Even:
            return 0.5;
        case Traffic::Thompson:
            return thompson_share(scenario_->floor);
        case Traffic::Mad: {
            const double even = std::pow(time_ + 1.0, kMadExponent);
            return 0.5 * even + (1.0 - even) * thompson_share(scenario_->floor);
        }
        case Traffic::MeanRating: {
            const double stars = mean_stars(arms_[1].outcomes);
            return stars / (stars + mean_stars(arms_[0].outcomes));
        }
        case Traffic::StepWithTaste:
            return time_ < length_ / 2 ? 0.5 : 0.9;
        case Traffic::Product:
            return product_policy().weights(arms_)[1];
    }
    return 0.5;
}

int World::draw_rating(std::size_t arm) {
    const double u = uniform01(rng_);
    if (scenario_->has_stars()) {
        static const std::array<double, 5> kTilted = tilted_stars();
        const auto& shares = scenario_->differ && arm == 1 ? kTilted : kStars;
        double reached = 0.0;
        for (int star = 1; star < 5; ++star) {
            reached += shares[static_cast<std::size_t>(star - 1)];
            if (u < reached) return star;
        }
        return 5;
    }
    double rate = arm == 1 ? scenario_->rate_1 : scenario_->rate_0;
    if (scenario_->taste == Taste::Drift) rate += 0.85 - scenario_->rate_0 - 0.45 * time_ / length_;
    if (scenario_->taste == Taste::Step) rate = time_ < length_ / 2 ? 0.5 : 0.75;
    return u < rate ? 5 : 1;
}

Unit World::next() {
    if (time_ % kBatch == 0) treatment_ = treatment_share();
    Unit unit;
    unit.treatment = treatment_;
    unit.arm = uniform01(rng_) < treatment_ ? 1 : 0;
    unit.rating = draw_rating(unit.arm);
    arms_[unit.arm].outcomes.add((unit.rating - 1) / 4.0);
    ++time_;
    return unit;
}

}  // namespace refit::bench
