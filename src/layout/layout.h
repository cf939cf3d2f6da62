#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "canvas/document.h"
#include "canvas/parts.h"
#include "canvas/placement.h"
#include "geometry/rect.h"
#include "layout/habits.h"
#include "layout/parameters.h"
#include "layout/scene.h"

namespace refit::layout {

// One layout problem. Borrows everything, the document too; lives for one call of the engine.
struct Task {
    const Scene& scene;
    geometry::Size target;
    const Parameters& parameters;
    const Habits& habits;
    const canvas::TextMeasurer& measurer;
    canvas::Parts parts;  // of the document: what the scene's elements are

    [[nodiscard]] const canvas::Object& object(std::size_t element) const {
        return *parts.objects[scene.elements[element].object];
    }
};

// Where one element goes. Boxes are in target coordinates.
struct Slot {
    geometry::Rect box;
    double scale{1};  // of the element's own size; font sizes follow it
    canvas::Fit fit{canvas::Fit::Uniform};
    bool rewrapped{false};  // a textbox with a width of its own choosing
    bool hidden{false};
    std::string rule;
};

// One complete proposal: a slot per scene element, in the scene's order.
struct Layout {
    std::string name;
    std::vector<Slot> slots;
    // Foreground elements that were placed as one, and move as one when collisions are parted.
    std::vector<std::vector<std::size_t>> bodies;
};

}  // namespace refit::layout
