#include "layout/anchored.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

#include "layout/measure.h"
#include "layout/scenery.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;

constexpr double kAlignShare = 0.006;  // of the page, within which edges are one

enum class Edge : std::uint8_t { Left, Centre, Right };

double edge_of(const Rect& box, Edge edge) {
    if (edge == Edge::Left) return box.left();
    return edge == Edge::Right ? box.right() : box.centre().x;
}

// Which units share an edge in the source. Units are numbered by their place in `units`.
class Alignments {
public:
    Alignments(const std::vector<PlacedUnit>& units, Edge edge, double tolerance)
        : order_(units.size()), place_(units.size()), counts_(units.size()) {
        const auto at = [&](std::size_t i) { return edge_of(units[i].unit.box, edge); };
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::sort(order_.begin(), order_.end(),
                  [&](std::size_t a, std::size_t b) { return at(a) < at(b); });
        std::size_t low = 0;
        std::size_t high = 0;
        for (std::size_t i = 0; i < order_.size(); ++i) {
            const double here = at(order_[i]);
            while (std::abs(at(order_[low]) - here) > tolerance) ++low;
            while (high < order_.size() && at(order_[high]) - here <= tolerance) ++high;
            place_[order_[i]] = {low, high};
            counts_[order_[i]] = high - low;
        }
    }

    // The units that share the edge with unit `i`, itself included.
    [[nodiscard]] std::span<const std::size_t> with(std::size_t i) const {
        return std::span{order_}.subspan(place_[i].first, place_[i].second - place_[i].first);
    }
    // How many of them have not been left out.
    [[nodiscard]] std::size_t count(std::size_t i) const { return counts_[i]; }
    void leave_out(std::size_t i) {
        for (const std::size_t other : with(i)) --counts_[other];
    }

private:
    std::vector<std::size_t> order_;                          // by where the edge is
    std::vector<std::pair<std::size_t, std::size_t>> place_;  // [first, end) of order_, by unit
    std::vector<std::size_t> counts_;
};

// Columns of the source stay columns: units that share a left edge, centre or right edge get one
// again (their mean; the largest group first), since their different widths moved them apart.
void align_columns(const Task& task, std::vector<PlacedUnit>& units) {
    constexpr std::array kEdges{Edge::Left, Edge::Centre, Edge::Right};
    const double tolerance = kAlignShare * task.scene.page.width;
    std::vector<Alignments> alignments;
    alignments.reserve(kEdges.size());
    for (const Edge edge : kEdges) alignments.emplace_back(units, edge, tolerance);
    std::vector<bool> done(units.size(), false);
    for (std::size_t round = 0; round < units.size(); ++round) {
        std::size_t best_count = 1;
        std::size_t best = 0;
        std::size_t best_edge = 0;
        for (std::size_t i = 0; i < units.size(); ++i) {
            for (std::size_t edge = 0; edge < kEdges.size() && !done[i]; ++edge) {
                if (alignments[edge].count(i) <= best_count) continue;
                best_count = alignments[edge].count(i);
                best = i;
                best_edge = edge;
            }
        }
        if (best_count < 2) return;
        const auto group = alignments[best_edge].with(best);
        std::vector<std::size_t> members{group.begin(), group.end()};
        std::erase_if(members, [&](std::size_t k) { return done[k]; });
        std::sort(members.begin(), members.end());
        double mean = 0;
        for (const std::size_t k : members) mean += edge_of(units[k].box(), kEdges[best_edge]);
        mean /= static_cast<double>(members.size());
        for (const std::size_t k : members) {
            units[k].corner.x += mean - edge_of(units[k].box(), kEdges[best_edge]);
            done[k] = true;
            for (Alignments& alignment : alignments) alignment.leave_out(k);
        }
    }
}

std::string_view rule_of(Anchor anchor) {
    switch (anchor) {
        case Anchor::SlackShare:
            return "same share of the free space";
        case Anchor::NearerEdge:
            return "distance to nearer edge";
        case Anchor::Centre:
            return "centre in proportion";
    }
    return "";
}

// The one with the unit's centre.
const Slab& slab_of(const std::vector<Slab>& slabs, const Unit& unit) {
    const geometry::Point centre = unit.box.centre();
    const auto found = std::find_if(slabs.begin(), slabs.end(), [&](const Slab& slab) {
        return centre.x < slab.from.right() && centre.y < slab.from.bottom();
    });
    return found == slabs.end() ? slabs.back() : *found;
}

}  // namespace

Layout anchored_layout(const Task& task, const std::vector<FittedUnit>& units, std::string name,
                       Anchor anchor, const std::vector<Slab>& slabs) {
    Layout layout = start(task, std::move(name));
    const std::string rule{rule_of(anchor)};
    std::vector<PlacedUnit> placed;
    placed.reserve(units.size());
    for (const FittedUnit& each : units) {
        placed.push_back(
            anchored_unit(task, each.unit, each.shape, anchor, slab_of(slabs, each.unit)));
    }
    align_columns(task, placed);
    for (const PlacedUnit& unit : placed) write_slots(unit, rule, layout);
    return layout;
}

}  // namespace refit::layout
