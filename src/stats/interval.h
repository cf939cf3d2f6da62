#pragma once

namespace refit::stats {

// A closed range that holds the unknown number at a stated level. Invariant: low <= high.
struct Interval {
    double low{0};
    double high{0};

    [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

}  // namespace refit::stats
