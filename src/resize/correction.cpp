#include "resize/correction.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "canvas/page.h"
#include "canvas/parts.h"
#include "resize/counterparts.h"

namespace refit::resize {
namespace {

// An object as it stands on its page.
struct Item {
    geometry::Rect box;
    bool visible{true};
};

std::optional<std::size_t> page_object(const canvas::Document& document) {
    const auto page = canvas::detect_page(document);
    return page ? page->object : std::nullopt;
}

// The canvas taken apart as the engine places it.
canvas::Parts parts_on(const canvas::Document& document, const geometry::Rect& page) {
    canvas::Page there;
    there.rect = page;
    there.object = page_object(document);
    return canvas::parts_of(document, there);
}

// The list as it stands, groups closed.
canvas::Parts list_of(const canvas::Document& document) {
    canvas::Parts parts;
    parts.page = page_object(document);
    for (const canvas::Object& object : document.objects()) parts.objects.push_back(&object);
    return parts;
}

double shift(const geometry::Rect& a, const geometry::Rect& b, geometry::Size page) {
    const double across = std::abs(a.left() - b.left()) + std::abs(a.right() - b.right());
    const double down = std::abs(a.top() - b.top()) + std::abs(a.bottom() - b.bottom());
    return across / (2 * page.width) + down / (2 * page.height);
}

Item item_of(const canvas::Object& object, const geometry::Rect& page) {
    return {object.box.moved(geometry::Point{} - page.origin()), object.visible};
}

double change_of(const Item& before, const Item& after, geometry::Size page) {
    if (before.visible != after.visible) return 1;
    const double moved = shift(before.box, after.box, page);
    return moved < kUnmovedShare ? 0 : std::min(1.0, moved / kFullMoveShare);
}

}  // namespace

Correction measure_correction(const canvas::Document& served, const geometry::Rect& served_page,
                              const canvas::Document& corrected,
                              const geometry::Rect& corrected_page) {
    Correction result;
    if (served_page.area() <= 0) return result;
    canvas::Parts before = parts_on(served, served_page);
    canvas::Parts after = parts_on(corrected, corrected_page);
    if (before.objects.size() != after.objects.size()) {  // a group was opened, closed or filled
        before = list_of(served);
        after = list_of(corrected);
    }
    const auto matches = counterparts(before.objects, after.objects);
    std::vector<bool> matched(after.objects.size(), false);
    double sum = 0;
    const auto count = [&](double change) {
        ++result.objects;
        if (change > 0) ++result.changed;
        sum += change;
    };
    for (std::size_t i = 0; i < matches.size(); ++i) {
        if (matches[i]) matched[*matches[i]] = true;
        if (i == before.page) continue;
        if (!matches[i]) {
            count(1);
            continue;
        }
        count(change_of(item_of(*before.objects[i], served_page),
                        item_of(*after.objects[*matches[i]], corrected_page), served_page.size()));
    }
    for (std::size_t i = 0; i < matched.size(); ++i) {
        if (!matched[i] && i != after.page) count(1);
    }
    if (result.objects > 0) result.size = sum / static_cast<double>(result.objects);
    return result;
}

}  // namespace refit::resize
