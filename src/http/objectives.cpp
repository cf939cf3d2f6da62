// Objectives: what each arm is good at, weighed as asked, and who is dominated by whom.
#include "experiment/objectives.h"
#include "http/encode.h"
#include "http/routes.h"

namespace refit::http {
namespace {

using experiment::ArmObjectives;
using experiment::HeadEstimate;

void put_numbers(json::Writer& out, std::string_view key, const store::Weights& numbers) {
    out.key(key).begin_object();
    for (const auto& [name, number] : numbers) out.member(name, number);
    out.end_object();
}

void put_ids(json::Writer& out, std::string_view key, const std::vector<std::string>& ids) {
    out.key(key).begin_array();
    for (const std::string& id : ids) out.value(id);
    out.end_array();
}

void put_estimate(json::Writer& out, std::string_view key,
                  const std::optional<HeadEstimate>& estimate) {
    out.key(key);
    if (!estimate) {
        out.null();
        return;
    }
    out.begin_object().member("n", estimate->n).member("mean", estimate->mean);
    out.member("low", estimate->low).member("high", estimate->high).end_object();
}

void put_arm(json::Writer& out, const ArmObjectives& arm) {
    out.begin_object().member("id", arm.id).member("name", arm.name).member("active", arm.active);
    out.key("heads").begin_object();
    for (std::size_t i = 0; i < experiment::kHeadCount; ++i)
        put_estimate(out, experiment::kHeads[i].name, arm.heads[i]);
    out.end_object();
    put_estimate(out, "score", arm.score);
    out.member("withinLimits", arm.within_limits);
    out.member("onFront", arm.active && arm.dominated_by.empty());
    put_ids(out, "dominatedBy", arm.dominated_by);
    put_ids(out, "clearlyDominatedBy", arm.clearly_dominated_by);
    out.end_object();
}

// ?weights=quality:1,latency:-0.2
Result<std::optional<store::Weights>> query_pairs(const Call& call, std::string_view name) {
    const auto text = call.request.query_value(name);
    if (!text) return std::nullopt;
    auto pairs = experiment::parse_pairs(*text);
    if (pairs) return *std::move(pairs);
    return fail(ErrorCode::InvalidInput, std::string{name} + ": " + pairs.error().message);
}

Result<net::Response> show(const Services& services, const Call& call) {
    REFIT_TRY(weights, query_pairs(call, "weights"));
    REFIT_TRY(limits, query_pairs(call, "limits"));
    REFIT_TRY(found, read_in(services.database, [&](store::Transaction& tx) {
                  return experiment::objectives(tx, {call.param("id"), weights, limits});
              }));
    json::Writer out;
    out.begin_object();
    put_numbers(out, "weights", found.weights);
    put_numbers(out, "limits", found.limits);
    out.key("arms").begin_array();
    for (const ArmObjectives& arm : found.arms) put_arm(out, arm);
    out.end_array().member("best", found.best).end_object();
    return ok(out);
}

}  // namespace

std::vector<Route> objective_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"GET", "/v1/experiments/{id}/objectives", Access::Read, Body::None,
         [s](const Call& call) { return show(*s, call); }},
    };
}

}  // namespace refit::http
