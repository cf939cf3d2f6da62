#include "render/colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/text.h"

namespace refit::render {
namespace {

struct Name {
    std::string_view name;
    std::uint32_t rgb;
};
// CSS Color 4, section 6.1: the names design files use.
constexpr std::array<Name, 44> kNames{
    {{"aqua", 0x00ffff},      {"beige", 0xf5f5dc},     {"black", 0x000000},
     {"blue", 0x0000ff},      {"brown", 0xa52a2a},     {"chocolate", 0xd2691e},
     {"coral", 0xff7f50},     {"crimson", 0xdc143c},   {"cyan", 0x00ffff},
     {"darkblue", 0x00008b},  {"darkgray", 0xa9a9a9},  {"darkgreen", 0x006400},
     {"darkgrey", 0xa9a9a9},  {"darkred", 0x8b0000},   {"fuchsia", 0xff00ff},
     {"gold", 0xffd700},      {"gray", 0x808080},      {"green", 0x008000},
     {"grey", 0x808080},      {"indigo", 0x4b0082},    {"ivory", 0xfffff0},
     {"khaki", 0xf0e68c},     {"lavender", 0xe6e6fa},  {"lightblue", 0xadd8e6},
     {"lightgray", 0xd3d3d3}, {"lightgrey", 0xd3d3d3}, {"lime", 0x00ff00},
     {"magenta", 0xff00ff},   {"maroon", 0x800000},    {"navy", 0x000080},
     {"olive", 0x808000},     {"orange", 0xffa500},    {"pink", 0xffc0cb},
     {"purple", 0x800080},    {"red", 0xff0000},       {"salmon", 0xfa8072},
     {"silver", 0xc0c0c0},    {"skyblue", 0x87ceeb},   {"teal", 0x008080},
     {"tomato", 0xff6347},    {"turquoise", 0x40e0d0}, {"violet", 0xee82ee},
     {"white", 0xffffff},     {"yellow", 0xffff00}}};

Colour from_rgb(std::uint32_t rgb) {
    return {static_cast<double>((rgb >> 16U) & 0xffU) / 255,
            static_cast<double>((rgb >> 8U) & 0xffU) / 255, static_cast<double>(rgb & 0xffU) / 255,
            1};
}

std::optional<double> hex_digits(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        int digit = 0;
        if (c >= '0' && c <= '9') {
            digit = c - '0';
        } else if (c >= 'a' && c <= 'f') {
            digit = c - 'a' + 10;
        } else {
            return std::nullopt;
        }
        value = value * 16 + digit;
    }
    if (digits.size() == 1) value *= 17;
    return value / 255.0;
}

std::optional<Colour> parse_hex(std::string_view digits) {
    if (digits.size() != 3 && digits.size() != 4 && digits.size() != 6 && digits.size() != 8) {
        return std::nullopt;
    }
    const std::size_t step = digits.size() < 6 ? 1 : 2;
    std::array<double, 4> parts{0, 0, 0, 1};
    for (std::size_t i = 0; i * step < digits.size(); ++i) {
        const auto value = hex_digits(digits.substr(i * step, step));
        if (!value) return std::nullopt;
        parts[i] = *value;
    }
    return Colour{parts[0], parts[1], parts[2], parts[3]};
}

struct Component {
    double value{0};
    bool percent{false};
};

std::optional<std::vector<Component>> components(std::string_view inside) {
    std::string text{inside};
    for (char& c : text) {
        if (c == ',' || c == '/') c = ' ';
    }
    std::vector<Component> result;
    for (std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        Component component;
        if (word.ends_with("deg")) word.remove_suffix(3);
        if (word.back() == '%') {
            component.percent = true;
            word.remove_suffix(1);
        }
        const auto value = parse_double(word);
        if (!value) return std::nullopt;
        component.value = *value;
        result.push_back(component);
    }
    if (result.size() != 3 && result.size() != 4) return std::nullopt;
    return result;
}

double unit(const Component& component, double full) {
    return std::clamp(component.percent ? component.value / 100 : component.value / full, 0.0, 1.0);
}

double alpha_of(const std::vector<Component>& parts) {
    return parts.size() == 4 ? unit(parts[3], 1) : 1.0;
}

// Source: CSS Color Module Level 4, section 7.1 "Converting HSL Colors to sRGB".
Colour from_hsl(double hue, double saturation, double lightness, double alpha) {
    const double amplitude = saturation * std::min(lightness, 1 - lightness);
    const auto channel = [&](double n) {
        const double k = std::fmod(n + hue / 30, 12.0);
        return lightness - amplitude * std::max(-1.0, std::min({k - 3, 9 - k, 1.0}));
    };
    return {channel(0), channel(8), channel(4), alpha};
}

std::optional<Colour> parse_function(std::string_view text) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || text.back() != ')') return std::nullopt;
    const std::string_view name = trim(text.substr(0, open));
    const auto parts = components(text.substr(open + 1, text.size() - open - 2));
    if (!parts) return std::nullopt;
    if (name == "rgb" || name == "rgba") {
        return Colour{unit((*parts)[0], 255), unit((*parts)[1], 255), unit((*parts)[2], 255),
                      alpha_of(*parts)};
    }
    if (name == "hsl" || name == "hsla") {
        const double hue = std::fmod(std::fmod((*parts)[0].value, 360.0) + 360.0, 360.0);
        return from_hsl(hue, unit((*parts)[1], 100), unit((*parts)[2], 100), alpha_of(*parts));
    }
    return std::nullopt;
}

}  // namespace

std::optional<Colour> parse_colour(std::string_view text) {
    const std::string lower = to_lower_ascii(trim(text));
    if (lower.empty()) return std::nullopt;
    if (lower == "transparent") return Colour{0, 0, 0, 0};
    if (lower.front() == '#') return parse_hex(std::string_view{lower}.substr(1));
    for (const Name& name : kNames) {
        if (name.name == lower) return from_rgb(name.rgb);
    }
    return parse_function(lower);
}

std::string to_css(const Colour& colour) {
    const auto byte = [](double part) { return static_cast<int>(std::lround(part * 255)); };
    return fmt::format("rgb({},{},{})", byte(colour.red), byte(colour.green), byte(colour.blue));
}

}  // namespace refit::render
