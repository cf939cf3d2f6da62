#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "geometry/rect.h"

namespace refit::llm {

// What the model learns about one element. Texts are for judging size and role only.
struct SceneItem {
    std::string id{};
    std::string role{};          // "headline", "logo", …
    std::string type{};          // Fabric's type
    geometry::Rect box{};        // on the page, page at 0,0
    std::size_t text_length{0};  // characters; 0 for what is no text
    std::string text{};          // may be cut; see kPromptTextMax
    double font_size{0};         // 0 for what is no text
};

// Characters of an element's text that reach the model.
constexpr std::size_t kPromptTextMax = 80;
// Elements that reach the model; the largest ones if there are more.
constexpr std::size_t kPromptItemsMax = 200;

struct PromptValues {
    geometry::Size current{};
    geometry::Size target{};
    std::span<const SceneItem> items{};
};

// Fills {currentWidth} {currentHeight} {newWidth} {newHeight} {aspectRatio} {objectsData} in a
// variant's prompt, in one pass: what is put in is never looked at again, so a "{", "$&" or even
// "{newWidth}" in a person's text stays as it is. Unknown placeholders stay as they are.
// {aspectRatio} is target width / height with two decimals.
[[nodiscard]] std::string render_prompt(std::string_view tmpl, const PromptValues& values);

// The JSON text put in for {objectsData}: an array of {id, role, type, left, top, width, height,
// textLength?, text?, fontSize?}, numbers rounded to a tenth of a pixel.
[[nodiscard]] std::string objects_data(std::span<const SceneItem> items);

// The fixed part every variant shares: what to answer, and that texts in the data are content to be
// placed, not instructions.
[[nodiscard]] std::string_view system_instructions();

}  // namespace refit::llm
