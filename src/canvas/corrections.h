#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace refit::canvas {

// The canvas in what an editor sent as corrections: the member "canvas" if it is one (an object
// or, as the seed's clients send it, JSON in a string); else the object itself. A canvas is an
// object whose "objects" is a list of typed objects: a list of moves under that name is none.
// Nullopt for anything else: a note, moves alone, text that is not JSON.
[[nodiscard]] std::optional<std::string> corrected_canvas(std::string_view corrections_json);

}  // namespace refit::canvas
