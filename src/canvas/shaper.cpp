#include "canvas/shaper.h"

#include <hb.h>

#include <memory>
#include <optional>

namespace refit::canvas {
namespace {

// Pairs seen per face; beyond it the memory is worth more than the time.
constexpr std::size_t kWidthsMax = 100'000;
// Printable ASCII, kept in tables: nearly every text is made of it.
constexpr unsigned char kPlainFirst = 0x20;
constexpr std::size_t kPlainCount = 0x7f - kPlainFirst;

constexpr double kUnknown = -1;

bool is_plain(char c) {
    return static_cast<std::size_t>(static_cast<unsigned char>(c) - kPlainFirst) < kPlainCount;
}
std::size_t plain_index(char c) {
    return static_cast<std::size_t>(static_cast<unsigned char>(c) - kPlainFirst);
}

// Where the width of one or two plain characters is kept; nullopt for any other text.
std::optional<std::size_t> table_index(std::string_view text) {
    if (text.empty() || text.size() > 2 || !is_plain(text.front()) || !is_plain(text.back())) {
        return std::nullopt;
    }
    const std::size_t pair = text.size() == 2 ? plain_index(text.front()) + 1 : 0;
    return pair * kPlainCount + plain_index(text.back());
}

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

void Shaper::list_plain_glyphs() const {
    for (std::size_t i = 0; i < kPlainCount; ++i) {
        hb_codepoint_t glyph = 0;
        const auto code_point = static_cast<hb_codepoint_t>(kPlainFirst + i);
        plain_glyphs_.push_back(font_ &&
                                hb_font_get_nominal_glyph(font_.get(), code_point, &glyph) != 0);
    }
}

bool Shaper::has_glyph(std::uint32_t code_point) const {
    hb_codepoint_t glyph = 0;
    const bool plain = code_point < 0x80 && is_plain(static_cast<char>(code_point));
    if (plain && plain_glyphs_.empty()) list_plain_glyphs();
    if (plain) return plain_glyphs_[code_point - kPlainFirst];
    return font_ && hb_font_get_nominal_glyph(font_.get(), code_point, &glyph) != 0;
}

double Shaper::width(std::string_view text) {
    if (!font_) return 0.0;
    if (const auto index = table_index(text)) {
        if (plain_widths_.empty()) plain_widths_.resize((kPlainCount + 1) * kPlainCount, kUnknown);
        double& width = plain_widths_[*index];
        if (width == kUnknown) width = shape_width(font_.get(), text) / units_per_em_;
        return width;
    }
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
