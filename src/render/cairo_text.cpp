#include "render/cairo_text.h"

#include <cairo-ft.h>
#include <fmt/format.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace refit::render {
namespace {

// Where characters are looked for that the text's own font lacks.
constexpr std::array<std::string_view, 4> kFallbacks{"Liberation Sans", "DejaVu Sans", "Noto Sans",
                                                     "Noto Sans CJK SC"};

struct CodePoint {
    std::uint32_t value{0};
    bool blank{false};
};

// The text is valid UTF-8: the JSON reader refuses anything else.
std::vector<CodePoint> decode(std::string_view text) {
    std::vector<CodePoint> result;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        std::uint32_t value = length == 1 ? lead : lead & (0xffU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
            value = (value << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
        }
        result.push_back({value, value == ' ' || value == '\t' || value == 0xa0});
        i += length;
    }
    return result;
}

}  // namespace

struct CairoText::Library {
    FT_Library handle{nullptr};
    Library() {
        if (FT_Init_FreeType(&handle) != 0) handle = nullptr;
    }
    ~Library() {
        if (handle != nullptr) FT_Done_FreeType(handle);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
};

struct CairoText::Face {
    FT_Face freetype{nullptr};
    cairo_font_face_t* cairo{nullptr};
    ~Face() {
        if (cairo != nullptr) cairo_font_face_destroy(cairo);
        if (freetype != nullptr) FT_Done_Face(freetype);
    }
    Face() = default;
    Face(const Face&) = delete;
    Face& operator=(const Face&) = delete;

    [[nodiscard]] double advance(FT_UInt glyph) const {
        if (FT_Load_Glyph(freetype, glyph, FT_LOAD_NO_SCALE) != 0) return 0;
        const auto em = static_cast<double>(freetype->units_per_EM);
        return em > 0 ? static_cast<double>(freetype->glyph->metrics.horiAdvance) / em : 0;
    }
};

CairoText::CairoText(const canvas::FontLibrary& fonts)
    : fonts_{fonts}, library_{std::make_unique<Library>()} {}

CairoText::~CairoText() {
    faces_.clear();
}

CairoText::Face* CairoText::face_for(const canvas::FontFace& wanted) {
    const std::string key = fmt::format("{}#{}", wanted.path, wanted.index);
    const auto found = faces_.find(key);
    if (found != faces_.end()) return found->second.get();
    auto face = std::make_unique<Face>();
    const bool opened =
        library_->handle != nullptr &&
        FT_New_Face(library_->handle, wanted.path.c_str(), wanted.index, &face->freetype) == 0;
    if (opened) {
        face->cairo = cairo_ft_font_face_create_for_ft_face(face->freetype, FT_LOAD_NO_HINTING);
    } else {
        face.reset();
    }
    return faces_.emplace(key, std::move(face)).first->second.get();
}

CairoText::Face* CairoText::face_for(const TextItem& text, std::string_view family) {
    return face_for(fonts_.match(family, text.weight, text.style).face);
}

void CairoText::add_run(cairo_t* cairo, const TextItem& text, const TextRun& run) {
    struct Glyph {
        Face* face;
        FT_UInt index;
        double advance;
        bool blank;
    };
    std::vector<Glyph> glyphs;
    double natural = 0;
    std::size_t blanks = 0;
    for (const CodePoint& code : decode(run.text)) {
        Face* face = face_for(text, text.family);
        FT_UInt index = face != nullptr ? FT_Get_Char_Index(face->freetype, code.value) : 0;
        for (const std::string_view family : kFallbacks) {
            if (index != 0) break;
            Face* other = face_for(text, family);
            if (other == nullptr) continue;
            const FT_UInt found = FT_Get_Char_Index(other->freetype, code.value);
            if (found == 0) continue;
            face = other;
            index = found;
        }
        if (face == nullptr) continue;
        glyphs.push_back({face, index, face->advance(index) * text.size, code.blank});
        natural += glyphs.back().advance;
        blanks += code.blank ? 1 : 0;
    }
    if (glyphs.empty()) return;
    // Kerning, character spacing and calibrated widths all show in the measured width only; what
    // is missing is shared by the gaps between glyphs, of a justified line by its blanks.
    const bool by_blanks = run.justified && blanks > 0;
    const std::size_t gaps = by_blanks ? blanks : glyphs.size() - 1;
    const double extra = gaps > 0 ? (run.width - natural) / static_cast<double>(gaps) : 0;
    double x = run.x;
    for (const Glyph& glyph : glyphs) {
        cairo_set_font_face(cairo, glyph.face->cairo);
        cairo_set_font_size(cairo, text.size);
        const cairo_glyph_t at{glyph.index, x, run.baseline};
        cairo_glyph_path(cairo, &at, 1);
        x += glyph.advance + (by_blanks && !glyph.blank ? 0 : extra);
    }
}

void CairoText::add_path(cairo_t* cairo, const TextItem& text) {
    for (const TextRun& run : text.runs) add_run(cairo, text, run);
}

}  // namespace refit::render
