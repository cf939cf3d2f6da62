#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "layout/engine.h"

namespace refit::layout {

// What a model (or a client) proposes for one object, in target coordinates. left/top are of the
// object's bounding box. Size comes from width/height or, failing that, from the scales, which are
// factors on the object's present size as the seed's protocol has them (the new scaleX itself).
struct ModelPlacement {
    std::string id;  // object id or name, "obj_<n>" (n-th object that is not the page), or its path
    std::optional<double> left;
    std::optional<double> top;
    std::optional<double> width;
    std::optional<double> height;
    std::optional<double> scale_x;
    std::optional<double> scale_y;
    std::optional<double> font_size;
    bool hidden{false};
    std::string reasoning;
};

struct Repair {
    std::string id;
    std::string what;  // one sentence
};

struct RepairedLayout {
    LayoutResult layout;  // candidate name "model"
    std::vector<Repair> repairs;
    std::size_t missing{0};  // objects the model left out; the engine placed them
};

// At most this share of the foreground may be left out or unusable before the proposal as a whole
// is refused: below it, the engine's own layout is the better answer.
constexpr double kMissingShareMax = 0.5;

// Makes a proposal safe: unknown and duplicate ids are dropped, non-finite or absurd numbers
// refused, boxes moved inside the page (unless the object bled before), aspects of images and
// logos kept, text re-wrapped and kept legible, text collisions parted, the objects left out
// placed by the engine. Nothing is hidden unless `allow_hiding`.
// Errors: InvalidInput if the proposal is unusable (too little of it survives).
// Method: docs/methods/repair.md.
struct RepairOptions {
    bool allow_hiding{false};
};
[[nodiscard]] Result<RepairedLayout> validate_and_repair(
    const canvas::Document& document, const canvas::Page& page, geometry::Size target,
    std::span<const ModelPlacement> proposal, const Learned& learned,
    const canvas::TextMeasurer& measurer, const RepairOptions& options = {});

}  // namespace refit::layout
