// Variants: list, add, change, switch, render a prompt.
#include <fmt/format.h>

#include "experiment/guardrails.h"
#include "experiment/variants.h"
#include "http/decode.h"
#include "http/encode.h"
#include "http/resizing.h"
#include "http/routes.h"
#include "llm/prompt.h"
#include "resize/vision.h"

namespace refit::http {
namespace {

using experiment::VariantView;

const experiment::Actor kAdmin{"admin", "changed over HTTP"};

net::Response answer(const VariantView& view, int status) {
    return net::Response::json(status, experiment::to_json(view));
}

Result<std::optional<std::string>> optional_object(const json::Node& body, std::string_view key) {
    const auto node = body.find(key);
    if (!node || node->is_null()) return std::nullopt;
    if (!node->is_object())
        return fail(ErrorCode::InvalidInput,
                    std::string{key} + ": expected an object of engine parameters");
    return std::string{node->raw()};
}

Result<experiment::NewVariant> decode_new(const json::Node& body) {
    experiment::NewVariant fresh;
    REFIT_TRY(id, required_text(body, "id", experiment::kVariantIdBytesMax));
    REFIT_TRY(name, optional_text(body, "name", experiment::kVariantNameBytesMax));
    REFIT_TRY(prompt, required_text(body, "prompt", experiment::kPromptBytesMax));
    REFIT_TRY(parameters, optional_object(body, "parameters"));
    REFIT_TRY(weight, optional_number(body, "weight", 0, experiment::kWeightPercentMax));
    REFIT_TRY(active, optional_flag(body, "active"));
    REFIT_TRY(note, optional_text(body, "note", experiment::kVariantNameBytesMax));
    REFIT_TRY(warm, optional_text(body, "warmStart", experiment::kVariantIdBytesMax));
    fresh.warm_from = std::move(warm);
    fresh.name = name.value_or(id);
    fresh.id = std::move(id);
    fresh.prompt = std::move(prompt);
    fresh.parameters = parameters.value_or("{}");
    fresh.weight_percent = weight.value_or(0);
    fresh.active = active.value_or(true);
    fresh.note = note.value_or("");
    return fresh;
}

Result<experiment::VariantPatch> decode_patch(const json::Node& body) {
    experiment::VariantPatch patch;
    REFIT_TRY(name, optional_text(body, "name", experiment::kVariantNameBytesMax));
    REFIT_TRY(prompt, optional_text(body, "prompt", experiment::kPromptBytesMax));
    REFIT_TRY(parameters, optional_object(body, "parameters"));
    REFIT_TRY(weight, optional_number(body, "weight", 0, experiment::kWeightPercentMax));
    REFIT_TRY(active, optional_flag(body, "active"));
    patch.name = std::move(name);
    patch.prompt = std::move(prompt);
    patch.parameters = std::move(parameters);
    patch.weight_percent = weight;
    patch.active = active;
    return patch;
}

Result<net::Response> list(const Services& services) {
    REFIT_TRY(views, read_in(services.database,
                             [](store::Transaction& tx) { return experiment::list_variants(tx); }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const VariantView& view : views) out.raw(experiment::to_json(view));
    out.end_array().end_object();
    return ok(out);
}

Result<net::Response> show(const Services& services, const Call& call) {
    REFIT_TRY(view, read_in(services.database, [&](store::Transaction& tx) {
                  return experiment::find_variant(tx, call.param("id"));
              }));
    return answer(view, 200);
}

Result<net::Response> add(const Services& services, const Call& call) {
    REFIT_TRY(fresh, decode_new(call.root()));
    REFIT_TRY(view, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::add_variant(tx, fresh, kAdmin, services.clock.now());
              }));
    return answer(view, 201).with("Location", "/v1/variants/" + view.variant.id);
}

Result<net::Response> change(const Services& services, const Call& call) {
    REFIT_TRY(patch, decode_patch(call.root()));
    REFIT_TRY(view, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::change_variant(tx, call.param("id"), patch, kAdmin,
                                                    services.clock.now());
              }));
    return answer(view, 200);
}

