#include "cli/design.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "canvas/document.h"
#include "canvas/inspect.h"
#include "canvas/page.h"
#include "cli/io.h"
#include "cli/model_file.h"
#include "experiment/defaults.h"
#include "json/writer.h"
#include "layout/engine.h"
#include "layout/learned.h"
#include "render/render.h"

namespace refit::cli {
namespace {

struct Design {
    canvas::Document document;
    canvas::Page page;
};

Result<Design> load(std::string text, const canvas::PageHint& hint,
                    const canvas::ParseOptions& parsing) {
    REFIT_TRY(document, canvas::Document::parse(std::move(text), parsing));
    REFIT_TRY(page, canvas::detect_page(document, hint));
    return Design{std::move(document), std::move(page)};
}

// `base` with the parameters of a built-in variant.
Result<layout::Learned> as_variant(layout::Learned base, std::string_view variant) {
    const auto with = [&base](std::string_view parameters) -> Result<layout::Learned> {
        REFIT_TRY(set, layout::Parameters::parse(parameters, base.parameters));
        base.parameters = std::move(set);
        return std::move(base);
    };
    if (variant == experiment::kOriginalVariant) return with(experiment::original_parameters());
    if (variant == experiment::kEnhancedVariant) return with(experiment::enhanced_parameters());
    return fail(ErrorCode::InvalidInput,
                fmt::format("--variant {}: expected {} or {}; other variants live in a server",
                            variant, experiment::kOriginalVariant, experiment::kEnhancedVariant));
}

Result<canvas::PageHint> hint_from(const std::optional<std::string>& from) {
    if (!from) return canvas::PageHint{};
    REFIT_TRY(size, parse_size(*from, "--from"));
    return canvas::PageHint{std::nullopt, size};
}

// The page after the resize: it is the target by construction, wherever the file keeps it.
Result<void> draw(const ResizeOptions& options, const layout::LayoutResult& result,
                  geometry::Size target, const canvas::FontLibrary& fonts) {
    if (!options.svg && !options.png) return {};
    canvas::ParseOptions parsing;
    parsing.measurer = &fonts;
    REFIT_TRY(design, load(result.canvas, {std::nullopt, target}, parsing));
    if (options.svg) {
        REFIT_TRY(picture, render::svg(design.document, design.page, fonts));
        REFIT_CHECK(write_output(*options.svg, picture));
    }
    if (options.png) {
        REFIT_TRY(picture, render::png(design.document, design.page, fonts));
        REFIT_CHECK(write_output(*options.png, picture));
    }
    return {};
}

std::string explanation(const layout::LayoutResult& result) {
    std::string out =
        fmt::format("candidate {} (score {:.3f})\n", result.chosen.name, result.chosen.score);
    for (const layout::ScoreTerm& term : result.chosen.terms)
        out += fmt::format("  {:<14} {:>8.4f}  weight {}\n", term.name, term.value,
                           format_number(term.weight));
    for (const layout::CandidateScore& other : result.runners_up)
        out += fmt::format("runner-up {} (score {:.3f})\n", other.name, other.score);
    for (const layout::PlacedElement& element : result.elements)
        out += fmt::format("{:<8} {:<12} {:<16} {}\n", element.path,
                           layout::role_name(element.role), element.rule, element.reason);
    return out;
}

std::string summary(const ResizeOptions& options, const layout::LayoutResult& result) {
    json::Writer out;
    out.begin_object().member("output", options.output.value_or("-"));
    out.raw_member("explain", layout::explain_json(result)).end_object();
    return out.take() + "\n";
}

Result<geometry::Size> target_from(const std::string& text) {
    REFIT_TRY(size, parse_size(text, "--to"));
    const auto [lowest, highest] = std::minmax(size.width, size.height);
    if (lowest < layout::kTargetSideMin || highest > layout::kTargetSideMax)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("--to {}: each side must be {} to {} px", text,
                                layout::kTargetSideMin, layout::kTargetSideMax));
    return size;
}

Result<void> resize(const ResizeOptions& options, const canvas::FontLibrary& fonts) {
    if (options.json && !options.output)
        return fail(ErrorCode::InvalidInput, "--json needs -o: standard output holds the summary");
    REFIT_TRY(target, target_from(options.target));
    REFIT_TRY(hint, hint_from(options.from));
    REFIT_TRY(model, layout_model(options.model));
    REFIT_TRY(learned, as_variant(std::move(model), options.variant));
    REFIT_TRY(text, read_input(options.input));
    canvas::ParseOptions parsing;
    parsing.measurer = &fonts;
    REFIT_TRY(design, load(std::move(text), hint, parsing));
    REFIT_TRY(result, layout::resize(design.document, design.page, target, learned, fonts));
    REFIT_CHECK(write_output(options.output.value_or("-"), result.canvas));
    REFIT_CHECK(draw(options, result, target, fonts));
    if (options.explain) fmt::print(stderr, "{}", explanation(result));
    if (options.json) print(summary(options, result));
    return {};
}

std::string plain_listing(const Design& design) {
    const geometry::Rect& page = design.page.rect;
    std::string out = fmt::format("page {}x{} at {},{} ({})\n", format_number(page.width()),
                                  format_number(page.height()), format_number(page.left()),
                                  format_number(page.top()), design.page.source);
    const auto list = [&out](const auto& self, const std::vector<canvas::Object>& objects) -> void {
        for (const canvas::Object& object : objects) {
            const geometry::Rect& box = object.box;
            out += fmt::format("{:<8} {:<12} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f}  {}\n",
                               object.path, object.type_text, box.left(), box.top(), box.width(),
                               box.height(), object.visible ? "" : "hidden");
            self(self, object.children);
        }
    };
    list(list, design.document.objects());
    return out;
}

Result<void> inspect(const InspectOptions& options, const canvas::FontLibrary& fonts) {
    REFIT_TRY(hint, hint_from(options.from));
    REFIT_TRY(text, read_input(options.input));
    canvas::ParseOptions parsing;
    parsing.fabric_major = options.fabric;
    parsing.measurer = &fonts;
    REFIT_TRY(design, load(std::move(text), hint, parsing));
    print(options.json ? canvas::inspect_json(design.document, design.page) + "\n"
                       : plain_listing(design));
    return {};
}

// Usage errors are about the command line itself; everything else is a failed run.
int status_of(const Error& error) {
    return error.message.starts_with("--") ? kUsage : kFailed;
}

int finish(const Result<void>& done, const std::string& input) {
    if (done) return kOk;
    Error error = done.error();
    const int status = status_of(error);
    if (status == kFailed && !error.message.starts_with(input))
        error.message = input + ": " + error.message;
    return report(error, status);
}

}  // namespace

int run_resize(const ResizeOptions& options, const canvas::FontLibrary& fonts) {
    return finish(resize(options, fonts), options.input);
}

int run_inspect(const InspectOptions& options, const canvas::FontLibrary& fonts) {
    return finish(inspect(options, fonts), options.input);
}

}  // namespace refit::cli
