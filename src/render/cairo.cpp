#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "canvas/font_library.h"
#include "render/cairo_text.h"
#include "render/display_list.h"
#include "render/placeholder.h"
#include "render/png_header.h"
#include "render/render.h"

namespace refit::render {
namespace {

using geometry::Affine;
using geometry::Rect;
using Verb = canvas::PathStep::Verb;

struct SurfaceDeleter {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextDeleter {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
};
struct PatternDeleter {
    void operator()(cairo_pattern_t* pattern) const { cairo_pattern_destroy(pattern); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceDeleter>;
using Context = std::unique_ptr<cairo_t, ContextDeleter>;
using Pattern = std::unique_ptr<cairo_pattern_t, PatternDeleter>;

struct Reader {
    std::string_view bytes;
    std::size_t at{0};
};

cairo_status_t read_bytes(void* closure, unsigned char* data, unsigned int length) {
    auto& reader = *static_cast<Reader*>(closure);
    if (reader.at + length > reader.bytes.size()) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(data, reader.bytes.data() + reader.at, length);
    reader.at += length;
    return CAIRO_STATUS_SUCCESS;
}

cairo_status_t write_bytes(void* closure, const unsigned char* data, unsigned int length) {
    auto& out = *static_cast<std::string*>(closure);
    for (unsigned int i = 0; i < length; ++i) out.push_back(static_cast<char>(data[i]));
    return CAIRO_STATUS_SUCCESS;
}

Surface decode_png(std::string_view data_url) {
    const auto payload = png_payload(data_url);
    if (!payload) return nullptr;
    const auto bytes = decode_base64(*payload);
    if (!bytes) return nullptr;
    Reader reader{*bytes};
    Surface surface{cairo_image_surface_create_from_png_stream(read_bytes, &reader)};
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
    return surface;
}

void apply(cairo_t* cairo, const Affine& m) {
    const cairo_matrix_t matrix{m.a, m.b, m.c, m.d, m.e, m.f};
    cairo_transform(cairo, &matrix);
}

// A map that collapses the plane would put the context into an error state for good.
bool drawable(const Affine& m) {
    const double det = m.determinant();
    return std::isfinite(det) && std::abs(det) > 1e-12;
}

void add_outline(cairo_t* cairo, const Outline& outline) {
    for (const canvas::PathStep& step : outline) {
        const auto& p = step.points;
        switch (step.verb) {
            case Verb::Move:
                cairo_move_to(cairo, p[0].x, p[0].y);
                break;
            case Verb::Line:
                cairo_line_to(cairo, p[0].x, p[0].y);
                break;
            case Verb::Quadratic: {
                double x = 0;
                double y = 0;
                cairo_get_current_point(cairo, &x, &y);
                cairo_curve_to(cairo, x + 2.0 / 3 * (p[0].x - x), y + 2.0 / 3 * (p[0].y - y),
                               p[1].x + 2.0 / 3 * (p[0].x - p[1].x),
                               p[1].y + 2.0 / 3 * (p[0].y - p[1].y), p[1].x, p[1].y);
                break;
            }
            case Verb::Cubic:
                cairo_curve_to(cairo, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
                break;
            case Verb::Close:
                cairo_close_path(cairo);
                break;
        }
    }
}

class Painter {
public:
    Painter(cairo_t* cairo, const DisplayList& list, const canvas::FontLibrary& fonts)
        : cairo_{cairo}, list_{list}, text_{fonts} {}

    void paint() {
        if (list_.background) {
            set_paint(*list_.background, 1);
            cairo_paint(cairo_);
        }
        for (const Item& item : list_.items) paint_item(item);
    }

private:
    void clip_to(const Clip& clip) {
        if (!drawable(clip.matrix)) return;
        cairo_new_path(cairo_);
        cairo_save(cairo_);
        apply(cairo_, clip.matrix);
        add_outline(cairo_, clip.outline);
        cairo_restore(cairo_);
        if (clip.inverted) {
            cairo_rectangle(cairo_, 0, 0, list_.size.width, list_.size.height);
            cairo_set_fill_rule(cairo_, CAIRO_FILL_RULE_EVEN_ODD);
        }
        cairo_clip(cairo_);
        cairo_set_fill_rule(cairo_, CAIRO_FILL_RULE_WINDING);
    }

    // False if there is nothing to paint with.
    bool set_paint(const Paint& paint, double opacity) {
        if (const auto* colour = std::get_if<Colour>(&paint)) {
            cairo_set_source_rgba(cairo_, colour->red, colour->green, colour->blue,
                                  colour->alpha * opacity);
            return true;
        }
        const auto* gradient = std::get_if<Gradient>(&paint);
        if (gradient == nullptr) return false;
        Pattern pattern{gradient->radial
                            ? cairo_pattern_create_radial(gradient->from.x, gradient->from.y,
                                                          gradient->from_radius, gradient->to.x,
                                                          gradient->to.y, gradient->to_radius)
                            : cairo_pattern_create_linear(gradient->from.x, gradient->from.y,
                                                          gradient->to.x, gradient->to.y)};
        for (const GradientStop& stop : gradient->stops) {
            cairo_pattern_add_color_stop_rgba(pattern.get(), stop.offset, stop.colour.red,
                                              stop.colour.green, stop.colour.blue,
                                              stop.colour.alpha * opacity);
        }
        cairo_set_source(cairo_, pattern.get());
        return true;
    }

    void paint_stroke(const Item& item) {
        if (!item.stroke || !set_paint(item.stroke->paint, item.opacity)) return;
        const Stroke& stroke = *item.stroke;
        cairo_set_dash(cairo_, stroke.dash.data(), static_cast<int>(stroke.dash.size()),
                       stroke.dash_offset);
        cairo_set_line_cap(cairo_, stroke.cap == "round"    ? CAIRO_LINE_CAP_ROUND
                                   : stroke.cap == "square" ? CAIRO_LINE_CAP_SQUARE
                                                            : CAIRO_LINE_CAP_BUTT);
        cairo_set_line_join(cairo_, stroke.join == "round"   ? CAIRO_LINE_JOIN_ROUND
                                    : stroke.join == "bevel" ? CAIRO_LINE_JOIN_BEVEL
                                                             : CAIRO_LINE_JOIN_MITER);
        cairo_set_miter_limit(cairo_, stroke.miter_limit);
        cairo_set_line_width(cairo_, stroke.width);
        if (!stroke.uniform) {
            cairo_stroke_preserve(cairo_);
            return;
        }
        // The path stays where it is; only the pen is measured in page pixels.
        cairo_save(cairo_);
        cairo_set_matrix(cairo_, &page_matrix_);
        cairo_stroke_preserve(cairo_);
        cairo_restore(cairo_);
    }

    void paint_path(const Item& item, bool even_odd) {
        if (item.stroke_first) paint_stroke(item);
        cairo_set_fill_rule(cairo_, even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
        if (set_paint(item.fill, item.opacity)) cairo_fill_preserve(cairo_);
        if (!item.stroke_first) paint_stroke(item);
        cairo_new_path(cairo_);
    }

    void paint_placeholder(const ImageItem& image, double opacity) {
        for (const PlaceholderPart& part : placeholder(image.box)) {
            cairo_new_path(cairo_);
            add_outline(cairo_, part.outline);
            set_paint(part.colour, opacity);
            cairo_fill(cairo_);
        }
    }

    void paint_image(const ImageItem& image, double opacity) {
        const Surface picture = decode_png(image.data_url);
        if (!picture || image.crop.width() <= 0 || image.crop.height() <= 0) {
            paint_placeholder(image, opacity);
            return;
        }
        cairo_rectangle(cairo_, image.box.left(), image.box.top(), image.box.width(),
                        image.box.height());
        cairo_clip(cairo_);
        cairo_translate(cairo_, image.box.left(), image.box.top());
        cairo_scale(cairo_, image.box.width() / image.crop.width(),
                    image.box.height() / image.crop.height());
        cairo_set_source_surface(cairo_, picture.get(), -image.crop.left(), -image.crop.top());
        cairo_paint_with_alpha(cairo_, opacity);
    }

    void paint_item(const Item& item) {
        if (!drawable(item.matrix)) return;
        cairo_save(cairo_);
        cairo_get_matrix(cairo_, &page_matrix_);
        for (const Clip& clip : item.clips) clip_to(clip);
        apply(cairo_, item.matrix);
        cairo_new_path(cairo_);
        if (const auto* shape = std::get_if<ShapeItem>(&item.content)) {
            add_outline(cairo_, shape->outline);
            paint_path(item, shape->even_odd);
        } else if (const auto* text = std::get_if<TextItem>(&item.content)) {
            text_.add_path(cairo_, *text);
            paint_path(item, false);
        } else if (const auto* image = std::get_if<ImageItem>(&item.content)) {
            paint_image(*image, item.opacity);
        }
        cairo_restore(cairo_);
    }

    cairo_t* cairo_;
    const DisplayList& list_;
    CairoText text_;
    cairo_matrix_t page_matrix_{};
};

}  // namespace

Result<std::string> png(const canvas::Document& document, const canvas::Page& page,
                        const canvas::FontLibrary& fonts, const Options& options) {
    const DisplayList list = build_display_list(document, page, fonts);
    const double side = std::max(list.size.width, list.size.height) * options.scale;
    const double scale = options.scale * std::min(1.0, kPngSideMax / side);
    const int width = std::max(1, static_cast<int>(std::lround(list.size.width * scale)));
    const int height = std::max(1, static_cast<int>(std::lround(list.size.height * scale)));
    const Surface surface{cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height)};
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("no memory for a picture of {} x {} px", width, height));
    }
    const Context context{cairo_create(surface.get())};
    cairo_scale(context.get(), scale, scale);
    Painter{context.get(), list, fonts}.paint();
    if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS) {
        return fail(ErrorCode::Internal,
                    fmt::format("the picture could not be drawn: {}",
                                cairo_status_to_string(cairo_status(context.get()))));
    }
    std::string bytes;
    if (cairo_surface_write_to_png_stream(surface.get(), write_bytes, &bytes) !=
        CAIRO_STATUS_SUCCESS) {
        return fail(ErrorCode::Internal, "the picture could not be encoded as PNG");
    }
    return bytes;
}

}  // namespace refit::render
