#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canvas/document.h"
#include "canvas/page.h"
#include "geometry/rect.h"
#include "layout/parameters.h"

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

// What training gives: numbers only, so a model file holds nothing of anybody's design.
struct Learned {
    Parameters parameters;

    // {"model":"layout/1","parameters":{…}}
    [[nodiscard]] std::string to_json() const;
    // InvalidInput: not such a text, another version, or a parameter out of its range.
    [[nodiscard]] static Result<Learned> parse(std::string_view json_text);
};

inline constexpr std::string_view kLearnedVersion = "layout/1";

// Learns from lessons. Pure: equal lessons in equal order and an equal seed give equal numbers. No
// lessons give the defaults.
//
// Learned: the exponents p of the scaling law, by least squares through the origin, drawn to the
// default p0 by a prior as strong as ten elements of a page whose size changes by e:
//   ½ ln(area after / area before) = p · ln √(page area after / before),
//   p = (Σ y g + λ p0) / (Σ g² + λ)
[[nodiscard]] Learned learn(std::span<const Lesson* const> lessons, std::uint64_t seed);

}  // namespace refit::layout
