#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "canvas/document.h"
#include "canvas/page.h"
#include "geometry/rect.h"

namespace refit::layout {

// One person's answer to "this design, in that size": a designer's own banner or a correction of
// ours. Rows of both kinds train the same model.
struct Lesson {
    std::string campaign;  // one design in several sizes; averages weigh campaigns alike
    std::string author;    // who answered; tests hold whole authors out
    std::shared_ptr<const canvas::Document> source;  // shared by the pairs that start from it
    canvas::Page page;
    geometry::Size target;
    // One per top-level object of the source, in target coordinates (the target page's corner is
    // (0, 0)); nullopt: the person left the object out. The page's own object has the target page.
    std::vector<std::optional<geometry::Rect>> boxes;
};

// What training gives: the engine's parameters and a placement model, numbers only.
struct Learned;

// Learns from lessons. Pure: equal lessons in equal order and an equal seed give equal numbers.
[[nodiscard]] Learned learn(std::span<const Lesson* const> lessons, std::uint64_t seed);

}  // namespace refit::layout
