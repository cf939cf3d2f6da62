#include "canvas/font_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <unordered_map>

#include "base/assert.h"
#include "base/text.h"
#include "canvas/calibration.h"
#include "canvas/font_match.h"
#include "canvas/graphemes.h"
#include "canvas/shaper.h"
#include "canvas/text_flow.h"

namespace refit::canvas {
namespace {

// Where characters are looked for that the text's own font lacks, in this order; then anywhere.
constexpr std::string_view kFallbackFamilies[] = {"liberation sans", "dejavu sans", "noto sans"};
// The browser's standard font: its box is drawn for a character that no font has, if the family
// asked for is not installed.
constexpr std::string_view kStandardFamily = "liberation serif";

constexpr std::size_t kNoFace = static_cast<std::size_t>(-1);
constexpr std::size_t kCalibrationsMax = 10'000;

bool is_default_ignorable(std::uint32_t c) {
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x2060 && c <= 0x2064) ||
           (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff);
}

}  // namespace

struct FontLibrary::Storage final : AdvanceSource {
    struct Choice {
        std::size_t face{kNoFace};
        std::size_t standard{kNoFace};  // whose missing-glyph box is drawn
        WidthSource source{WidthSource::Estimated};
    };

    std::vector<FaceRecord> faces;
    std::map<std::string, std::vector<std::size_t>, std::less<>> families;  // lower-case name

    std::mutex mutex;                              // guards everything below
    std::vector<std::unique_ptr<Shaper>> shapers;  // by face, opened at first use
    std::unordered_map<std::string, Choice> choices;
    const Choice* last_choice{nullptr};  // into choices
    FontKey last_font;                   // borrows from the text being laid out
    std::unordered_map<std::uint32_t, std::size_t> fallback_faces;  // by code point
    std::unordered_map<std::string, double> calibrations;
    std::string pair;          // kept for its memory
    bool foreign_seen{false};  // a character was not in its text's own font

    void add(std::vector<FaceRecord> records) {
        for (FaceRecord& record : records) {
            for (const std::string& family : record.families)
                families[to_lower_ascii(family)].push_back(faces.size());
            faces.push_back(std::move(record));
        }
    }

    [[nodiscard]] std::size_t find_face(std::string_view family, int weight, bool italic) const {
        const auto found = families.find(family);
        if (found == families.end()) return kNoFace;
        std::vector<const FaceRecord*> candidates;
        for (const std::size_t face : found->second) candidates.push_back(&faces[face]);
        return found->second[best_face(candidates, weight, italic)];
    }

    [[nodiscard]] Choice choose(std::string_view family_list, int weight, bool italic) const {
        Choice choice;
        const std::vector<std::string> names = css_families(family_list);
        for (const std::string& name : names) {
            choice.face = find_face(name, weight, italic);
            choice.source = WidthSource::Exact;
            if (choice.face == kNoFace) {
                choice.face = find_face(metric_alias(name), weight, italic);
                choice.source = WidthSource::Alias;
            }
            if (choice.face != kNoFace) break;
        }
        choice.standard = choice.face;
        if (choice.face != kNoFace) return choice;
        choice.source = WidthSource::Estimated;
        choice.face =
            find_face(reference_family(names.empty() ? "" : names.front()), weight, italic);
        for (const std::string_view family : kFallbackFamilies)
            if (choice.face == kNoFace) choice.face = find_face(family, weight, italic);
        if (choice.face == kNoFace) choice.face = 0;
        choice.standard = find_face(kStandardFamily, weight, italic);
        if (choice.standard == kNoFace) choice.standard = choice.face;
        return choice;
    }

    // One text asks for the same font at every character: the very same strings, which are there
    // until forget_font().
    const Choice& choice_for(const FontKey& font) {
        const auto same = [](std::string_view a, std::string_view b) {
            return a.data() == b.data() && a.size() == b.size();
        };
        if (last_choice == nullptr || !same(font.family, last_font.family) ||
            !same(font.weight, last_font.weight) || !same(font.style, last_font.style)) {
            last_choice = &find_choice(font);
            last_font = font;
        }
        return *last_choice;
    }
    void forget_font() { last_choice = nullptr; }

    const Choice& find_choice(const FontKey& font) {
        std::string key = fmt::format("{}\n{}\n{}", font.family, font.weight, font.style);
        const auto found = choices.find(key);
        if (found != choices.end()) return found->second;
        const Choice choice = choose(font.family, css_weight(font.weight), css_italic(font.style));
        return choices.emplace(std::move(key), choice).first->second;
    }

    Shaper& shaper(std::size_t face) {
        if (!shapers[face]) shapers[face] = std::make_unique<Shaper>(faces[face]);
        return *shapers[face];
    }

