#include "layout/parameters.h"

#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "json/writer.h"

namespace refit::layout {
namespace {

constexpr std::size_t kCount = static_cast<std::size_t>(Parameter::Count);

// Exponents and shares come from designers' own resizes, see docs/methods/layout-engine.md.
constexpr std::array<ParameterSpec, kCount> kSpecs{{
    {"text_exponent", 0.2, 1.0, 0.5,
     "Text is scaled by (area ratio)^(p/2). Designers' own resizes: p = 0.5."},
    {"small_image_exponent", 0.3, 1.0, 0.65,
     "The same for images below 4 % of the page. Measured 0.66."},
    {"image_exponent", 0.3, 1.1, 0.8, "The same for images of 4 % to 20 %. Measured 0.82."},
    {"large_image_exponent", 0.3, 1.2, 0.95, "The same for larger images. Measured 0.98."},
    {"logo_exponent", 0.3, 1.0, 0.6, "The same for logos. Measured 0.6."},
    {"button_exponent", 0.3, 1.0, 0.5, "The same for buttons. Measured 0.5."},
    {"shape_exponent", 0.3, 1.1, 0.63, "The same for shapes. Measured 0.6 to 0.65."},
    {"bleed_exponent", 0.3, 1.2, 0.9,
     "The same for decoration that runs over the edge: it follows the page."},
    {"law_reach", 0.2, 3.0, 0.7,
     "Beyond this ln of the size ratio the law was never measured: scales go on almost in step."},
    {"fill_max", 0.6, 1.0, 0.94,
     "Largest share of a side that one unit may take. Designers leave 3 % on each side."},
    {"strip_fill", 0.4, 1.0, 0.8, "Largest share of a strip's height that one unit may take."},
    {"centre_band", 0.0, 0.2, 0.03,
     "A unit whose centre is this near to the page's centre line stays centred."},
    {"margin_share", 0.0, 0.1, 0.02,
     "Smallest distance of text, logos and buttons to an edge, of the short side."},
    {"group_gap", 0.0, 2.0, 0.6,
     "Text lines closer than this many font sizes form a block. 0: nothing is grouped."},
    {"group_ratio", 1.0, 4.0, 1.6,
     "Texts whose sizes differ by more than this factor are different blocks."},
    {"split_below", 0.2, 1.0, 0.7,
     "A group that would shrink below this share of its wanted scale is taken apart."},
    {"panel_share", 0.05, 0.6, 0.2,
     "A shape or picture larger than this share of the page is scenery, not an item."},
    {"restack_from", 0.1, 2.0, 0.5,
     "Change of ln(aspect) from which rows may become columns and the reverse."},
    {"pins_from", 0.1, 3.0, 1.5,
     "Change of ln(aspect) from which edge margins count more than relative places."},
    {"strip_aspect", 1.5, 6.0, 2.5, "Pages wider than this many heights are strips."},
    {"column_aspect", 0.2, 1.0, 0.7, "Pages narrower than this many heights are columns."},
    {"strip_order", 0.0, 1.0, 0.3, "Reading key for a strip: this much of x, the rest of y."},
    {"column_order", 0.0, 1.0, 0.7, "Reading key for a column: this much of x, the rest of y."},
    {"strip_pack", 0.0, 1.0, 0.5,
     "Units are stacked in one column of a strip up to this share of its height."},
    {"column_pack", 0.0, 1.0, 0.8,
     "Units share one row of a column up to this share of its width."},
    {"end_share", 0.0, 1.0, 0.15,
     "Space before the first and after the last unit, of the space between two."},
    {"legible_share", 0.0, 0.03, 0.012, "Smallest text on social formats, of the short side."},
    {"weight_habit", 0.0, 4.0, 1.0, "How much the kind of change decides which layout is right."},
    {"weight_displacement", 0.0, 4.0, 0.3,
     "Cost of moving away from the relative place in the source."},
    {"weight_order", 0.0, 4.0, 0.5, "Cost of changing left-of and above relations."},
    {"weight_overlap", 0.0, 8.0, 3.0, "Cost of overlaps that the source does not have."},
    {"weight_size", 0.0, 4.0, 0.6, "Cost of scales off the scaling law."},
    {"weight_alignment", 0.0, 4.0, 0.3, "Cost of lost alignments."},
    {"weight_margin", 0.0, 4.0, 0.5, "Cost of crowding the page's edge."},
    {"weight_balance", 0.0, 4.0, 0.2, "Cost of a centre of mass that moved."},
    {"weight_legibility", 0.0, 8.0, 2.0, "Cost of text below the legible size."},
    {"weight_ranker", 0.0, 1.0, 0.7,
     "Share of the ranking that a trained quality model has, where there is one."},
}};

std::optional<std::size_t> index_of(std::string_view name) {
    for (std::size_t i = 0; i < kSpecs.size(); ++i) {
        if (kSpecs[i].name == name) return i;
    }
    return std::nullopt;
}

std::string known_names() {
    std::string names;
    for (const ParameterSpec& spec : kSpecs) {
        if (!names.empty()) names += ", ";
        names += spec.name;
    }
    return names;
}

}  // namespace

std::span<const ParameterSpec> parameter_specs() {
    return kSpecs;
}

Parameters::Parameters() {
    values_.reserve(kSpecs.size());
    for (const ParameterSpec& spec : kSpecs) values_.push_back(spec.fallback);
}

Result<void> Parameters::set(std::string_view name, double value) {
    const auto index = index_of(name);
    if (!index) {
        return fail(ErrorCode::InvalidInput, "unknown engine parameter \"" + std::string(name) +
                                                 "\"; known are: " + known_names());
    }
    const ParameterSpec& spec = kSpecs[*index];
    if (!std::isfinite(value) || value < spec.min || value > spec.max) {
        json::Writer range;
        range.begin_array().value(spec.min).value(spec.max).end_array();
        return fail(ErrorCode::InvalidInput,
                    "engine parameter \"" + std::string(name) + "\" must lie in " + range.take());
    }
    values_[*index] = value;
    return {};
}

Result<Parameters> Parameters::from_json(const json::Node& object, Parameters base) {
    if (!object.is_object()) {
        return fail(ErrorCode::InvalidInput,
                    "engine parameters must be a JSON object of numbers, at " + object.position());
    }
    for (const auto& [name, node] : object.members()) {
        const auto value = node.number();
        if (!value) {
            return fail(ErrorCode::InvalidInput, "engine parameter \"" + name +
                                                     "\" must be a number, at " + node.position());
        }
        REFIT_CHECK(base.set(name, *value));
    }
    return base;
}

Result<Parameters> Parameters::parse(std::string_view json_text, Parameters base) {
    REFIT_TRY(document, json::Document::parse(std::string(json_text)));
    return from_json(document.root(), std::move(base));
}

std::string Parameters::to_json() const {
    json::Writer out;
    out.begin_object();
    for (std::size_t i = 0; i < kSpecs.size(); ++i) out.member(kSpecs[i].name, values_[i]);
    out.end_object();
    return out.take();
}

std::string Parameters::changes_json(const Parameters& base) const {
    json::Writer out;
    out.begin_object();
    for (std::size_t i = 0; i < kSpecs.size(); ++i) {
        if (values_[i] != base.values_[i]) out.member(kSpecs[i].name, values_[i]);
    }
    out.end_object();
    return out.take();
}

}  // namespace refit::layout
