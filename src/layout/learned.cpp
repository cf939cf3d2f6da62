#include "layout/learned.h"

#include <utility>

#include "base/assert.h"
#include "json/document.h"
#include "json/writer.h"
#include "layout/shipped_model.json.h"

namespace refit::layout {
namespace {

using Firmness = decltype(Learned::firmness);

// Parameters that are left out have none.
Result<Firmness> read_firmness(const json::Node& object) {
    Firmness firmness{};
    const auto specs = parameter_specs();
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const auto node = object.find(specs[i].name);
        if (!node) continue;
        const auto number = node->number();
        if (!number || !(*number >= 0))
            return fail(ErrorCode::InvalidInput,
                        node->position() + ": a firmness is a number from 0");
        firmness[i] = *number;
    }
    return firmness;
}

void write_firmness(const Firmness& firmness, json::Writer& out) {
    out.begin_object();
    const auto specs = parameter_specs();
    for (std::size_t i = 0; i < specs.size(); ++i) {
        if (firmness[i] > 0) out.member(specs[i].name, firmness[i]);
    }
    out.end_object();
}

}  // namespace

const Learned& Learned::shipped() {
    static const Learned shipped = [] {
        auto read = parse(kShippedModel);
        REFIT_ASSERT(read.has_value());
        return *std::move(read);
    }();
    return shipped;
}

std::string Learned::to_json() const {
    json::Writer out;
    out.begin_object().member("model", kLearnedVersion);
    out.raw_member("parameters", parameters.to_json()).key("firmness");
    write_firmness(firmness, out);
    out.key("habits");
    habits.write(out);
    out.end_object();
    return out.take();
}

Result<Learned> Learned::parse(std::string_view json_text) {
    REFIT_TRY(document, json::Document::parse(std::string{json_text}));
    const json::Node root = document.root();
    if (root.string("model") != kLearnedVersion)
        return fail(ErrorCode::InvalidInput, "$.model: expected \"" + std::string{kLearnedVersion} +
                                                 "\"; train the model anew with this version");
    const auto parameters = root.find("parameters");
    const auto firmness = root.find("firmness");
    const auto habits = root.find("habits");
    if (!parameters || !firmness || !firmness->is_object() || !habits || !habits->is_object())
        return fail(ErrorCode::InvalidInput,
                    "$: expected the objects parameters, firmness and habits");
    REFIT_TRY(numbers, Parameters::from_json(*parameters));
    REFIT_TRY(firm, read_firmness(*firmness));
    REFIT_TRY(known, Habits::from_json(*habits));
    return Learned{std::move(numbers), firm, known};
}

}  // namespace refit::layout
