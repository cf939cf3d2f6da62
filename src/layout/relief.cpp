#include "layout/relief.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "layout/axis.h"
#include "layout/measure.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

constexpr double kGapKept = 0.3;    // of the distance between two units of a chain
constexpr double kReliefMin = 0.6;  // smallest factor
// A row that needs no smaller factor stays a row in a page that became narrow.
constexpr double kRowKept = 0.8;
// Units of a row: how far their heights differ, and how much of the higher one they share.
constexpr double kRowHeights = 2;
constexpr double kRowShare = 0.6;

// Chains of units that follow one another along an axis in the source and lie in each other's way,
// each with its new length and a part of its old distance.
class Chains {
public:
    Chains(const Task& task, const std::vector<FittedUnit>& units, Axis axis)
        : units_{units},
          axis_{axis},
          growth_{along(task.target, axis) / along(task.scene.page, axis)},
          order_(units.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return low(box(a), axis) < low(box(b), axis);
        });
        const std::vector<double> before = lengths_up_to();
        std::reverse(order_.begin(), order_.end());
        const std::vector<double> after = lengths_up_to();
        for (std::size_t i = 0; i < units.size(); ++i) {
            through_.push_back(before[i] + length(i) + after[i]);
            longest_ = std::max(longest_, through_.back());
        }
    }

    // The longest of all, and the longest through one unit; at least 1.
    [[nodiscard]] double longest() const { return longest_; }
    [[nodiscard]] double through(std::size_t unit) const { return std::max(1.0, through_[unit]); }

private:
    const Rect& box(std::size_t i) const { return units_[i].unit.box; }
    double length(std::size_t i) const { return along(units_[i].shape.size, axis_); }

    // The distance to keep; nullopt if neither follows the other.
    std::optional<double> distance(std::size_t a, std::size_t b) const {
        const double gap = std::max(low(box(b), axis_) - high(box(a), axis_),
                                    low(box(a), axis_) - high(box(b), axis_));
        if (gap < 0 || common_across(box(a), box(b), axis_) <= 0) return std::nullopt;
        return kGapKept * gap * growth_;
    }

    // Per unit, the longest chain that ends before it, in the direction of order_.
    std::vector<double> lengths_up_to() const {
        std::vector<double> before(units_.size(), 0.0);
        for (std::size_t i = 0; i < order_.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                const auto gap = distance(order_[k], order_[i]);
                if (!gap) continue;
                const double chain = before[order_[k]] + length(order_[k]) + *gap;
                before[order_[i]] = std::max(before[order_[i]], chain);
            }
        }
        return before;
    }

    const std::vector<FittedUnit>& units_;
    Axis axis_;
    double growth_;
    std::vector<std::size_t> order_;
    std::vector<double> through_;
    double longest_{1};
};

// Things of a kind side by side: a line of words, a row of pictures.
bool in_a_row(const std::vector<FittedUnit>& units, std::size_t unit) {
    const Rect& box = units[unit].unit.box;
    const auto beside = [&](const FittedUnit& other) {
        const double higher = std::max(box.height(), other.unit.box.height());
        const double lower = std::min(box.height(), other.unit.box.height());
        return &other != &units[unit] && higher < kRowHeights * lower &&
               common_height(box, other.unit.box) > kRowShare * higher;
    };
    return std::any_of(units.begin(), units.end(), beside);
}

// Never larger than 1.
double factor_for(double room, double length) {
    return std::min(1.0, room / length);
}

}  // namespace

std::vector<FittedUnit> relieved(const Task& task, std::vector<FittedUnit> units) {
    const Size room = room_of(task);
    const Chains columns{task, units, Axis::Down};
    const Chains rows{task, units, Axis::Across};
    const double down = factor_for(room.height, columns.longest());
    // Side by side in a page that became narrow, units rather step below one another (parting).
    const bool restacks = std::abs(aspect_change(task.scene.page, task.target)) >=
                          task.parameters[Parameter::RestackFrom];
    const double all = restacks ? down : std::min(down, factor_for(room.width, rows.longest()));
    for (std::size_t i = 0; i < units.size(); ++i) {
        const double row = factor_for(room.width, rows.through(i));
        const bool keeps_row = row >= kRowKept && in_a_row(units, i);
        const double factor = std::max(kReliefMin, keeps_row ? std::min(all, row) : all);
        if (factor >= 1) continue;
        const Size size = units[i].shape.size;
        units[i].shape =
            fitted_shape(task, units[i].unit, {size.width * factor, size.height * factor});
    }
    return units;
}

}  // namespace refit::layout
