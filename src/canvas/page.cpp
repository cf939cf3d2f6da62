#include "canvas/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace refit::canvas {
namespace {

using geometry::Rect;
using geometry::Size;

constexpr std::array<std::string_view, 5> kWorkspaceNames = {"clip", "workspace", "workarea",
                                                             "artboard", "page"};

// Two rectangles are the same page if no edge differs by more; saved copies differ by rounding.
constexpr double kSameEdge = 1.0;

bool is_workspace_name(const std::optional<std::string>& name) {
    if (!name) return false;
    const std::string word = to_lower_ascii(*name);
    return std::find(kWorkspaceNames.begin(), kWorkspaceNames.end(), word) != kWorkspaceNames.end();
}

// The object's rectangle without its stroke: editors give the page rect a stroke width of 1.
Rect page_rect(const Object& object) {
    const Transform& t = object.transform;
    return Rect::around(object.centre, {t.width * t.scale_x, t.height * t.scale_y});
}

// react-design-editor keeps the page's size beside an image that fills it.
std::optional<Size> workarea_size(const Object& object) {
    const auto width = object.node.number("workareaWidth");
    const auto height = object.node.number("workareaHeight");
    if (!width || !height || !(*width > 0) || !(*height > 0)) return std::nullopt;
    return Size{*width, *height};
}

bool same(const Rect& a, const Rect& b) {
    return std::abs(a.left() - b.left()) <= kSameEdge && std::abs(a.top() - b.top()) <= kSameEdge &&
           std::abs(a.right() - b.right()) <= kSameEdge &&
           std::abs(a.bottom() - b.bottom()) <= kSameEdge;
}

bool is_page(const Rect& rect) {
    const bool near =
        std::abs(rect.left()) <= kCoordinateMax && std::abs(rect.top()) <= kCoordinateMax;
    return near && is_page_sized(rect.size());
}

bool is_upright(const Object& object) {
    return object.transform.angle == 0.0;
}

bool is_named_page(const Object& object) {
    return (is_workspace_name(object.name) || is_workspace_name(object.id)) && !object.is_text();
}

Rect workspace_rect(const Object& object) {
    const auto size = workarea_size(object);
    return size ? Rect::around(object.centre, *size) : page_rect(object);
}

bool is_locked_rect(const Object& object) {
    return object.kind == Kind::Rect && !object.selectable && is_upright(object);
}

std::optional<Page> find_workspace(const Document& document) {
    const auto& objects = document.objects();
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Object& object = objects[i];
        if (!is_named_page(object)) continue;
        const bool by_name = is_workspace_name(object.name);
        const Rect rect = workspace_rect(object);
        if (!is_page(rect)) continue;
        return Page{rect, PageSource::Workspace,
                    "workspace:" + (by_name ? *object.name : *object.id), i};
    }
    return std::nullopt;
}

std::optional<Page> find_clip_path(const Document& document) {
    const auto& clip = document.clip_path();
    if (!clip || !is_page(page_rect(*clip))) return std::nullopt;
    const Rect rect = page_rect(*clip);
    const auto& objects = document.objects();
    for (std::size_t i = 0; i < objects.size(); ++i)
        if (objects[i].kind == clip->kind && same(page_rect(objects[i]), rect))
            return Page{page_rect(objects[i]), PageSource::ClipPathObject, "clipPath:object", i};
    return Page{rect, PageSource::ClipPath, "clipPath", std::nullopt};
}

std::optional<Page> find_unselectable(const Document& document) {
    const auto& objects = document.objects();
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Object& object = objects[i];
        if (!is_locked_rect(object)) continue;
        if (is_page(page_rect(object)))
            return Page{page_rect(object), PageSource::Unselectable, "unselectable", i};
    }
    return std::nullopt;
}

std::optional<Page> find_background(const Document& document) {
    const auto& background = document.background_image();
    if (!background || !is_page(page_rect(*background))) return std::nullopt;
    return Page{page_rect(*background), PageSource::BackgroundImage, "backgroundImage",
                std::nullopt};
}

std::optional<Page> find_bounds(const Document& document) {
    std::optional<Rect> all;
    for (const Object& object : document.objects())
        if (object.visible) all = all ? geometry::hull(*all, object.box) : object.box;
    if (!all || !is_page(*all)) return std::nullopt;
    return Page{*all, PageSource::Bounds, "bounds", std::nullopt};
}

Page at_origin(Size size, PageSource kind) {
    return {Rect::from_size({0, 0}, size), kind, std::string{to_string(kind)}, std::nullopt};
}

// The object a page known from elsewhere coincides with, so that it is resized with the page.
void attach_object(const Document& document, Page& page) {
    if (page.object) return;
    const auto workspace = find_workspace(document);
    if (workspace && same(workspace->rect, page.rect)) page.object = workspace->object;
}

}  // namespace

std::string_view to_string(PageSource source) {
    switch (source) {
        case PageSource::Explicit:
            return "explicit";
        case PageSource::Workspace:
            return "workspace";
        case PageSource::ClipPathObject:
            return "clipPath:object";
        case PageSource::ClipPath:
            return "clipPath";
        case PageSource::CurrentSize:
            return "currentSize";
        case PageSource::SizeKeys:
            return "size";
        case PageSource::Unselectable:
            return "unselectable";
        case PageSource::BackgroundImage:
            return "backgroundImage";
        case PageSource::Bounds:
            return "bounds";
    }
    return "";
}

Result<Page> detect_page(const Document& document, const PageHint& hint) {
    if (hint.rect) {
        if (!is_page(*hint.rect))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("the page given is not {} to {:g} px wide and high",
                                    kPageSideMin, kPageSideMax));
        Page page{*hint.rect, PageSource::Explicit, "explicit", std::nullopt};
        attach_object(document, page);
        return page;
    }
    if (auto page = find_workspace(document)) return *page;
    if (auto page = find_clip_path(document)) return *page;
    if (hint.current_size && is_page_sized(*hint.current_size))
        return at_origin(*hint.current_size, PageSource::CurrentSize);
    if (const auto size = document.size_keys()) return at_origin(*size, PageSource::SizeKeys);
    if (auto page = find_unselectable(document)) return *page;
    if (auto page = find_background(document)) return *page;
    if (auto page = find_bounds(document)) return *page;
    return fail(ErrorCode::InvalidInput,
                "the canvas shows no page: no objects with an area; send the page's size with it");
}

std::vector<const Object*> find_rivals(const Document& document, const Page& page) {
    std::vector<const Object*> rivals;
    const auto& objects = document.objects();
    const auto before = [&](PageSource source, std::size_t i) {
        return page.kind > source || (page.kind == source && i < page.object.value_or(0));
    };
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Object& object = objects[i];
        if (page.object == i) continue;
        const bool named = is_named_page(object) && before(PageSource::Workspace, i);
        const bool locked = is_locked_rect(object) && before(PageSource::Unselectable, i);
        if ((named && !is_page(workspace_rect(object))) || (locked && !is_page(page_rect(object))))
            rivals.push_back(&object);
    }
    return rivals;
}

}  // namespace refit::canvas
