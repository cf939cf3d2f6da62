#include "layout/restack.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "layout/axis.h"
#include "layout/grouping.h"
#include "layout/measure.h"
#include "layout/rewrap.h"

namespace refit::layout {
namespace {

using geometry::Point;
using geometry::Rect;
using geometry::Size;

constexpr double kSameGap = 0.5;      // gaps of this share of the widest are cut as well
constexpr double kGapMin = 0.12;      // between two new lines, of their mean thickness
constexpr double kGapMax = 0.35;      // the same, where the source shows no such gap
constexpr double kCentredUnit = 0.1;  // of the page: a unit so near to its middle is centred
constexpr double kHair = 1e-6;

bool fits(Size size, Size room) {
    return size.width <= room.width + kHair && size.height <= room.height + kHair;
}

// Places of things among those of the unit.
using Places = std::vector<std::size_t>;

// Pieces that stand side by side or under one another; none of them in what overlaps.
struct Block {
    Rect box;
    Places things;
    Axis axis{Axis::Across};
    std::vector<Block> pieces;
};

struct Cut {
    double gap{-1};  // the widest
    std::vector<Places> parts;
};

// Things are what nobody takes apart: a text, a button with its label, a bullet with its text.
class Cutter {
public:
    explicit Cutter(const std::vector<Unit>& things) : things_{things} {}

    Block block_of(Places places) const {
        Block block;
        block.box = things_[places.front()].box;
        for (const std::size_t i : places) block.box = geometry::hull(block.box, things_[i].box);
        Cut row = cut(places, Axis::Across);
        Cut column = cut(places, Axis::Down);
        block.axis = row.gap > column.gap ? Axis::Across : Axis::Down;
        Cut& wider = block.axis == Axis::Across ? row : column;
        if (wider.parts.size() > 1) {
            for (Places& part : wider.parts) block.pieces.push_back(block_of(std::move(part)));
        }
        block.things = std::move(places);
        return block;
    }

private:
    Cut cut(Places places, Axis axis) const {
        std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
            return low(things_[a].box, axis) < low(things_[b].box, axis);
        });
        std::vector<double> gaps{-1};
        double end = high(things_[places.front()].box, axis);
        for (std::size_t i = 1; i < places.size(); ++i) {
            gaps.push_back(low(things_[places[i]].box, axis) - end);
            end = std::max(end, high(things_[places[i]].box, axis));
        }
        Cut result{*std::max_element(gaps.begin(), gaps.end()), {{}}};
        for (std::size_t i = 0; i < places.size(); ++i) {
            const bool here = gaps[i] > -kHair && gaps[i] >= kSameGap * result.gap;
            if (here) result.parts.emplace_back();
            result.parts.back().push_back(places[i]);
        }
        return result;
    }

    const std::vector<Unit>& things_;
};

double mean_gap(const Block& block) {
    double sum = 0;
    for (std::size_t i = 1; i < block.pieces.size(); ++i) {
        sum += low(block.pieces[i].box, block.axis) - high(block.pieces[i - 1].box, block.axis);
    }
    return std::max(0.0, sum / static_cast<double>(block.pieces.size() - 1));
}

struct Placed {
    std::size_t element;
    Part part;
};

struct Arrangement {
    Size size;
    std::vector<Placed> placed;
};

void move_into(Arrangement& target, const Arrangement& piece, Point corner) {
    for (Placed each : piece.placed) {
        each.part.box = each.part.box.moved(corner);
        target.placed.push_back(each);
    }
}

// Pieces one after the other, and how much room they take together.
struct Line {
    double length{0};
    double thickness{0};
    std::vector<std::pair<double, Arrangement>> pieces;  // with where they start
};

class Arranger {
public:
    Arranger(const Task& task, const Unit& unit, const std::vector<Unit>& things, double scale)
        : task_{task}, things_{things}, scale_{scale}, share_{share_before(unit)} {}

    std::optional<Arrangement> arrange(const Block& block, Size room) const {
        if (fits({block.box.width() * scale_, block.box.height() * scale_}, room)) {
            return rigid(block);
        }
        if (block.things.size() == 1) return wrapped(things_[block.things.front()], room);
        if (block.pieces.empty()) return std::nullopt;
        return broken(block, room);
    }

private:
    const Rect& box_of(std::size_t element) const { return task_.scene.elements[element].box; }

    // Share of the free width before a line: as the unit's first text has it.
    double share_before(const Unit& unit) const {
        for (const std::size_t element : unit.members) {
            if (task_.object(element).text) return share_before_line(task_.object(element));
        }
        const double off = unit.box.centre().x / task_.scene.page.width - 0.5;
        return std::abs(off) < kCentredUnit ? 0.5 : 0.0;
    }

    Arrangement as_it_stands(const Unit& thing) const {
        const Shape shape = rigid_shape(task_, thing, scale_);
        Arrangement result{shape.size, {}};
        for (std::size_t i = 0; i < thing.members.size(); ++i) {
            result.placed.push_back({thing.members[i], shape.parts[i]});
        }
        return result;
    }

    Arrangement rigid(const Block& block) const {
        Arrangement result{{block.box.width() * scale_, block.box.height() * scale_}, {}};
        for (const std::size_t i : block.things) {
            const Point corner = (things_[i].box.origin() - block.box.origin()) * scale_;
            move_into(result, as_it_stands(things_[i]), corner);
        }
        return result;
    }

