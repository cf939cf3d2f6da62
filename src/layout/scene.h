#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/rect.h"
#include "layout/parameters.h"

namespace refit::canvas {
class Document;
struct Page;
}  // namespace refit::canvas

namespace refit::layout {

// What an object is to the eye. Found from type, geometry, text, z order and names.
enum class Role : std::uint8_t {
    Page,        // the editor's own page object; never placed
    Background,  // covers the page, below everything else
    Overlay,     // covers the page, above something: a tint, a frame
    Bleed,       // decoration that runs over an edge of the page
    Decoration,  // a shape with no text in it
    Panel,       // scenery: a shape or picture that spans a side or a large part of the page
    Image,
    Logo,
    Headline,  // the largest text
    Text,
    Legal,        // the small print
    Button,       // a shape or image with one short text in it, or one that is named so
    ButtonLabel,  // that text
    Badge,        // a round or turned carrier of a short text
};

[[nodiscard]] std::string_view role_name(Role role);

struct TextSummary {
    std::string text;
    double font_size{0};  // as drawn: fontSize times every scale above it
    std::size_t lines{1};
    bool wraps{false};  // a textbox: its lines follow its width
};

// One part of the canvas (canvas/parts.h): a top-level object, or one of an open group's. Boxes are
// in page coordinates: the page's corner is (0, 0).
struct Element {
    std::size_t object{0};  // index among canvas::parts_of(document, page)
    std::string id;         // the object's own id, else its name, else ""
    std::string path;
    Role role{Role::Decoration};
    geometry::Rect box;
    bool visible{true};
    bool bleeds{false};     // more than a hair of it lies outside the page
    bool turned{false};     // rotated or skewed: only moved and scaled as a whole
    bool stretches{false};  // a plain shape whose sides may change alone (rect, line, outline)
    bool picture{false};    // an image: its aspect is kept, or it is cropped
    double importance{0};   // 0..1: how much it matters that this one is seen
    std::optional<TextSummary> text;
    std::optional<std::size_t> carrier;  // element whose shape holds this one (a button's shape)
};

// Scenery goes with the page: it is fitted to the target before the units are laid out.
[[nodiscard]] bool is_scenery(const Element& element);
// Text, logos and buttons: what a person must be able to read.
[[nodiscard]] bool is_copy(const Element& element);

// An implicit group: elements that mean one thing and move together. Every foreground element is
// in exactly one unit; many units hold one element.
struct Unit {
    std::vector<std::size_t> members;  // element indices, ascending
    geometry::Rect box;                // hull of the members
    Role role{Role::Decoration};       // of the most important member
    double importance{0};
    std::optional<std::size_t> carrier;  // scenery element (a card, a panel) the unit lies on
};

// What a designer sees in the canvas.
struct Scene {
    geometry::Size page;
    std::vector<Element> elements;  // one per part, in z order
    std::vector<Unit> units;        // foreground only, in reading order
};

// Sees a document. Pure and total: any document gives a scene. Time grows with the
// objects and with the pairs of them that lie near each other.
// Method: docs/methods/scene-analysis.md.
[[nodiscard]] Scene analyse(const canvas::Document& document, const canvas::Page& page,
                            const Parameters& parameters = Parameters());

// The scene as JSON, for explanations and for prompts: roles, boxes, text lengths; no image bytes.
[[nodiscard]] std::string scene_json(const Scene& scene);

}  // namespace refit::layout
