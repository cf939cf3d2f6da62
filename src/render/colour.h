#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace refit::render {

// Straight (not premultiplied) colour, each part 0..1.
struct Colour {
    double red{0};
    double green{0};
    double blue{0};
    double alpha{1};

    friend bool operator==(const Colour&, const Colour&) = default;
};

// A CSS colour as Fabric files have it: #rgb, #rgba, #rrggbb, #rrggbbaa, rgb(), rgba(), hsl(),
// hsla(), a basic or common extended name, "transparent". nullopt for anything else.
[[nodiscard]] std::optional<Colour> parse_colour(std::string_view text);

// "rgb(12,34,56)", without alpha.
[[nodiscard]] std::string to_css(const Colour& colour);

}  // namespace refit::render
