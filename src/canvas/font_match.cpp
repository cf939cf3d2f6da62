#include "canvas/font_match.h"

#include <array>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "base/assert.h"
#include "base/text.h"

namespace refit::canvas {
namespace {

struct Alias {
    std::string_view family;
    std::string_view stand_in;
};

// Families with equal advance widths, as fontconfig's 30-metric-aliases lists them, and the CSS
// generic names as Chromium resolves them on Debian.
constexpr std::array kAliases = {
    Alias{"arial", "liberation sans"},
    Alias{"helvetica", "liberation sans"},
    Alias{"arial narrow", "liberation sans narrow"},
    Alias{"times new roman", "liberation serif"},
    Alias{"times", "liberation serif"},
    Alias{"courier new", "liberation mono"},
    Alias{"courier", "liberation mono"},
    Alias{"calibri", "carlito"},
    Alias{"cambria", "caladea"},
    Alias{"georgia", "gelasio"},
    Alias{"serif", "liberation serif"},
    Alias{"sans-serif", "liberation sans"},
    Alias{"monospace", "liberation mono"},
    Alias{"system-ui", "liberation sans"},
};

struct Hint {
    std::string_view part;
    std::string_view reference;
};

// First match wins. The reference families are the ones the installer brings.
constexpr std::string_view kSans = "liberation sans";
constexpr std::string_view kSerif = "liberation serif";
constexpr std::string_view kMono = "liberation mono";
constexpr std::string_view kNarrow = "liberation sans narrow";
constexpr std::array kHints = {
    Hint{"mono", kMono},      Hint{"courier", kMono},   Hint{"code", kMono},
    Hint{"consol", kMono},    Hint{"narrow", kNarrow},  Hint{"condensed", kNarrow},
    Hint{"oswald", kNarrow},  Hint{"bebas", kNarrow},   Hint{"impact", kNarrow},
    Hint{"anton", kNarrow},   Hint{"sans", kSans},      Hint{"serif", kSerif},
    Hint{"times", kSerif},    Hint{"roman", kSerif},    Hint{"georgia", kSerif},
    Hint{"garamond", kSerif}, Hint{"playfair", kSerif}, Hint{"merriweather", kSerif},
    Hint{"lora", kSerif},     Hint{"slab", kSerif},     Hint{"bodoni", kSerif},
    Hint{"didot", kSerif},    Hint{"palatino", kSerif}, Hint{"baskerville", kSerif},
    Hint{"cambria", kSerif},
};

// Smaller is better. CSS Fonts 4, 5.2, step 4: between 400 and 500 heavier first up to 500; below
// 400 lighter first; above 500 heavier first.
int weight_penalty(int wanted, int offered) {
    constexpr int kWrongDirection = 1000;
    if (wanted >= 400 && wanted <= 500) {
        if (offered >= wanted && offered <= 500) return offered - wanted;
        if (offered < wanted) return kWrongDirection + wanted - offered;
        return 2 * kWrongDirection + offered - wanted;
    }
    const int gap = std::abs(offered - wanted);
    const bool right_way = wanted < 400 ? offered <= wanted : offered >= wanted;
    return right_way ? gap : kWrongDirection + gap;
}

}  // namespace

int css_weight(std::string_view weight) {
    constexpr int kNormal = 400;
    const std::string word = to_lower_ascii(trim(weight));
    if (word == "bold" || word == "bolder") return 700;
    if (word == "lighter") return 300;
    const auto number = parse_int(word);
    return number && *number >= 1 && *number <= 1000 ? static_cast<int>(*number) : kNormal;
}

bool css_italic(std::string_view style) {
    const std::string word = to_lower_ascii(trim(style));
    return word.starts_with("italic") || word.starts_with("oblique");
}

std::vector<std::string> css_families(std::string_view list) {
    std::vector<std::string> names;
    for (std::string_view part : split(list, ',')) {
        part = trim(part);
        if (part.size() >= 2 && (part.front() == '"' || part.front() == '\''))
            part = part.substr(1, part.size() - 2);
        if (!part.empty()) names.push_back(to_lower_ascii(trim(part)));
    }
    return names;
}

std::string_view metric_alias(std::string_view family) {
    for (const Alias& alias : kAliases)
        if (alias.family == family) return alias.stand_in;
    return {};
}

std::string_view reference_family(std::string_view family) {
    for (const Hint& hint : kHints)
        if (family.find(hint.part) != std::string_view::npos) return hint.reference;
    return kSans;
}

std::size_t best_face(const std::vector<const FaceRecord*>& faces, int weight, bool italic) {
    REFIT_ASSERT(!faces.empty());
    constexpr int kNormalStretch = 100;
    const auto penalty = [&](const FaceRecord& face) {
        return std::tuple{std::abs(face.stretch - kNormalStretch), face.italic != italic,
                          weight_penalty(weight, face.weight)};
    };
    std::size_t best = 0;
    for (std::size_t i = 1; i < faces.size(); ++i)
        if (penalty(*faces[i]) < penalty(*faces[best])) best = i;
    return best;
}

}  // namespace refit::canvas
