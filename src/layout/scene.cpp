#include "layout/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "canvas/document.h"
#include "canvas/page.h"
#include "canvas/parts.h"
#include "layout/grouping.h"
#include "layout/measure.h"

namespace refit::layout {
namespace {

using canvas::Kind;
using geometry::Rect;

// A side counts as spanned from this share on: designs leave hairlines and strokes.
constexpr double kSpanShare = 0.95;
// Editors' pages and backgrounds are often a pixel or two off; beyond this share of the area an
// object is meant to run over the edge.
constexpr double kBleedShare = 0.06;
// An object touches an edge if it ends within this share of the side.
constexpr double kTouchShare = 0.02;
constexpr double kCropAspectMax = 3.5;
constexpr double kPhotoShare = 0.3;
constexpr double kTurnedDegrees = 0.5;
// A line of large text is a headline if it is this much larger than the median text.
constexpr double kHeadlineRatio = 1.25;
constexpr double kLegalRatio = 0.62;
constexpr std::size_t kLegalCharacters = 24;
constexpr std::size_t kButtonCharactersMax = 28;
constexpr double kCardShare = 0.5;  // of the page; what is larger is a panel whatever it carries
constexpr double kOnCardShare = 0.8;

std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

bool named(const std::string& haystack, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return haystack.find(word) != std::string::npos;
    });
}

std::string hints(const canvas::Object& object) {
    std::string text = object.id.value_or("") + " " + object.name.value_or("");
    // The picture's own file name, never inlined data.
    if (object.image && !object.image->has_data) {
        const std::string& src = object.image->src;
        text +=
            " " +
            src.substr(src.find_last_of('/') == std::string::npos ? 0 : src.find_last_of('/') + 1);
    }
    return lower_case(std::move(text));
}

// The first text inside a group, for groups that are a button or a lockup.
const canvas::Object* first_text(const canvas::Object& object) {
    if (object.is_text()) return &object;
    for (const canvas::Object& child : object.children) {
        if (const canvas::Object* found = first_text(child)) return found;
    }
    return nullptr;
}

// Lines of a text of this height, in its own units, by Fabric's rule: 1.13 font sizes each, times
// the line height for all but the last.
std::size_t lines_of_height(const canvas::TextProps& text, double height) {
    const double line = text.font_size * 1.13;
    if (line <= 0 || text.line_height <= 0) return 1;
    const double more = (height / line - 1) / text.line_height;
    return static_cast<std::size_t>(std::clamp(std::round(more) + 1, 1.0, 10000.0));
}

// Of a textbox: the height its author saw. Where our fonts break lines that the editor's did not,
// the file's own height is the better witness; the engine then gives the text more width.
double seen_height(const canvas::Object& object) {
    const double measured = object.transform.height;
    if (!object.text->wraps || !object.text->stored_height) return measured;
    const double stored = *object.text->stored_height;
    const bool fewer = stored > 0 && lines_of_height(*object.text, stored) <
                                         lines_of_height(*object.text, measured);
    return fewer ? stored : measured;
}

std::optional<TextSummary> summarise(const canvas::Object& object) {
    const canvas::Object* source = first_text(object);
    if (source == nullptr) return std::nullopt;
    TextSummary summary;
    summary.text = source->text->text;
    summary.font_size = source->displayed_font_size();
    summary.wraps = source->text->wraps && source == &object;
    summary.lines = lines_of_height(*source->text, seen_height(*source));
    return summary;
}

// The object's box in page coordinates; of a text, as its author saw it.
Rect box_of(const canvas::Object& object, const canvas::Page& page, bool turned) {
    const Rect box = object.box.moved(geometry::Point{} - page.rect.origin());
    if (!object.is_text() || turned || object.transform.height <= 0) return box;
    const double share = seen_height(object) / object.transform.height;
    const double height = box.height() * share;
    const double top = box.top() + (box.height() - height) * object.transform.origin_y;
    return Rect::from_size({box.left(), top}, {box.width(), height});
}

bool is_plain_shape(Kind kind) {
    return kind == Kind::Rect || kind == Kind::Line || kind == Kind::Polyline ||
           kind == Kind::Polygon || kind == Kind::Path;
}

bool is_round(Kind kind) {
    return kind == Kind::Circle || kind == Kind::Ellipse;
}

// How many of the page's four edges the box reaches.
int edges_touched(const Rect& box, geometry::Size page) {
    const double x = kTouchShare * page.width;
    const double y = kTouchShare * page.height;
    return int{box.left() < x} + int{box.top() < y} + int{box.right() > page.width - x} +
           int{box.bottom() > page.height - y};
}

