#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "canvas/document.h"
#include "canvas/page.h"
#include "canvas/text.h"
#include "geometry/point.h"
#include "layout/scene.h"
#include "resize/request.h"

namespace refit::resize {

// A request whose canvas has been read and seen.
struct Prepared {
    canvas::Document document;
    canvas::Page page;
    layout::Scene scene;
    geometry::Size target;
};

// Errors: InvalidInput, TooLarge: what is wrong with the canvas or the target, and where.
[[nodiscard]] Result<Prepared> prepare(const ResizeRequest& request,
                                       const canvas::TextMeasurer& measurer);

[[nodiscard]] Result<void> check_target(geometry::Size target);
[[nodiscard]] Result<void> check_ids(const std::optional<std::string>& user_id,
                                     const std::optional<std::string>& project_id);

// JSON array of numbers, as the session keeps its features.
[[nodiscard]] std::string features_json(const std::vector<double>& features);

}  // namespace refit::resize
