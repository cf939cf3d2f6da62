#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/point.h"
#include "layout/engine.h"
#include "resize/request.h"

namespace refit::resize {

inline constexpr std::size_t kVisionObjectsMax = 2'000;

// One row of the seed's objectsData. left and top are of its corner, width and height unscaled.
struct VisionObject {
    std::string id;
    std::string type;
    std::string text;
    double left{0};
    double top{0};
    double width{0};
    double height{0};
    double scale_x{1};
    double scale_y{1};
};

// Errors: InvalidInput (with the path of what is wrong), TooLarge.
[[nodiscard]] Result<std::vector<VisionObject>> parse_objects_data(const std::string& json);

// A Fabric canvas with the same boxes, so that the call takes the same way as every resize. Texts
// are one-piece texts whose font size follows from their box: the caller can only move and scale
// them, never wrap them anew. Pictures have no source: only their place matters.
[[nodiscard]] std::string to_canvas(const std::vector<VisionObject>& objects, geometry::Size page);

// The placements in the terms of the call. Only rectangles and lines change their proportions.
[[nodiscard]] std::vector<VisionPlacement> to_vision(const std::vector<VisionObject>& objects,
                                                     const std::vector<ServedPlacement>& placed,
                                                     geometry::Size target);

}  // namespace refit::resize
