#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "canvas/document.h"
#include "canvas/page.h"
#include "geometry/rect.h"

namespace refit::canvas {

// How an object takes its new box. An object that cannot follow exactly (text, rotated things,
// Keep, Uniform) is centred on the box's centre.
//   Keep     its size stays; it only moves.
//   Uniform  one factor for both axes, the largest with which its bounding box fits the box.
//   Stretch  both axes follow the box: shapes only. Text and groups act as Uniform, images as
//            Crop, objects turned by other than quarter turns as Uniform.
//   Crop     images: one scale, the source rectangle is cut so that the box is covered exactly
//            (as far as the picture reaches: cuts within the shown rectangle, never beyond it).
//            Others: the smallest uniform factor that covers the box.
enum class Fit : std::uint8_t { Keep, Uniform, Stretch, Crop };

struct Placement {
    std::size_t object{0};  // index among parts_of(document, page), see canvas/parts.h
    geometry::Rect box;     // wanted bounding box on the NEW page, whose corner is (0, 0)
    Fit fit{Fit::Uniform};
    // Text: font size by this factor (written as fontSize, or as scale where the object is
    // scaled). Without it the factor follows from the fit.
    std::optional<double> font_size_scale;
    // Textbox: Fabric's `width` times its scale, in page pixels (without stroke). Without it, if
    // font_size_scale is given, the width is such that the displayed box is as wide as `box`;
    // else it grows with the factor.
    std::optional<double> wrap_width;
    bool hidden{false};  // also writes "visible": false
};

// What a text object would measure when placed so: its displayed, unrotated size with stroke,
// for an engine that must know the height before it decides. Requires object.is_text().
struct PlacedText {
    geometry::Size size;
    std::size_t lines{1};
    double font_size{0};      // displayed
    geometry::Size own_size;  // Fabric's width and height to be stored
    double min_width{0};      // displayed width, without stroke, below which it does not go
};
[[nodiscard]] PlacedText measure_placed(const Object& object, const TextMeasurer& measurer,
                                        double font_size_scale, std::optional<double> wrap_width);
// The wrap_width with which a textbox is displayed `box_width` wide.
[[nodiscard]] double wrap_width_for(const Object& object, double box_width,
                                    double font_size_scale = 1.0);

// The canvas with every placement applied and the page exactly `target`: geometry only, every
// other byte as it was; the frames of open groups follow their parts. Objects without a placement
// keep their place relative to the page's corner; a placement of the page's own object is ignored.
// The page keeps its origin where the file had it; page object, clipPath, backgroundImage and the
// width/height keys follow. Placing everything where it is on a page of the same size changes no
// byte. Errors: InvalidInput (target out of range, no such object, box not finite, a number that
// would be beyond kCoordinateMax, an object that would be taken for the page).
[[nodiscard]] Result<std::string> place(const Document& document, const Page& page,
                                        geometry::Size target,
                                        std::span<const Placement> placements,
                                        const TextMeasurer& measurer);

inline constexpr double kTargetSideMin = 1;
inline constexpr double kTargetSideMax = 100'000;

}  // namespace refit::canvas