Result<net::Response> activate(const Services& services, const Call& call) {
    REFIT_TRY(view, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::activate_variant(tx, call.param("id"), kAdmin,
                                                      services.clock.now());
              }));
    return answer(view, 200);
}

Result<net::Response> deactivate(const Services& services, const Call& call) {
    REFIT_TRY(view, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::deactivate_variant(tx, call.param("id"), kAdmin,
                                                        services.clock.now());
              }));
    return answer(view, 200);
}

Result<net::Response> resume(const Services& services, const Call& call) {
    REFIT_TRY(view, write_in(services.database, [&](store::Transaction& tx) -> Result<VariantView> {
                  REFIT_CHECK(experiment::resume_variant(tx, call.param("id"), kAdmin,
                                                         services.clock.now()));
                  return experiment::find_variant(tx, call.param("id"));
              }));
    return answer(view, 200);
}

// One entry of the seed's objectsData; ids are made up where they are missing.
llm::SceneItem decode_item(const json::Node& node, std::size_t index) {
    llm::SceneItem item;
    item.id = node.string("id").value_or("obj_" + std::to_string(index));
    item.type = node.string("type").value_or("object");
    item.role = item.type;
    const double left = node.number("left").value_or(0);
    const double top = node.number("top").value_or(0);
    const double width = node.number("width").value_or(0) * node.number("scaleX").value_or(1);
    const double height = node.number("height").value_or(0) * node.number("scaleY").value_or(1);
    item.box = geometry::Rect::from_edges(left, top, left + width, top + height)
                   .value_or(geometry::Rect{});
    item.text = node.string("text").value_or("");
    item.text_length = item.text.size();
    item.font_size = node.number("fontSize").value_or(0);
    return item;
}

Result<net::Response> render_prompt(const Services& services, const Call& call) {
    const json::Node body = call.root();
    REFIT_TRY(current_width, required_number(body, "currentWidth", 1, kSourceSideMax));
    REFIT_TRY(current_height, required_number(body, "currentHeight", 1, kSourceSideMax));
    REFIT_TRY(new_width, required_number(body, "newWidth", 1, kSourceSideMax));
    REFIT_TRY(new_height, required_number(body, "newHeight", 1, kSourceSideMax));
    std::vector<llm::SceneItem> items;
    if (const auto data = body.find("objectsData"); data && data->is_array()) {
        if (data->size() > resize::kVisionObjectsMax)
            return fail(ErrorCode::TooLarge, fmt::format("objectsData: more than {} objects",
                                                         resize::kVisionObjectsMax));
        for (const json::Node& node : data->elements())
            items.push_back(decode_item(node, items.size()));
    }
    REFIT_TRY(view, read_in(services.database, [&](store::Transaction& tx) {
                  return experiment::find_variant(tx, call.param("id"));
              }));
    json::Writer out;
    out.begin_object().member("id", view.variant.id).member("version", view.version.version);
    out.member("prompt", llm::render_prompt(
                             view.version.prompt,
                             {{current_width, current_height}, {new_width, new_height}, items}));
    out.end_object();
    return ok(out);
}

}  // namespace

std::vector<Route> variant_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"GET", "/v1/variants", Access::Read, Body::None, [s](const Call&) { return list(*s); }},
        {"POST", "/v1/variants", Access::Admin, Body::Json,
         [s](const Call& call) { return add(*s, call); }},
        {"GET", "/v1/variants/{id}", Access::Read, Body::None,
         [s](const Call& call) { return show(*s, call); }},
        {"PATCH", "/v1/variants/{id}", Access::Admin, Body::Json,
         [s](const Call& call) { return change(*s, call); }},
        {"POST", "/v1/variants/{id}/activate", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return activate(*s, call); }},
        {"POST", "/v1/variants/{id}/deactivate", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return deactivate(*s, call); }},
        {"POST", "/v1/variants/{id}/resume", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return resume(*s, call); }},
        {"POST", "/v1/variants/{id}/prompt", Access::Read, Body::Json,
         [s](const Call& call) { return render_prompt(*s, call); }},
    };
}

}  // namespace refit::http
