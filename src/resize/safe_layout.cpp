#include "resize/safe_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "canvas/placement.h"
#include "layout/features.h"

namespace refit::resize {
namespace {

// A page whose size differs by less is the target; smaller than any editor shows.
constexpr double kPageToleranceMax = 0.01;

bool covers(layout::Role role) {
    return role == layout::Role::Background || role == layout::Role::Overlay;
}

geometry::Rect scaled_into(const geometry::Rect& box, double scale, geometry::Point offset) {
    return geometry::Rect::from_size(box.origin() * scale + offset,
                                     {box.width() * scale, box.height() * scale});
}

// Whether the file itself says where its page is, so that the result must say so too.
bool page_is_marked(canvas::PageSource kind) {
    switch (kind) {
        case canvas::PageSource::Workspace:
        case canvas::PageSource::ClipPathObject:
        case canvas::PageSource::ClipPath:
        case canvas::PageSource::SizeKeys:
            return true;
        case canvas::PageSource::Explicit:
        case canvas::PageSource::CurrentSize:
        case canvas::PageSource::Unselectable:
        case canvas::PageSource::BackgroundImage:
        case canvas::PageSource::Bounds:
            return false;
    }
    return false;
}

bool is_finite(const geometry::Rect& box) {
    return std::isfinite(box.left()) && std::isfinite(box.top()) && std::isfinite(box.right()) &&
           std::isfinite(box.bottom());
}

}  // namespace

Result<layout::LayoutResult> contain_layout(const Prepared& prepared,
                                            const canvas::TextMeasurer& measurer) {
    const geometry::Size page = prepared.scene.page;
    const geometry::Size target = prepared.target;
    const double scale = std::min(target.width / page.width, target.height / page.height);
    const geometry::Point offset{(target.width - page.width * scale) / 2,
                                 (target.height - page.height * scale) / 2};
    layout::LayoutResult result;
    std::vector<canvas::Placement> placements;
    std::vector<geometry::Rect> after;
    for (const layout::Element& element : prepared.scene.elements) {
        const bool cover = covers(element.role);
        const geometry::Rect box =
            cover ? geometry::Rect::from_size({}, target) : scaled_into(element.box, scale, offset);
        after.push_back(box);
        if (element.role == layout::Role::Page) continue;
        canvas::Placement placement;
        placement.object = element.object;
        placement.box = box;
        placement.fit = cover ? canvas::Fit::Crop : canvas::Fit::Uniform;
        placements.push_back(placement);
        layout::PlacedElement placed;
        placed.object = element.object;
        placed.id = element.id;
        placed.path = element.path;
        placed.role = element.role;
        placed.before = element.box;
        placed.after = box;
        placed.scale = scale;
        placed.rule = cover ? "cover" : "contain";
        placed.reason = cover ? "Covers the new page." : "The whole design, scaled to fit.";
        result.elements.push_back(std::move(placed));
    }
    REFIT_TRY(text, canvas::place(prepared.document, prepared.page, target, placements, measurer));
    result.canvas = std::move(text);
    result.chosen.name = "contain";
    result.features = layout::features(prepared.scene, target, after);
    result.suggestions.emplace_back(
        "The design was only scaled to fit; please look it over before using it.");
    return result;
}

Result<void> check_result(const layout::LayoutResult& result, const Prepared& prepared,
                          const canvas::TextMeasurer& measurer) {
    canvas::ParseOptions options;
    options.measurer = &measurer;
    const auto document = canvas::Document::parse(result.canvas, options);
    if (!document) {
        return fail(ErrorCode::Internal, "the result does not parse: " + document.error().message);
    }
    if (document->object_count() != prepared.document.object_count()) {
        return fail(ErrorCode::Internal, "the result has other objects than the source");
    }
    for (const canvas::Object& object : document->objects()) {
        if (!is_finite(object.box)) {
            return fail(ErrorCode::Internal, "object " + object.path + " has no finite box");
        }
    }
    if (!page_is_marked(prepared.page.kind)) return {};
    const auto page = canvas::detect_page(*document);
    if (!page) return fail(ErrorCode::Internal, "the result has no page");
    if (std::abs(page->rect.width() - prepared.target.width) > kPageToleranceMax ||
        std::abs(page->rect.height() - prepared.target.height) > kPageToleranceMax) {
        return fail(ErrorCode::Internal, "the result's page is not the target");
    }
    return {};
}

}  // namespace refit::resize
