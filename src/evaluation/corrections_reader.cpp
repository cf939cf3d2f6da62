// Exported corrections, JSON lines: docs/formats/training-export.md.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/text.h"
#include "canvas/corrections.h"
#include "canvas/parts.h"
#include "evaluation/files.h"
#include "evaluation/readers.h"
#include "layout/scene.h"

namespace refit::evaluation {
namespace {

namespace fs = std::filesystem;
using canvas::Object;
using geometry::Rect;

// A corrected page may differ from the target by this many pixels: editors round.
constexpr double kPageTolerance = 1;

Kind kind_of(layout::Role role) {
    switch (role) {
        case layout::Role::Page:
        case layout::Role::Background:
        case layout::Role::Overlay:
            return Kind::Background;
        case layout::Role::Image:
        case layout::Role::Panel:
            return Kind::Image;
        case layout::Role::Logo:
            return Kind::Logo;
        case layout::Role::Headline:
        case layout::Role::Text:
        case layout::Role::Legal:
        case layout::Role::ButtonLabel:
            return Kind::Text;
        case layout::Role::Button:
        case layout::Role::Badge:
            return Kind::Button;
        case layout::Role::Bleed:
        case layout::Role::Decoration:
            return Kind::Shape;
    }
    return Kind::Shape;
}

// The object's own id, else its name, where no other object has it; else nothing.
std::map<std::string, std::size_t> names_of(const std::vector<const Object*>& objects) {
    std::map<std::string, std::size_t> count;
    std::map<std::string, std::size_t> where;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto& name = objects[i]->id ? objects[i]->id : objects[i]->name;
        if (!name || name->empty()) continue;
        ++count[*name];
        where[*name] = i;
    }
    std::erase_if(where, [&count](const auto& entry) { return count[entry.first] > 1; });
    return where;
}

// For each source object its counterpart in the correction: by unique id or name; the rest by
// place in the list where both lists are equally long.
std::vector<const Object*> counterparts(const std::vector<const Object*>& source,
                                        const std::vector<const Object*>& corrected) {
    const auto theirs = names_of(corrected);
    std::vector<const Object*> result(source.size(), nullptr);
    std::vector<bool> taken(corrected.size(), false);
    for (const auto& [name, index] : names_of(source)) {
        const auto found = theirs.find(name);
        if (found == theirs.end()) continue;
        result[index] = corrected[found->second];
        taken[found->second] = true;
    }
    if (corrected.size() != result.size()) return result;
    for (std::size_t i = 0; i < corrected.size(); ++i) {
        const bool same_type = corrected[i]->type_text == source[i]->type_text;
        if (result[i] == nullptr && !taken[i] && same_type) result[i] = corrected[i];
    }
    return result;
}

canvas::Parts parts_of(const Design& design) {
    return canvas::parts_of(*design.document, design.page);
}

std::string size_name(geometry::Size size) {
    return format_number(std::round(size.width)) + "x" + format_number(std::round(size.height));
}

struct Row {
    std::string campaign;
    std::string author;
    geometry::Size target;
    Design source;
    Design corrected;
};

std::vector<Mark> marks_of(const Row& row, const layout::Lesson& lesson) {
    std::vector<Mark> marks;
    const layout::Scene scene = layout::analyse(*row.source.document, row.source.page);
    for (const layout::Element& element : scene.elements) {
        if (element.role == layout::Role::Page || !element.visible) continue;
        marks.push_back({element.id.empty() ? element.path : element.id, kind_of(element.role),
                         element.object, element.box, lesson.boxes[element.object]});
    }
    return marks;
}

Case make_case(const Row& row) {
    Case made{.lesson = {.campaign = row.campaign,
                         .author = row.author,
                         .source = row.source.document,
                         .page = row.source.page,
                         .target = row.target,
                         .boxes = {}},
              .from = size_name(row.source.page.rect.size()),
              .to = size_name(row.target),
              .source_size = row.source.page.rect.size(),
              .bucket = bucket_of(row.source.page.rect.size(), row.target),
              .marks = {},
              .additions = {}};
    const geometry::Point corner = row.corrected.page.rect.origin();
    const canvas::Parts parts = parts_of(row.source);
    for (const Object* found : counterparts(parts.objects, parts_of(row.corrected).objects)) {
        const bool shown = found != nullptr && found->visible;
        made.lesson.boxes.push_back(shown ? std::optional{found->box.moved({-corner.x, -corner.y})}
                                          : std::nullopt);
    }
    if (const auto page = parts.page)
        made.lesson.boxes[*page] = Rect::from_size({0, 0}, row.target);
    made.marks = marks_of(row, made.lesson);
    return made;
}

Result<geometry::Size> target_of(const json::Node& line, const std::string& place) {
    geometry::Size target;
    if (const auto sides = line.find("targetDimensions"))
        target = {sides->number("width").value_or(0), sides->number("height").value_or(0)};
    if (target.width > 0 && target.height > 0) return target;
    return fail(ErrorCode::InvalidInput,
                place + ": $.targetDimensions: expected {\"width\": …, \"height\": …} above 0");
}

// The page that a correction itself speaks of; read_design takes the target's word for the rest.
geometry::Size stated_page(const Design& design) {
    const geometry::Size found = design.page.rect.size();
    return design.page.object ? found : design.document->size_keys().value_or(found);
}

// An error is why the row says too little.
Result<Row> read_row(const json::Node& line, const std::string& place,
                     const canvas::TextMeasurer& measurer) {
    const auto missing = [&place](std::string_view what) {
        return fail(ErrorCode::InvalidInput, fmt::format("{}: {}", place, what));
    };
    Row row;
    const auto original = line.find("originalCanvas");
    if (!original || original->size() == 0)
        return missing("$.originalCanvas: the design before the resize is not there");
    const auto output = line.find("expectedOutput");
    const auto corrected = output ? canvas::corrected_canvas(output->raw()) : std::nullopt;
    if (!corrected) return missing("$.expectedOutput: no corrected canvas");
    REFIT_TRY(target, target_of(line, place));
    row.target = target;
    // Corrections of one design in several sizes are one campaign.
    row.campaign = fmt::format("design-{:08x}", fnv1a32(original->raw()));
    row.author = line.string("user").value_or("nobody");
    REFIT_TRY(source, read_design(std::string{original->raw()}, place + ": $.originalCanvas", {},
                                  measurer));
    row.source = std::move(source);
    REFIT_TRY(answer, read_design(*corrected, place + ": $.expectedOutput",
                                  {std::nullopt, row.target}, measurer));
    row.corrected = std::move(answer);
    const geometry::Size page = stated_page(row.corrected);
    if (std::abs(page.width - row.target.width) > kPageTolerance ||
        std::abs(page.height - row.target.height) > kPageTolerance)
        return missing(fmt::format("$.expectedOutput: its page is {}, the target {}",
                                   size_name(page), size_name(row.target)));
    return row;
}

}  // namespace

Result<void> read_corrections(const fs::path& file, const canvas::TextMeasurer& measurer,
                              Corpus& corpus) {
    REFIT_TRY(text, read_file(file));
    std::size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        if (trim(line).empty()) continue;
        const std::string place = fmt::format("{}:{}", file.string(), number);
        const auto parsed = json::Document::parse(std::string{line});
        if (!parsed) return fail(parsed.error().code, place + ": " + parsed.error().message);
        auto row = read_row(parsed->root(), place, measurer);
        if (!row) {
            corpus.skipped.push_back(row.error().message);
            continue;
        }
        Case made = make_case(*row);
        if (std::any_of(made.marks.begin(), made.marks.end(), is_compared)) {
            corpus.cases.push_back(std::move(made));
        } else {
            corpus.skipped.push_back(place + ": no foreground object is left in the correction");
        }
    }
    return {};
}

}  // namespace refit::evaluation
