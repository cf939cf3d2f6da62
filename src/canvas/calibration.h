#pragma once

// Internal to the canvas room: how much wider or narrower than our reference font the file's own
// font must be, told from the size its editor stored.

#include <string>

#include "canvas/text.h"
#include "canvas/text_flow.h"

namespace refit::canvas {

// Does the file say how large the text came out?
[[nodiscard]] bool can_calibrate(const TextProps& text);

// Equal for texts with the same calibration, whatever their scale.
[[nodiscard]] std::string calibration_key(const TextProps& text);

// The stretch for flow_text() with which the text comes out at its stored size:
//   text, i-text   stored width / our width, exact
//   textbox        the stretch nearest to 1 that gives the stored number of lines at the stored
//                  width; 1 if none in [kStretchMin, kStretchMax] does
[[nodiscard]] double calibrate(const TextProps& text, AdvanceSource& advances);

inline constexpr double kStretchMin = 0.25;
inline constexpr double kStretchMax = 4.0;

}  // namespace refit::canvas
