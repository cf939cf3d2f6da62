#pragma once

#include <cstdint>

namespace refit::experiment {

// Level of every test and interval, and the confidence the product aims at.
inline constexpr double kAlpha = 0.05;

struct Interval {
    double mean{0};
    double low{0};
    double high{0};
    double level{1 - kAlpha};
};

// What is known of one arm at all times (arm_intervals.h), from its units' first words.
struct ArmIntervals {
    std::int64_t units{0};
    Interval rating;        // mean, 1..5
    Interval success_rate;  // share of ratings >= 4, percent
};

}  // namespace refit::experiment