    std::size_t search_fallback(std::uint32_t code_point) {
        for (const std::string_view family : kFallbackFamilies) {
            const std::size_t face = find_face(family, 400, false);
            if (face != kNoFace && shaper(face).has_glyph(code_point)) return face;
        }
        for (std::size_t face = 0; face < faces.size(); ++face) {
            const bool plain = faces[face].weight == 400 && !faces[face].italic;
            if (plain && shaper(face).has_glyph(code_point)) return face;
        }
        return kNoFace;
    }

    // The face that draws a grapheme: the font's own if it has the first character, else the first
    // fallback that has it; kNoFace if none has.
    std::size_t face_for(const Choice& choice, std::string_view grapheme) {
        const std::uint32_t code_point = front_code_point(grapheme).value;
        if (shaper(choice.face).has_glyph(code_point) || is_default_ignorable(code_point))
            return choice.face;
        foreign_seen = true;
        const auto found = fallback_faces.find(code_point);
        if (found != fallback_faces.end()) return found->second;
        const std::size_t face = search_fallback(code_point);
        fallback_faces.emplace(code_point, face);
        return face;
    }

    double missing_width(const Choice& choice, std::string_view grapheme) {
        std::size_t boxes = 0;
        // At least one byte per round.
        while (!grapheme.empty()) {
            const CodePoint code = front_code_point(grapheme);
            boxes += is_default_ignorable(code.value) ? 0 : 1;
            grapheme.remove_prefix(std::min(code.length, grapheme.size()));
        }
        return static_cast<double>(boxes) * shaper(choice.standard).missing_glyph_width();
    }

    double advance(const FontKey& font, std::string_view grapheme) override {
        // A tab is laid out as a blank.
        if (grapheme == "\t") grapheme = " ";
        const Choice& choice = choice_for(font);
        const std::size_t face = face_for(choice, grapheme);
        return face == kNoFace ? missing_width(choice, grapheme) : shaper(face).width(grapheme);
    }

    double kerned_advance(const FontKey& font, std::string_view previous,
                          std::string_view grapheme) override {
        // Browsers shape word by word, so nothing kerns against a blank.
        if (previous == " " || grapheme == " " || grapheme == "\t") return advance(font, grapheme);
        const Choice& choice = choice_for(font);
        const std::size_t face = face_for(choice, grapheme);
        if (face == kNoFace || face != face_for(choice, previous)) return advance(font, grapheme);
        Shaper& shaped = shaper(face);
        pair.assign(previous).append(grapheme);
        return shaped.width(pair) - shaped.width(previous);
    }
};

FontLibrary::FontLibrary(std::unique_ptr<Storage> storage) : storage_{std::move(storage)} {}
FontLibrary::~FontLibrary() = default;

Result<std::unique_ptr<FontLibrary>> FontLibrary::create(const FontOptions& options) {
    auto storage = std::make_unique<Storage>();
    for (const std::string& directory : options.directories) {
        std::error_code ignored;
        if (!std::filesystem::is_directory(directory, ignored))
            return fail(ErrorCode::NotFound,
                        fmt::format("the font directory {} does not exist", directory));
        storage->add(scan_fonts(directory));
    }
    for (const std::string& directory : options.system_directories)
        storage->add(scan_fonts(directory));
    if (storage->faces.empty())
        return fail(ErrorCode::Unavailable,
                    "no font was found; install fonts-liberation or name a font directory");
    storage->shapers.resize(storage->faces.size());
    return std::unique_ptr<FontLibrary>{new FontLibrary{std::move(storage)}};
}

std::size_t FontLibrary::face_count() const {
    return storage_->faces.size();
}

FontLibrary::Match FontLibrary::match(std::string_view family, std::string_view weight,
                                      std::string_view style) const {
    const std::lock_guard lock{storage_->mutex};
    const Storage::Choice& choice = storage_->find_choice({family, weight, style});
    const FaceRecord& record = storage_->faces[choice.face];
    return {{record.path, record.index, record.families.front(), record.weight, record.italic},
            choice.source};
}

TextLayout FontLibrary::layout(const TextProps& text, double wrap_width) const {
    const std::lock_guard lock{storage_->mutex};
    const FontKey base{text.font_family, text.font_weight, text.font_style};
    const WidthSource source = storage_->find_choice(base).source;
    storage_->forget_font();
    storage_->foreign_seen = false;
    TextLayout layout = flow_text(text, wrap_width, 1.0, *storage_);
    layout.source = source;
    const bool trusted = source != WidthSource::Estimated && !storage_->foreign_seen;
    if (trusted || !can_calibrate(text)) return layout;
    const std::string key = calibration_key(text);
    auto found = storage_->calibrations.find(key);
    if (found == storage_->calibrations.end()) {
        if (storage_->calibrations.size() >= kCalibrationsMax) storage_->calibrations.clear();
        found = storage_->calibrations.emplace(key, calibrate(text, *storage_)).first;
        storage_->forget_font();
    }
    layout = flow_text(text, wrap_width, found->second, *storage_);
    layout.source = WidthSource::Calibrated;
    return layout;
}

}  // namespace refit::canvas
