#pragma once

// Internal to the evaluation room: one picture of the contact sheet.

#include <cstdint>
#include <string>
#include <string_view>

#include "evaluation/corpus.h"
#include "evaluation/metrics.h"

namespace refit::evaluation {

// Which boxes of a case a picture shows.
enum class View : std::uint8_t { Source, Answer, Designer };

// An inline SVG. `boxes` are looked at for View::Answer only; there the designer's outlines lie
// above, in class "ghost", and what the designer dropped is dashed.
[[nodiscard]] std::string picture(const Case& one, View view, const Boxes& boxes, bool ghosts);

}  // namespace refit::evaluation
