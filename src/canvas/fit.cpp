#include "canvas/fit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "canvas/defaults.h"
#include "canvas/geometry_edit.h"

namespace refit::canvas {
namespace {

using geometry::Size;

constexpr double kTextStroke = 1.0;  // px
// Sides smaller than this do not count as an extent.
constexpr double kNoExtent = 1e-9;

double stroke_inside(const Transform& t) {
    return t.stroke_uniform ? 0.0 : t.stroke_width;
}
double stroke_outside(const Transform& t) {
    return t.stroke_uniform ? t.stroke_width : 0.0;
}

bool is_quarter_turn(double angle) {
    return std::remainder(angle, 90.0) == 0.0;
}
bool swaps_sides(double angle) {
    return std::remainder(angle, 180.0) != 0.0;
}
bool is_skewed(const Transform& t) {
    return t.skew_x != 0.0 || t.skew_y != 0.0;
}

// The wanted bounding size in the object's own unrotated frame. Requires a quarter turn.
Size unturned(Size wanted, double angle) {
    return swaps_sides(angle) ? Size{wanted.height, wanted.width} : wanted;
}

void scale_both(Transform& t, double factor) {
    t.scale_x = std::max(t.scale_x * factor, kScaleMin);
    t.scale_y = std::max(t.scale_y * factor, kScaleMin);
}

// Can a rectangle take a new width and height instead of an unequal scale? Not if something drawn
// on it is measured in its own units: a gradient, pattern or clip path. Nor one that is nothing but
// its stroke along a side: it would get an inside, and by its name or lock even be the page.
bool may_change_own_size(const Object& object) {
    if (object.kind != Kind::Rect || object.node.find("clipPath")) return false;
    if (object.transform.width <= kNoExtent || object.transform.height <= kNoExtent) return false;
    const auto is_plain = [&](const char* key) {
        const auto paint = object.node.find(key);
        return !paint || !paint->is_object();
    };
    return is_plain("fill") && is_plain("stroke");
}

// Both axes follow the box. A rectangle's corners and stroke grow evenly: the smaller factor goes
// into the scale, what is left into width and height.
NewGeometry stretch(const Object& object, Size wanted) {
    NewGeometry result = unchanged(object);
    Transform& t = result.transform;
    const double inside = stroke_inside(t);
    const double outside = stroke_outside(t);
    const Size inner{std::max(wanted.width - outside, 0.0), std::max(wanted.height - outside, 0.0)};
    const double own_width = t.width + inside;
    const double own_height = t.height + inside;
    const bool has_width = own_width * t.scale_x > kNoExtent;
    const bool has_height = own_height * t.scale_y > kNoExtent;
    const double factor_x = has_width ? inner.width / (own_width * t.scale_x) : 1.0;
    const double factor_y = has_height ? inner.height / (own_height * t.scale_y) : 1.0;
    if (may_change_own_size(object) && has_width && has_height) {
        scale_both(t, std::min(factor_x, factor_y));
        t.width = std::max(inner.width / t.scale_x - inside, 0.0);
        t.height = std::max(inner.height / t.scale_y - inside, 0.0);
        return result;
    }
    t.scale_x = std::max(t.scale_x * factor_x, kScaleMin);
    t.scale_y = std::max(t.scale_y * factor_y, kScaleMin);
    return result;
}

// One factor for both scales, the smallest that covers `wanted`; the shown part of the picture is
// cut to it around its middle.
NewGeometry crop(const Object& object, Size wanted) {
    NewGeometry result = unchanged(object);
    Transform& t = result.transform;
    const double inside = stroke_inside(t);
    const double outside = stroke_outside(t);
    const double width = (t.width + inside) * t.scale_x;
    const double height = (t.height + inside) * t.scale_y;
    if (width <= kNoExtent || height <= kNoExtent) return result;
    const Size inner{std::max(wanted.width - outside, kNoExtent),
                     std::max(wanted.height - outside, kNoExtent)};
    scale_both(t, std::max(inner.width / width, inner.height / height));
    const double shown_width = std::clamp(inner.width / t.scale_x - inside, 0.0, t.width);
    const double shown_height = std::clamp(inner.height / t.scale_y - inside, 0.0, t.height);
    result.crop_x += (t.width - shown_width) / 2;
    result.crop_y += (t.height - shown_height) / 2;
    t.width = shown_width;
    t.height = shown_height;
    return result;
}

// A width as it will be written, never smaller: rounded down, a line that just fitted would break.
double rounded_up(double width) {
    constexpr double kUnit = 1e4;
    return std::ceil(width * kUnit) / kUnit;
}

// The factor with which the font has the size that will be written. Measured with another, a line
// that just fitted would break when the file is read.
double written_factor(double font_size, double factor) {
    const double unit = std::pow(10.0, kLengthDecimals);
    const double written = std::round(font_size * factor * unit) / unit;
    return written > 0 ? written / font_size : factor;
}

NewGeometry uniform(const Object& object, const BoxRules& rules, Size wanted, Reach reach) {
    NewGeometry result = unchanged(object);
    scale_both(result.transform, uniform_factor(object.transform, rules, wanted, reach));
    return result;
}

}  // namespace

NewGeometry unchanged(const Object& object) {
    NewGeometry same;
    same.transform = object.transform;
    if (object.image) {
        same.crop_x = object.image->crop_x;
        same.crop_y = object.image->crop_y;
    }
    return same;
}

double uniform_factor(const Transform& t, const BoxRules& rules, Size wanted, Reach reach) {
    // The bounding box is affine in the factor: a part that scales and a uniform stroke that stays.
    const double outside = stroke_outside(t);
    const Size all = transformed_size(t, rules);
    const Size fixed = turned_bounds({outside, outside}, t.angle);
    const Size moving = turned_bounds({all.width - outside, all.height - outside}, t.angle);
    const double none = reach == Reach::Fit ? std::numeric_limits<double>::infinity() : 0.0;
    const double x =
        moving.width > kNoExtent ? std::max(wanted.width - fixed.width, 0.0) / moving.width : none;
    const double y = moving.height > kNoExtent
                         ? std::max(wanted.height - fixed.height, 0.0) / moving.height
                         : none;
    const double factor = reach == Reach::Fit ? std::min(x, y) : std::max(x, y);
    const bool extends = moving.width > kNoExtent || moving.height > kNoExtent;
    // Where nothing fits, the smallest that keeps its proportions: an object that kept its size
    // would cover all others.
    const double least = kScaleMin / std::min(t.scale_x, t.scale_y);
    return extends && std::isfinite(factor) ? std::max(factor, least) : 1.0;
}

NewGeometry fit_shape(const Object& object, const BoxRules& rules, Size wanted, Fit fit) {
    const Transform& t = object.transform;
    const bool image = object.kind == Kind::Image;
    const bool follows_axes = is_quarter_turn(t.angle) && !is_skewed(t);
    switch (fit) {
        case Fit::Keep:
            return unchanged(object);
        case Fit::Uniform:
            return uniform(object, rules, wanted, Reach::Fit);
        case Fit::Stretch:
            if (!follows_axes || object.kind == Kind::Group)
                return uniform(object, rules, wanted, Reach::Fit);
            return image ? crop(object, unturned(wanted, t.angle))
                         : stretch(object, unturned(wanted, t.angle));
        case Fit::Crop:
            return image && follows_axes ? crop(object, unturned(wanted, t.angle))
                                         : uniform(object, rules, wanted, Reach::Cover);
    }
    return unchanged(object);
}

NewGeometry resize_page_like(const Object& object, Size wanted) {
    const Transform& t = object.transform;
    // Page rectangles count without their stroke.
    Object bare = object;
    bare.transform.stroke_width = 0;
    if (object.kind == Kind::Image && object.image && !object.image->src.empty()) {
        NewGeometry cut = crop(bare, wanted);
        cut.transform.stroke_width = t.stroke_width;
        return cut;
    }
    NewGeometry result = unchanged(object);
    if (object.kind == Kind::Rect || object.kind == Kind::Image) {
        result.transform.width = wanted.width / t.scale_x;
        result.transform.height = wanted.height / t.scale_y;
        return result;
    }
    NewGeometry stretched = stretch(bare, wanted);
    stretched.transform.stroke_width = t.stroke_width;
    return stretched;
}

bool grows_by_font_size(const Object& object) {
    REFIT_ASSERT(object.text.has_value());
    const Transform& t = object.transform;
    if (t.scale_x != 1.0 || t.scale_y != 1.0 || object.stroke || object.text->on_path) return false;
    // Fabric's own default of 1 px stays what it is; unpainted too, a wider one counts in the box.
    if (t.stroke_width > kTextStroke) return false;
    const auto& styles = object.text->styles;
    return std::none_of(styles.begin(), styles.end(),
                        [](const StyleRun& run) { return run.style.font_size.has_value(); });
}

TextFit fit_text(const Object& object, double factor, std::optional<double> displayed_wrap_width,
                 const TextMeasurer& measurer) {
    REFIT_ASSERT(object.text.has_value());
    // Below this a new width is the old one: stored numbers have two decimals.
    constexpr double kSameWidth = 1e-6;
    constexpr double kHair = 1e-9;
    const TextProps& text = *object.text;
    TextFit result;
    result.geometry = unchanged(object);
    Transform& t = result.geometry.transform;
    const bool by_font_size = grows_by_font_size(object);
    if (by_font_size)
        result.geometry.font_factor = written_factor(text.font_size, factor);
    else
        scale_both(t, factor);
    const double font_factor = result.geometry.font_factor;
    t.width *= font_factor;
    t.height *= font_factor;
    double width = t.width;
    if (text.wraps && displayed_wrap_width) width = rounded_up(*displayed_wrap_width / t.scale_x);
    // A box that was widened to its longest word breaks anew once its width is written down.
    const double shown = object.transform.width;
    const bool widened = shown > text.stored_width.value_or(0) * (1 + kSameWidth);
    const bool written = std::abs(width - shown) > kSameWidth * shown;
    const bool rewraps =
        text.wraps && (std::abs(width - t.width) > kSameWidth * t.width || (widened && written));
    if (text.on_path) return result;
    const TextProps grown = scaled(text, font_factor);
    TextLayout layout = measurer.layout(grown, std::max(width, 0.0));
    // Fabric 4 and 5 break at the old width and widen afterwards; stored so, the next load breaks
    // at the wider width. Laid out again at that width, both are the same. A box no wider than its
    // longest word gets a hair more: else the last bit would decide whether other words fit.
    const bool tight = text.wraps && layout.min_width > width * (1 - kHair);
    if (tight) layout = measurer.layout(grown, rounded_up(layout.min_width * (1 + kHair)));
    result.lines = layout.lines.size();
    result.min_width = layout.min_width;
    if (!rewraps && !(tight && font_factor != 1.0)) return result;
    t.width = layout.width;
    t.height = layout.height;
    return result;
}

}  // namespace refit::canvas
