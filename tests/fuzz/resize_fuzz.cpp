// Any bytes as a resize: eight bytes say the target and two engine parameters, the rest is the
// canvas. What docs/methods/layout-engine.md promises must hold for every canvas that is read:
//   the result is a canvas again, with the same objects and a page of the target's size;
//   every number of the report is finite, scores lie in (0, 1];
//   foreground ends on the page (Out = 0), in the report and in the result read again;
//   equal inputs give equal bytes, and a page that keeps its size keeps its bytes;
//   a proposal made of the same numbers is repaired to the same promises, or refused.
// Texts are measured by the even measurer (decision 0023): half an em for each byte.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "canvas/document.h"
#include "canvas/page.h"
#include "canvas/parts.h"
#include "layout/engine.h"
#include "layout/repair.h"
#include "layout/test_support.h"

namespace {

using namespace refit;
using geometry::Rect;
using geometry::Size;

constexpr std::size_t kHeaderBytes = 8;
constexpr std::size_t kInputBytesMax = 64 * 1024;
// What these take is bounded, but not to seconds under sanitizers; bench/ measures large designs.
constexpr std::size_t kObjectsMax = 300;
constexpr double kHair = 0.01;  // px
// Of what was written and read again: lengths are rounded, and texts measured once more.
constexpr double kWritten = 1.0;      // px
constexpr double kScaleUnit = 1e-6;   // scales have six decimals
constexpr double kScaleFloor = 1e-4;  // Fabric has no smaller ones

void require(bool holds, const char* what, const std::string& where = "") {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s %s\n", what, where.c_str());
    std::abort();
}

std::string shown(const Rect& box) {
    return std::to_string(box.left()) + " " + std::to_string(box.top()) + " to " +
           std::to_string(box.right()) + " " + std::to_string(box.bottom());
}

struct Input {
    Size target;
    layout::Learned learned = layout::Learned::shipped();
    std::uint8_t salt{0};
    std::string canvas;
};

// 16 px to 20000 px, as many small as large; whole numbers unless the last bit is set.
double side_of(std::uint8_t high, std::uint8_t low) {
    const double share = (high * 256 + low) / 65535.0;
    const double side =
        layout::kTargetSideMin * std::pow(layout::kTargetSideMax / layout::kTargetSideMin, share);
    return std::min(low % 2 == 0 ? std::round(side) : side, layout::kTargetSideMax);
}

void set_parameter(layout::Parameters& parameters, std::uint8_t which, std::uint8_t share) {
    const auto specs = layout::parameter_specs();
    if (which >= specs.size()) return;
    const layout::ParameterSpec& spec = specs[which];
    const double value = spec.min + (spec.max - spec.min) * share / 255.0;
    require(parameters.set(spec.name, std::min(value, spec.max)).has_value(), "set", "in range");
}

Input input_of(const std::uint8_t* data, std::size_t size) {
    Input input;
    input.target = {side_of(data[0], data[1]), side_of(data[2], data[3])};
    set_parameter(input.learned.parameters, data[4], data[5]);
    set_parameter(input.learned.parameters, data[6], data[7]);
    input.salt = data[7];
    input.canvas = {reinterpret_cast<const char*>(data) + kHeaderBytes, size - kHeaderBytes};
    return input;
}

struct Design {
    const Input& input;
    const canvas::Document& document;
    const canvas::Page& page;
    const canvas::TextMeasurer& measurer;
    layout::Scene scene;
};

bool is_finite(const Rect& box) {
    return std::isfinite(box.left()) && std::isfinite(box.top()) && std::isfinite(box.right()) &&
           std::isfinite(box.bottom());
}

bool is_on_page(const Rect& box, Size page, double slack) {
    return box.left() >= -slack && box.top() >= -slack && box.right() <= page.width + slack &&
           box.bottom() <= page.height + slack;
}

// Then everything stays where it is, be it beside the page.
bool keeps_its_size(const Design& design) {
    return design.page.rect.size() == design.input.target;
}

void check_score(const layout::CandidateScore& score) {
    for (const layout::ScoreTerm& term : score.terms) {
        const std::string said = score.name + " " + term.name + " " + std::to_string(term.value);
        require(std::isfinite(term.value) && term.value >= 0, "terms are finite:", said);
    }
    require(std::isfinite(score.energy), "an energy is finite:", score.name);
    const std::string said =
        score.name + " " + std::to_string(score.score) + " of " + std::to_string(score.energy);
    require(score.score > 0 && score.score <= 1, "a score lies in (0, 1]:", said);
}

void check_report(const Design& design, const layout::LayoutResult& result) {
    check_score(result.chosen);
    for (const layout::CandidateScore& other : result.runners_up) check_score(other);
    for (const double feature : result.features) require(std::isfinite(feature), "features");
    for (const layout::PlacedElement& placed : result.elements) {
        const layout::Element& element = design.scene.elements[placed.object];
        const std::string where = placed.path + " (" + placed.rule + ") at " + shown(placed.after);
        require(is_finite(placed.after) && std::isfinite(placed.scale), "boxes are finite:", where);
        if (layout::is_scenery(element) || keeps_its_size(design)) continue;
        require(is_on_page(placed.after, design.input.target, kHair), "Out = 0 as said:", where);
    }
    require(json::Document::parse(layout::explain_json(result)).has_value(), "explain is JSON");
}

// The box follows exactly: no stroke of a fixed width, not turned, of an extent, and not so large
// that Fabric has no scale small enough.
bool follows(const canvas::Object& before, const canvas::Object& after,
             const layout::Element& element) {
    const double scale = std::min(after.transform.scale_x, after.transform.scale_y);
    return !element.turned && !before.transform.stroke_uniform && element.box.area() > 0 &&
           scale > kScaleFloor;
}

double written_slack(const canvas::Object& object) {
    const canvas::Transform& t = object.transform;
    return kWritten + kScaleUnit * (std::max(t.width, t.height) + t.stroke_width);
}

std::string said_of(const layout::LayoutResult& result, std::size_t object) {
    for (const layout::PlacedElement& placed : result.elements) {
        if (placed.object == object) return placed.reason + ", said to be " + shown(placed.after);
    }
    return "not in the report";
}

void check_canvas(const Design& design, const layout::LayoutResult& result) {
    canvas::ParseOptions options;
    options.measurer = &design.measurer;
    const auto after = canvas::Document::parse(result.canvas, options);
    require(after.has_value(), "the result is a canvas:", after ? "" : after.error().message);
    const auto page = canvas::detect_page(*after);
    require(page.has_value(), "the result has a page");
    const std::string size = shown(page->rect) + " " + page->source;
    require(std::abs(page->rect.width() - design.input.target.width) <= kWritten, "page", size);
    require(std::abs(page->rect.height() - design.input.target.height) <= kWritten, "page", size);
    require(after->objects().size() == design.document.objects().size(), "objects are as many");
    require(after->object_count() == design.document.object_count(), "children are as many");
    const canvas::Parts parts = canvas::parts_of(design.document, design.page);
    for (std::size_t i = 0; i < parts.objects.size(); ++i) {
        const canvas::Object& source = *parts.objects[i];
        const canvas::Object* found = canvas::object_at(*after, source.path);
        require(found != nullptr, "objects keep their places in the file:", source.path);
        const canvas::Object& object = *found;
        require(object.id == source.id && object.name == source.name, "ids stay");
        require(object.type_text == source.type_text, "types stay");
        require(is_finite(object.box), "written boxes are finite:", object.path);
        const layout::Element& element = design.scene.elements[i];
        if (layout::is_scenery(element) || keeps_its_size(design)) continue;
        if (!follows(source, object, element)) continue;
        const Rect box = object.box.moved(geometry::Point{} - page->rect.origin());
        require(is_on_page(box, design.input.target, written_slack(object)), "Out = 0 as written:",
                object.path + " at " + shown(box) + "; " + said_of(result, i));
    }
}

void check_resize(const Design& design) {
    const Input& input = design.input;
    const auto resize = [&](Size target) {
        return layout::resize(design.document, design.page, target, input.learned, design.measurer);
    };
    const auto result = resize(input.target);
    if (!result) {
        require(!result.error().message.empty(), "errors say why");
        return;
    }
    check_report(design, *result);
    check_canvas(design, *result);
    const auto same = resize(design.page.rect.size());
    if (same) require(same->canvas == input.canvas, "a page that keeps its size keeps its bytes");
    if (input.salt % 2 == 0) return;
    const auto again = resize(input.target);
    require(again && again->canvas == result->canvas, "equal inputs give equal bytes");
    require(layout::explain_json(*again) == layout::explain_json(*result), "and equal reports");
}

// Boxes that differ from object to object and from input to input; some absurd, some left out.
std::vector<layout::ModelPlacement> proposal_of(const Design& design) {
    std::vector<layout::ModelPlacement> proposal;
    for (std::size_t i = 0; i < design.scene.elements.size(); ++i) {
        const std::size_t mix = i * 37 + design.input.salt;
        if (mix % 11 == 10) continue;
        const layout::Element& element = design.scene.elements[i];
        layout::ModelPlacement placement;
        placement.id = mix % 2 == 0 ? element.path : element.id;
        placement.left = design.input.target.width * static_cast<double>(mix % 13) / 10 - 20;
        placement.top = design.input.target.height * static_cast<double>(mix % 7) / 5 - 20;
        if (mix % 3 == 0) placement.width = static_cast<double>(mix % 401) - 5;
        if (mix % 3 != 1) placement.height = static_cast<double>(mix % 97) * 9;
        if (mix % 5 == 0) placement.scale_x = static_cast<double>(mix % 29) / 4;
        if (mix % 4 == 0) placement.font_size = static_cast<double>(mix % 83);
        if (mix % 17 == 0) placement.left = std::nan("");
        placement.hidden = mix % 19 == 0;
        proposal.push_back(placement);
    }
    return proposal;
}

void check_repair(const Design& design) {
    layout::RepairOptions options;
    options.allow_hiding = design.input.salt % 8 == 7;
    const auto repaired = layout::validate_and_repair(
        design.document, design.page, design.input.target, proposal_of(design),
        design.input.learned, design.measurer, options);
    if (!repaired) {
        require(!repaired.error().message.empty(), "refusals say why");
        return;
    }
    check_report(design, repaired->layout);
    check_canvas(design, repaired->layout);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < kHeaderBytes || size > kHeaderBytes + kInputBytesMax) return 0;
    static const layout::test::EvenMeasurer measurer;
    const Input input = input_of(data, size);
    canvas::ParseOptions options;
    options.measurer = &measurer;
    const auto document = canvas::Document::parse(input.canvas, options);
    if (!document || document->object_count() > kObjectsMax) return 0;
    const auto page = canvas::detect_page(*document);
    if (!page) return 0;
    const Design design{input, *document, *page, measurer,
                        layout::analyse(*document, *page, input.learned.parameters)};
    // Each takes as long as the other; inputs of both kinds are plenty.
    if (input.salt % 4 == 3) {
        check_repair(design);
    } else {
        check_resize(design);
    }
    return 0;
}