double share_outside(const Rect& box, geometry::Size page) {
    if (box.area() <= 0) return page_box(page).contains(box) ? 0.0 : 1.0;
    return 1.0 - overlap_area(box, page_box(page)) / box.area();
}

bool spans_a_side(const Rect& box, geometry::Size page) {
    return common_width(box, page_box(page)) >= kSpanShare * page.width ||
           common_height(box, page_box(page)) >= kSpanShare * page.height;
}

// The role from the object alone; texts and carriers are refined later.
Role first_role(const canvas::Object& object, const Element& element, geometry::Size page,
                bool something_below, double panel_share) {
    const Rect& box = element.box;
    const std::string hint = hints(object);
    const bool spans_width = common_width(box, page_box(page)) >= kSpanShare * page.width;
    const bool spans_height = common_height(box, page_box(page)) >= kSpanShare * page.height;
    if (object.is_text()) return Role::Text;
    const bool logo = named(hint, {"logo", "brand"});
    if (spans_width && spans_height) return something_below ? Role::Overlay : Role::Background;
    if (logo) return Role::Logo;
    if (named(hint, {"button", "btn", "cta"})) return Role::Button;
    if (element.text) return Role::Text;  // a group with copy in it
    if (element.bleeds) return Role::Bleed;
    const double share = overlap_area(box, page_box(page)) / page.area();
    const bool spans = spans_width || spans_height;
    const int touched = edges_touched(box, page);
    if (element.picture) {
        // A small and very flat or narrow picture is a header or a lockup: nothing of it is cut
        // off.
        const double aspect = box.width() / std::max(1e-6, box.height());
        const bool croppable =
            std::max(aspect, 1 / aspect) <= kCropAspectMax || share > kPhotoShare;
        const bool scenery = croppable && (spans || (share >= panel_share && touched >= 2));
        return scenery ? Role::Panel : Role::Image;
    }
    if (object.kind == Kind::Group || object.kind == Kind::Unknown) return Role::Image;
    const bool scenery = element.stretches && (spans || share >= panel_share);
    return scenery ? Role::Panel : Role::Decoration;
}

Element make_element(const canvas::Object& object, std::size_t index, const canvas::Page& page) {
    Element element;
    element.object = index;
    element.id = object.id.value_or(object.name.value_or(""));
    element.path = object.path;
    element.visible = object.visible && object.opacity > 0;
    const double quarter = std::remainder(object.transform.angle, 90.0);
    element.turned = std::abs(object.transform.angle) > kTurnedDegrees ||
                     object.transform.skew_x != 0 || object.transform.skew_y != 0;
    element.box = box_of(object, page, element.turned);
    element.picture = object.kind == Kind::Image;
    element.stretches = is_plain_shape(object.kind) && std::abs(quarter) <= kTurnedDegrees &&
                        object.transform.skew_x == 0 && object.transform.skew_y == 0;
    element.text = summarise(object);
    element.bleeds = share_outside(element.box, page.rect.size()) > kBleedShare;
    return element;
}

void refine_texts(std::vector<Element>& elements) {
    std::vector<double> sizes;
    for (const Element& element : elements) {
        if (element.role == Role::Text && element.visible) sizes.push_back(element.text->font_size);
    }
    if (sizes.size() < 2) {
        for (Element& element : elements) {
            if (element.role == Role::Text) element.role = Role::Headline;
        }
        return;
    }
    std::sort(sizes.begin(), sizes.end());
    const double median = sizes[(sizes.size() - 1) / 2];
    for (Element& element : elements) {
        if (element.role != Role::Text) continue;
        const double size = element.text->font_size;
        if (size >= kHeadlineRatio * median && size >= 0.8 * sizes.back()) {
            element.role = Role::Headline;
        } else if (size <= kLegalRatio * median && element.text->text.size() >= kLegalCharacters) {
            element.role = Role::Legal;
        }
    }
}

// A short text inside a small shape or picture makes the two a button, or a badge if the carrier
// is round or turned.
void refine_carriers(std::vector<Element>& elements, const canvas::Parts& parts, double panel_share,
                     geometry::Size page) {
    for (std::size_t i = 0; i < elements.size(); ++i) {
        Element& text = elements[i];
        const bool is_text = text.role == Role::Text || text.role == Role::Headline;
        if (!is_text || !parts.objects[i]->is_text()) continue;
        for (std::size_t k = i; k-- > 0;) {
            Element& carrier = elements[k];
            const bool shape = carrier.role == Role::Decoration || carrier.role == Role::Button ||
                               carrier.role == Role::Image || carrier.role == Role::Badge;
            if (!shape || carrier.box.area() < text.box.area() ||
                carrier.box.area() > panel_share * page.area()) {
                continue;
            }
            if (overlap_share(text.box, carrier.box) < 0.8) continue;
            text.carrier = k;
            if (text.text->text.size() > kButtonCharactersMax) break;
            const bool badge = is_round(parts.objects[k]->kind) || carrier.turned;
            if (carrier.role != Role::Image) carrier.role = badge ? Role::Badge : Role::Button;
            if (carrier.role == Role::Button) text.role = Role::ButtonLabel;
            break;
        }
    }
}

