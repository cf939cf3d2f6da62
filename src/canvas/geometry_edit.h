#pragma once

// Internal to the canvas room: writing a new geometry into the JSON, changed numbers only.

#include "canvas/fit.h"
#include "canvas/object.h"
#include "geometry/point.h"
#include "json/document.h"

namespace refit::canvas {

// Puts the object with its new geometry so that its centre is at `centre` (in its parent's plane).
// Numbers that stay what they were keep their bytes.
void write_geometry(json::Edits& edits, const Object& object, const BoxRules& rules,
                    NewGeometry geometry, geometry::Point centre);

// Writes `key` of `node` unless `value` is `before` up to the written precision.
void write_number(json::Edits& edits, const json::Node& node, const char* key, double before,
                  double value, int decimals);

// Digits behind the point that are written: lengths to 1/10 000 px; scales so that ten thousand
// pixels come out as exactly.
inline constexpr int kLengthDecimals = 4;
inline constexpr int kScaleDecimals = 8;

}  // namespace refit::canvas
