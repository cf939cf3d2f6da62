#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "geometry/rect.h"
#include "layout/scene.h"

namespace refit::layout {

// Version of the vector below. Stored beside every feature vector; changed when the meaning,
// order or scale of any entry changes.
inline constexpr std::string_view kFeaturesVersion = "features/1";

// Names of the entries, in order. The first context_feature_count() describe the task (scene and
// target) and are known before a layout exists; the rest describe a layout and are 0 without one.
[[nodiscard]] std::span<const std::string_view> feature_names();
[[nodiscard]] std::size_t context_feature_count();

// The vector for a task. Every entry is finite and in [-1, 1].
[[nodiscard]] std::vector<double> features(const Scene& scene, geometry::Size target);

// The vector for a task and one layout of it: `after` holds one box per scene element, in target
// coordinates, in the scene's order; a hidden element's box has no area.
// Requires after.size() == scene.elements.size().
[[nodiscard]] std::vector<double> features(const Scene& scene, geometry::Size target,
                                           std::span<const geometry::Rect> after);

}  // namespace refit::layout