// A shape that runs over the edge but carries a text (a ribbon, a tag) goes with its text.
void refine_bleeding(std::vector<Element>& elements, double panel_share, geometry::Size page) {
    for (std::size_t k = 0; k < elements.size(); ++k) {
        Element& shape = elements[k];
        if (shape.role != Role::Bleed || shape.picture) continue;
        if (shape.box.area() > panel_share * page.area()) continue;
        for (std::size_t i = k + 1; i < elements.size(); ++i) {
            const Element& text = elements[i];
            if (text.role == Role::Text && text.box.area() < shape.box.area() &&
                overlap_share(text.box, shape.box) > 0.8) {
                shape.role = Role::Decoration;
            }
        }
    }
}

// A shape that carries a text or a picture and spans no side is a card: it goes with what lies on
// it.
void refine_cards(std::vector<Element>& elements, geometry::Size page) {
    for (std::size_t k = 0; k < elements.size(); ++k) {
        Element& card = elements[k];
        if (card.role != Role::Panel || card.picture || !card.visible) continue;
        if (spans_a_side(card.box, page) || card.box.area() > kCardShare * page.area()) continue;
        const bool carries = std::any_of(elements.begin() + static_cast<std::ptrdiff_t>(k) + 1,
                                         elements.end(), [&](const Element& on) {
                                             return (on.text || on.role == Role::Image) &&
                                                    on.visible && on.box.area() < card.box.area() &&
                                                    overlap_share(on.box, card.box) > kOnCardShare;
                                         });
        if (carries) card.role = Role::Decoration;
    }
}

double importance_of(const Element& element, geometry::Size page) {
    constexpr std::array<double, 15> kBase{0.0, 0.2, 0.1, 0.1, 0.15, 0.3, 0.55, 0.85,
                                           1.0, 0.7, 0.4, 0.9, 0.9,  0.6, 0.0};
    const double base = kBase[static_cast<std::size_t>(element.role)];
    const double share = overlap_area(element.box, page_box(page)) / page.area();
    return std::min(1.0, base + 0.2 * std::sqrt(std::max(0.0, share)));
}

}  // namespace

std::string_view role_name(Role role) {
    constexpr std::array<std::string_view, 14> kNames{
        "page", "background", "overlay", "bleed", "decoration", "panel",       "image",
        "logo", "headline",   "text",    "legal", "button",     "buttonLabel", "badge"};
    return kNames[static_cast<std::size_t>(role)];
}

bool is_scenery(const Element& element) {
    switch (element.role) {
        case Role::Page:
        case Role::Background:
        case Role::Overlay:
        case Role::Bleed:
        case Role::Panel:
            return true;
        case Role::Decoration:
        case Role::Image:
        case Role::Logo:
        case Role::Headline:
        case Role::Text:
        case Role::Legal:
        case Role::Button:
        case Role::ButtonLabel:
        case Role::Badge:
            return false;
    }
    return false;
}

bool is_copy(const Element& element) {
    return element.text.has_value() || element.role == Role::Logo || element.role == Role::Button ||
           element.role == Role::Badge;
}

Scene analyse(const canvas::Document& document, const canvas::Page& page,
              const Parameters& parameters) {
    Scene scene;
    scene.page = page.rect.size();
    const double panel_share = parameters[Parameter::PanelShare];
    bool something_below = false;
    const canvas::Parts parts = canvas::parts_of(document, page);
    for (std::size_t i = 0; i < parts.objects.size(); ++i) {
        const canvas::Object& object = *parts.objects[i];
        Element element = make_element(object, i, page);
        if (parts.page == i) {
            element.role = Role::Page;
        } else {
            element.role = first_role(object, element, scene.page, something_below, panel_share);
            something_below = something_below || element.visible;
        }
        scene.elements.push_back(std::move(element));
    }
    refine_bleeding(scene.elements, panel_share, scene.page);
    refine_cards(scene.elements, scene.page);
    refine_texts(scene.elements);
    refine_carriers(scene.elements, parts, panel_share, scene.page);
    for (Element& element : scene.elements) {
        element.importance = importance_of(element, scene.page);
    }
    scene.units = find_units(scene, parameters);
    return scene;
}

}  // namespace refit::layout
