#include "layout/grouping.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/assert.h"
#include "layout/box_grid.h"
#include "layout/measure.h"

namespace refit::layout {
namespace {

using geometry::Rect;

// The larger holds the smaller if this share of it lies inside. Below 0.8 labels that stick out
// of their badge come loose; above 0.95 strokes get in the way.
constexpr double kHeldShare = 0.8;
// A picture and what lies on it (a button and its label) are one thing up to this share of the
// page: in a low strip a button easily takes more than a panel does elsewhere.
constexpr double kPictureHolderShare = 0.5;
// Small wide pictures behave like words: designers export type as images.
constexpr double kWordImageShare = 0.06;
constexpr double kWordImageAspect = 1.3;
constexpr double kRuleShare = 0.012;  // a thin rule's height, of the page's longer side
constexpr double kRuleGap = 0.8;      // font sizes between a rule and its text
constexpr double kCarrierShare = 0.9;
// A bullet is at most this many font sizes large and away.
constexpr double kMarkSizes = 2.2;
constexpr double kMarkGap = 1.3;

// Pictures of a row: how far their heights differ, how much of them they share, how far apart they
// are at most, of their smallest side.
constexpr double kRowHeights = 1.25;
constexpr double kRowShare = 0.7;
constexpr double kRowGap = 0.3;
constexpr double kLappingShare = 0.1;  // of the page, of pictures that are one if they overlap

class Components {
public:
    explicit Components(std::size_t count) : parent_(count) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    }
    std::size_t find(std::size_t i) {
        while (parent_[i] != i) {
            parent_[i] = parent_[parent_[i]];
            i = parent_[i];
        }
        return i;
    }
    void join(std::size_t a, std::size_t b) { parent_[find(b)] = find(a); }

private:
    std::vector<std::size_t> parent_;
};

struct Pair {
    const Element& a;
    const Element& b;
    geometry::Size page;
};

bool is_word(const Element& element, geometry::Size page) {
    if (element.text) return true;
    return element.role == Role::Image && element.box.area() < kWordImageShare * page.area() &&
           element.box.width() > kWordImageAspect * element.box.height();
}

double type_size(const Element& element) {
    if (!element.text) return element.box.height();
    return element.text->font_size;
}

bool one_holds_the_other(const Pair& pair, double panel_share) {
    const Element& holder = pair.a.box.area() >= pair.b.box.area() ? pair.a : pair.b;
    const double most = std::max(panel_share, kPictureHolderShare);
    // Two texts on top of each other are one drawn twice (a shadow), however large.
    const bool item = (pair.a.text && pair.b.text) || holder.box.area() < most * pair.page.area();
    return item && overlap_share(pair.a.box, pair.b.box) > kHeldShare;
}

bool same_text_twice(const Pair& pair) {
    return pair.a.text && pair.b.text && !pair.a.text->text.empty() &&
           pair.a.text->text == pair.b.text->text && overlap_share(pair.a.box, pair.b.box) > 0.5;
}

bool lines_of_one_block(const Pair& pair, const Parameters& parameters) {
    const Rect& a = pair.a.box;
    const Rect& b = pair.b.box;
    if (!is_word(pair.a, pair.page) || !is_word(pair.b, pair.page)) return false;
    const double small = std::min(type_size(pair.a), type_size(pair.b));
    const double large = std::max(type_size(pair.a), type_size(pair.b));
    if (large > parameters[Parameter::GroupRatio] * small) return false;
    const double reach = parameters[Parameter::GroupGap];
    const double across = common_width(a, b);
    const double down = common_height(a, b);
    if (across > 0.5 * std::min(a.width(), b.width()) && -down < reach * small) return true;
    const double height = std::min(a.height(), b.height());
    return down > 0.5 * height && -across < reach * height;
}

bool underlined(const Pair& pair) {
    const auto is_rule = [&](const Element& element) {
        return element.role == Role::Decoration && !element.text &&
               element.box.height() <= kRuleShare * std::max(pair.page.width, pair.page.height) &&
               element.box.width() > 3 * element.box.height();
    };
    const bool first = is_rule(pair.a) && pair.b.text;
    const bool second = is_rule(pair.b) && pair.a.text;
    if (!first && !second) return false;
    const Element& rule = first ? pair.a : pair.b;
    const Element& text = first ? pair.b : pair.a;
    return common_width(rule.box, text.box) > 0.7 * std::min(rule.box.width(), text.box.width()) &&
           rule.box.width() < 1.6 * text.box.width() &&
           -common_height(rule.box, text.box) < kRuleGap * text.text->font_size;
}

// A small mark right beside a text, at the height of its lines: a bullet or an icon.
bool bullet_of(const Pair& pair) {
    const bool a_text = pair.a.text && !pair.a.turned;
    const bool b_text = pair.b.text && !pair.b.turned;
    if (a_text == b_text) return false;
    const Element& text = a_text ? pair.a : pair.b;
    const Element& mark = a_text ? pair.b : pair.a;
    const double size = text.text->font_size;
    if (mark.box.height() > kMarkSizes * size || mark.box.width() > kMarkSizes * size) return false;
    const double gap = -common_width(text.box, mark.box);
    return gap < kMarkGap * size && gap > -0.5 * mark.box.width() &&
           common_height(text.box, mark.box) > 0.5 * mark.box.height();
}

// Parts of one thing: never taken apart.
bool inseparable(const Pair& pair, const Parameters& parameters) {
    return one_holds_the_other(pair, parameters[Parameter::PanelShare]) || same_text_twice(pair) ||
           underlined(pair) || bullet_of(pair);
}

bool is_picture(const Element& element) {
    return element.role == Role::Image && !element.text;
}

// Pictures of one height side by side, closer than a part of their side; or small ones that lap
// over each other (a fan of products, a face and its frame).
bool pictures_of_one_thing(const Pair& pair) {
    const Rect& a = pair.a.box;
    const Rect& b = pair.b.box;
    if (!is_picture(pair.a) || !is_picture(pair.b)) return false;
    const double side = std::min({a.width(), a.height(), b.width(), b.height()});
    const double height = std::min(a.height(), b.height());
    const bool row = std::max(a.height(), b.height()) < kRowHeights * height &&
                     common_height(a, b) > kRowShare * height &&
                     -common_width(a, b) < kRowGap * side;
    const bool small = std::max(a.area(), b.area()) < kLappingShare * pair.page.area();
    return row || (small && overlap_area(a, b) > 0);
}

bool belong_together(const Pair& pair, const Parameters& parameters) {
    if (parameters[Parameter::GroupGap] == 0) return false;
    return inseparable(pair, parameters) || lines_of_one_block(pair, parameters) ||
           pictures_of_one_thing(pair);
}

using Relation = bool (*)(const Pair&, const Parameters&);

// The box with as much around it as any relation reaches: related elements' reaches touch.
Rect reach_of(const Element& element, const Parameters& parameters) {
    const double size =
        std::max(element.text ? element.text->font_size : 0.0, element.box.height());
    const double reach = size * std::max({kMarkGap, kRuleGap, parameters[Parameter::GroupGap]});
    return Rect::around(element.box.centre(),
                        {element.box.width() + 2 * reach, element.box.height() + 2 * reach});
}

std::vector<std::size_t> visible_panels(const Scene& scene) {
    std::vector<std::size_t> panels;
    for (std::size_t i = 0; i < scene.elements.size(); ++i) {
        const Element& element = scene.elements[i];
        if (element.role == Role::Panel && element.visible) panels.push_back(i);
    }
    return panels;
}

// The smallest panel below the unit that holds it.
std::optional<std::size_t> carrier_of(const Scene& scene, const std::vector<std::size_t>& panels,
                                      const Unit& unit) {
    std::optional<std::size_t> best;
    for (const std::size_t i : panels) {
        if (i >= unit.members.front()) break;
        const Element& element = scene.elements[i];
        const bool carries =
            overlap_area(unit.box, element.box) >= kCarrierShare * unit.box.area() &&
            element.box.area() > unit.box.area();
        const bool smaller = !best || element.box.area() <= scene.elements[*best].box.area();
        if (carries && smaller) best = i;
    }
    return best;
}

Unit unit_of(const Scene& scene, const std::vector<std::size_t>& panels,
             std::vector<std::size_t> members) {
    REFIT_ASSERT(!members.empty());
    Unit unit;
    unit.box = scene.elements[members.front()].box;
    for (std::size_t member : members) {
        const Element& element = scene.elements[member];
        unit.box = geometry::hull(unit.box, element.box);
        if (member == members.front() || element.importance > unit.importance) {
            unit.importance = element.importance;
            unit.role = element.role;
        }
    }
    unit.members = std::move(members);
    unit.carrier = carrier_of(scene, panels, unit);
    return unit;
}

// The connected components of `relation` over the given elements, by their first member.
std::vector<Unit> connect(const Scene& scene, const std::vector<std::size_t>& elements,
                          Relation relation, const Parameters& parameters) {
    std::vector<Rect> reaches;
    reaches.reserve(elements.size());
    for (const std::size_t i : elements) {
        reaches.push_back(reach_of(scene.elements[i], parameters));
    }
    BoxGrid grid{reaches};
    std::vector<std::size_t> near;
    Components components{elements.size()};
    for (std::size_t i = 0; i < elements.size(); ++i) {
        grid.find_near(reaches[i], i, near);
        for (const std::size_t k : near) {
            if (components.find(i) == components.find(k)) continue;
            const Pair pair{scene.elements[elements[i]], scene.elements[elements[k]], scene.page};
            if (relation(pair, parameters)) components.join(i, k);
        }
    }
    std::vector<std::vector<std::size_t>> members(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
        members[components.find(i)].push_back(elements[i]);
    }
    const std::vector<std::size_t> panels = visible_panels(scene);
    std::vector<Unit> units;
    for (std::vector<std::size_t>& group : members) {
        if (!group.empty()) units.push_back(unit_of(scene, panels, std::move(group)));
    }
    return units;
}

// Reading order: rows first (boxes that share most of their height), then left to right.
bool reads_before(const Unit& a, const Unit& b) {
    const double shared = common_height(a.box, b.box);
    const bool same_row = shared > 0.5 * std::min(a.box.height(), b.box.height());
    if (!same_row) return a.box.centre().y < b.box.centre().y;
    return a.box.left() < b.box.left();
}

// reads_before is no strict weak order (rows may chain), so std::sort must not see it. Insertion
// keeps the result well defined.
void sort_reading(std::vector<Unit>& units) {
    std::vector<Unit*> order;
    order.reserve(units.size());
    for (Unit& unit : units) order.push_back(&unit);
    std::stable_sort(order.begin(), order.end(), [](const Unit* a, const Unit* b) {
        return a->box.centre().y < b->box.centre().y;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
        for (std::size_t k = i; k > 0 && reads_before(*order[k], *order[k - 1]); --k) {
            std::swap(order[k], order[k - 1]);
        }
    }
    std::vector<Unit> sorted;
    sorted.reserve(units.size());
    for (Unit* unit : order) sorted.push_back(std::move(*unit));
    units = std::move(sorted);
}

}  // namespace

Unit make_unit(const Scene& scene, std::vector<std::size_t> members) {
    return unit_of(scene, visible_panels(scene), std::move(members));
}

std::vector<Unit> find_units(const Scene& scene, const Parameters& parameters) {
    std::vector<std::size_t> foreground;
    for (std::size_t i = 0; i < scene.elements.size(); ++i) {
        if (!is_scenery(scene.elements[i])) foreground.push_back(i);
    }
    std::vector<Unit> units = connect(scene, foreground, belong_together, parameters);
    sort_reading(units);
    return units;
}

std::vector<Unit> split_unit(const Scene& scene, const Unit& unit, const Parameters& parameters) {
    return connect(scene, unit.members, inseparable, parameters);
}

}  // namespace refit::layout
