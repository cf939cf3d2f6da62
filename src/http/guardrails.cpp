// Guardrails: how the arms stand to their limits, and a check on request.
#include "experiment/guardrails.h"
#include "http/encode.h"
#include "http/routes.h"

namespace refit::http {
namespace {

void put_state(json::Writer& out, const experiment::GuardrailState& state) {
    out.begin_object().member("variantId", state.variant_id).member("metric", state.metric);
    out.member("limit", state.limit).member("units", state.units).member("mean", state.mean);
    out.member("eValue", state.e_value).member("threshold", state.threshold);
    out.member("violated", state.violated()).end_object();
}

Result<net::Response> show(const Services& services, const Call& call) {
    REFIT_TRY(states, read_in(services.database, [&](store::Transaction& tx) {
                  return experiment::guardrail_states(tx, call.param("id"));
              }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const experiment::GuardrailState& state : states) put_state(out, state);
    out.end_array().end_object();
    return ok(out);
}

Result<net::Response> enforce(const Services& services, const Call& call) {
    REFIT_TRY(stopped, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::enforce_guardrails(tx, call.param("id"), services.clock.now());
              }));
    json::Writer out;
    out.begin_object().key("stopped").begin_array();
    for (const std::string& id : stopped) out.value(id);
    out.end_array().end_object();
    return ok(out);
}

}  // namespace

std::vector<Route> guardrail_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"GET", "/v1/experiments/{id}/guardrails", Access::Read, Body::None,
         [s](const Call& call) { return show(*s, call); }},
        {"POST", "/v1/experiments/{id}/guardrails", Access::Admin, Body::OptionalJson,
         [s](const Call& call) { return enforce(*s, call); }},
    };
}

}  // namespace refit::http