    // The thing's one text; nullopt if there are none or several, or something lies on it.
    std::optional<std::size_t> text_of(const Unit& thing) const {
        std::optional<std::size_t> text;
        for (const std::size_t element : thing.members) {
            if (!task_.object(element).text) continue;
            if (text) return std::nullopt;
            text = element;
        }
        for (const std::size_t element : thing.members) {
            if (text && element != *text && overlap_area(box_of(element), box_of(*text)) > 0) {
                return std::nullopt;
            }
        }
        return text;
    }

    // A text wrapped to the room; marks before and after it keep their distance.
    std::optional<Arrangement> wrapped(const Unit& thing, Size room) const {
        const auto text = text_of(thing);
        if (!text) return std::nullopt;
        const Rect& box = box_of(*text);
        const double marks = (thing.box.width() - box.width()) * scale_;
        const auto size = wrapped_text(task_, *text, scale_, room.width - marks);
        if (!size) return std::nullopt;
        Arrangement result = as_it_stands(thing);
        result.size.width = size->width + marks;
        for (auto& [element, part] : result.placed) {
            if (element == *text) {
                part = {Rect::from_size(part.box.origin(), *size), scale_, true};
            } else if (box_of(element).centre().x > box.centre().x) {
                part.box = part.box.moved({size->width - box.width() * scale_, 0});
            }
            result.size.height = std::max(result.size.height, part.box.bottom());
        }
        if (!fits(result.size, room)) return std::nullopt;
        return result;
    }

    // In the order they stand in, a new line where the room ends.
    std::optional<std::vector<Line>> lines_of(const Block& block, Size room, double gap) const {
        std::vector<Line> lines(1);
        for (const Block& piece : block.pieces) {
            auto arranged = arrange(piece, room);
            if (!arranged) return std::nullopt;
            const double length = along(arranged->size, block.axis);
            const double end = lines.back().length + gap + length;
            if (!lines.back().pieces.empty() && end > along(room, block.axis)) lines.emplace_back();
            Line& line = lines.back();
            const double start = line.pieces.empty() ? 0 : line.length + gap;
            line.length = start + length;
            line.thickness = std::max(line.thickness, across(arranged->size, block.axis));
            line.pieces.emplace_back(start, std::move(*arranged));
        }
        return lines;
    }

    std::optional<Arrangement> broken(const Block& block, Size room) const {
        const double gap = mean_gap(block) * scale_;
        auto lines = lines_of(block, room, gap);
        if (!lines) return std::nullopt;
        double longest = 0;
        double thickness = 0;
        for (const Line& line : *lines) {
            longest = std::max(longest, line.length);
            thickness += line.thickness;
        }
        const auto count = static_cast<double>(lines->size());
        const double mean = thickness / count;
        const double between = block.axis == Axis::Across
                                   ? std::clamp(gap, kGapMin * mean, kGapMax * mean)
                                   : std::max(gap, kGapMin * mean);
        thickness += between * (count - 1);
        Arrangement result;
        result.size = size_of(longest, thickness, block.axis);
        if (!fits(result.size, room)) return std::nullopt;
        put_down(*lines, block.axis, between, longest, result);
        return result;
    }

    void put_down(const std::vector<Line>& lines, Axis axis, double between, double longest,
                  Arrangement& result) const {
        double at = 0;
        for (const Line& line : lines) {
            const double indent = axis == Axis::Across ? (longest - line.length) * share_ : 0;
            for (const auto& [start, piece] : line.pieces) {
                const double slack = line.thickness - across(piece.size, axis);
                const double before = slack * (axis == Axis::Across ? 0.5 : share_);
                move_into(result, piece, point_at(start + indent, at + before, axis));
            }
            at += line.thickness + between;
        }
    }

    const Task& task_;
    const std::vector<Unit>& things_;
    double scale_;
    double share_;
};

Shape shape_of(const Unit& unit, double scale, const Arrangement& arrangement) {
    Shape shape{arrangement.size, scale, {}};
    shape.parts.resize(unit.members.size());
    for (const Placed& each : arrangement.placed) {
        const auto place = std::lower_bound(unit.members.begin(), unit.members.end(), each.element);
        shape.parts[static_cast<std::size_t>(place - unit.members.begin())] = each.part;
    }
    return shape;
}

}  // namespace

std::optional<Shape> restacked_shape(const Task& task, const Unit& unit, double from, double to,
                                     Size room) {
    if (unit.members.size() < 2 || unit.members.size() > kRestackMembersMax) return std::nullopt;
    const std::vector<Unit> things = split_unit(task.scene, unit, task.parameters);
    Places all(things.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const Block block = Cutter{things}.block_of(std::move(all));
    if (things.size() > 1 && block.pieces.empty()) return std::nullopt;
    double scale = from;
    for (int step = 0; step < kScaleSteps && scale > to; ++step, scale *= kScaleStep) {
        if (const auto arrangement = Arranger{task, unit, things, scale}.arrange(block, room)) {
            return shape_of(unit, scale, *arrangement);
        }
    }
    return std::nullopt;
}

}  // namespace refit::layout
