#include "layout/pair_counts.h"

#include <cstdint>
#include <tuple>

#include "base/assert.h"

namespace refit::layout {
namespace {

// How many of the numbers added so far are smaller (Fenwick's tree).
class Counter {
public:
    explicit Counter(std::size_t limit) : sums_(limit + 1, 0) {}
    void add(std::size_t value) {
        for (std::size_t i = value + 1; i < sums_.size(); i += i & (~i + 1)) ++sums_[i];
        ++total_;
    }
    [[nodiscard]] std::size_t below(std::size_t value) const {
        std::size_t sum = 0;
        for (std::size_t i = value; i > 0; i -= i & (~i + 1)) sum += sums_[i];
        return sum;
    }
    [[nodiscard]] std::size_t above(std::size_t value) const { return total_ - below(value + 1); }

private:
    std::vector<std::size_t> sums_;
    std::size_t total_{0};
};

enum class End : std::uint8_t { High, Both, Low };

struct Event {
    double at{0};
    End end{End::Low};
    std::size_t owner{0};
};

// The ends of all extents in a row, so that a ends before b begins exactly if a's high end stands
// before b's low end: at one place high ends come first; extents of no length stand between, in
// the order of their indices, and begin and end at once.
struct Row {
    std::vector<Event> events;
    std::vector<std::size_t> low;  // place in the row, by owner
    std::vector<std::size_t> high;

    explicit Row(std::span<const Extent> extents) : low(extents.size()), high(extents.size()) {
        for (std::size_t i = 0; i < extents.size(); ++i) {
            const Extent& extent = extents[i];
            const bool point = extent.low >= extent.high;
            events.push_back({extent.low, point ? End::Both : End::Low, i});
            if (!point) events.push_back({extent.high, End::High, i});
        }
        std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
            return std::tie(a.at, a.end, a.owner) < std::tie(b.at, b.end, b.owner);
        });
        for (std::size_t place = 0; place < events.size(); ++place) {
            if (events[place].end != End::High) low[events[place].owner] = place;
            if (events[place].end != End::Low) high[events[place].owner] = place;
        }
    }

    // Pairs of which one ends before the other begins.
    [[nodiscard]] std::size_t apart() const {
        std::size_t ended = 0;
        std::size_t pairs = 0;
        for (const Event& event : events) {
            if (event.end != End::High) pairs += ended;
            if (event.end != End::Low) ++ended;
        }
        return pairs;
    }
};

}  // namespace

std::size_t changed_relations(std::span<const Extent> before, std::span<const Extent> after) {
    REFIT_ASSERT(before.size() == after.size());
    if (before.size() <= kPairwiseMax) {
        std::size_t changed = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            for (std::size_t k = i + 1; k < before.size(); ++k) {
                changed += relation(before[i], before[k]) != relation(after[i], after[k]) ? 1 : 0;
            }
        }
        return changed;
    }
    const Row was{before};
    const Row is{after};
    Counter highs{is.events.size()};
    Counter lows{is.events.size()};
    std::size_t same = 0;      // apart before and after, on the same sides
    std::size_t opposite = 0;  // on other sides
    for (const Event& event : was.events) {
        if (event.end != End::High) {
            same += highs.below(is.low[event.owner]);
            opposite += lows.above(is.high[event.owner]);
        }
        if (event.end != End::Low) {
            highs.add(is.high[event.owner]);
            lows.add(is.low[event.owner]);
        }
    }
    // What was or is apart, less twice what was and is; opposite pairs did change.
    return was.apart() + is.apart() - 2 * same - opposite;
}

std::size_t changed_orders(std::span<const double> before, std::span<const double> after) {
    REFIT_ASSERT(before.size() == after.size());
    const std::size_t count = before.size();
    std::size_t changed = 0;
    if (count <= kPairwiseMax) {
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t k = i + 1; k < count; ++k) {
                changed += (before[i] > before[k]) != (after[i] > after[k]) ? 1 : 0;
            }
        }
        return changed;
    }
    const auto sorted = [](std::span<const double> values) {
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return std::tie(values[a], a) < std::tie(values[b], b);
        });
        return order;
    };
    std::vector<std::size_t> place(count);
    const std::vector<std::size_t> order_after = sorted(after);
    for (std::size_t i = 0; i < count; ++i) place[order_after[i]] = i;
    Counter passed{count};
    for (const std::size_t i : sorted(before)) {
        changed += passed.above(place[i]);
        passed.add(place[i]);
    }
    return changed;
}

}  // namespace refit::layout
