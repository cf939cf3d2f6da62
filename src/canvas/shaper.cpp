#include "canvas/shaper.h"

#include <hb.h>

#include <memory>

namespace refit::canvas {
namespace {

// Pairs seen per face; beyond it the memory is worth more than the time.
constexpr std::size_t kWidthsMax = 100'000;

struct BufferDeleter {
    void operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }
};

double shape_width(hb_font_t* font, std::string_view text) {
    const std::unique_ptr<hb_buffer_t, BufferDeleter> buffer{hb_buffer_create()};
    hb_buffer_add_utf8(buffer.get(), text.data(), static_cast<int>(text.size()), 0,
                       static_cast<int>(text.size()));
    hb_buffer_guess_segment_properties(buffer.get());
    hb_shape(font, buffer.get(), nullptr, 0);
    unsigned count = 0;
    const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer.get(), &count);
    double units = 0;
    for (unsigned i = 0; i < count; ++i) units += positions[i].x_advance;
    return units;
}

}  // namespace

Shaper::Shaper(const FaceRecord& record) : font_{open_face(record)} {
    if (!font_) return;
    int x_scale = 0;
    int y_scale = 0;
    hb_font_get_scale(font_.get(), &x_scale, &y_scale);
    if (x_scale > 0) units_per_em_ = x_scale;
}

bool Shaper::has_glyph(std::uint32_t code_point) const {
    hb_codepoint_t glyph = 0;
    return font_ && hb_font_get_nominal_glyph(font_.get(), code_point, &glyph) != 0;
}

double Shaper::width(std::string_view text) {
    if (!font_) return 0.0;
    std::string key{text};
    if (const auto found = widths_.find(key); found != widths_.end()) return found->second;
    if (widths_.size() >= kWidthsMax) widths_.clear();
    const double result = shape_width(font_.get(), text) / units_per_em_;
    widths_.emplace(std::move(key), result);
    return result;
}

double Shaper::missing_glyph_width() const {
    if (!font_) return 0.0;
    return hb_font_get_glyph_h_advance(font_.get(), 0) / units_per_em_;
}

}  // namespace refit::canvas
