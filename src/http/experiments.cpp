// Experiments: results, performance, significance, optimising, settings.
#include "store/experiments.h"
#include "experiment/allocation.h"
#include "experiment/results.h"
#include "experiment/variants.h"
#include "experiment/verdicts.h"
#include "http/decode.h"
#include "http/encode.h"
#include "http/routes.h"

namespace refit::http {
namespace {

using experiment::Comparison;
using experiment::Interval;
using experiment::Results;
using experiment::VariantResult;

void put_weights(json::Writer& out, std::string_view key, const store::Weights& weights) {
    out.key(key).begin_object();
    for (const auto& [id, weight] : weights) out.member(id, weight);
    out.end_object();
}

void put_interval(json::Writer& out, std::string_view key, const std::optional<Interval>& value) {
    out.key(key);
    if (!value) {
        out.null();
        return;
    }
    out.begin_object().member("mean", value->mean).member("low", value->low);
    out.member("high", value->high).member("level", value->level).end_object();
}

void put_arm_intervals(json::Writer& out, const std::optional<experiment::ArmIntervals>& known) {
    out.key("alwaysValid");
    if (!known) {
        out.null();
        return;
    }
    out.begin_object().member("units", known->units);
    put_interval(out, "rating", known->rating);
    put_interval(out, "successRate", known->success_rate);
    out.end_object();
}

void put_experiment(json::Writer& out, const store::Experiment& experiment) {
    out.begin_object().member("id", experiment.id).member("name", experiment.name);
    out.member("allocation", store::to_text(experiment.allocation));
    out.member("bucketVersion", experiment.bucket_version);
    out.member("explorationFloor", experiment.exploration_floor);
    out.member("holdback", experiment.holdback);
    out.member("halfLifeDays", experiment.half_life_days);
    put_weights(out, "guardrails", experiment.guardrails);
    put_weights(out, "objectives", experiment.objective_weights);
    put_weights(out, "objectiveLimits", experiment.objective_limits);
    put_time(out, "createdAt", experiment.created_at);
    put_time(out, "updatedAt", experiment.updated_at);
    out.end_object();
}

void put_srm(json::Writer& out, const experiment::Srm& srm) {
    out.key("srm").begin_object().member("pValue", srm.p_value).member("alarm", srm.alarm);
    out.key("observed").begin_object();
    for (const auto& [id, count] : srm.observed) out.member(id, count);
    out.end_object().key("expected").begin_object();
    for (const auto& [id, count] : srm.expected) out.member(id, count);
    out.end_object().end_object();
}

void put_variant(json::Writer& out, const VariantResult& variant) {
    const experiment::VariantMetrics& m = variant.metrics;
    out.begin_object().member("id", variant.id).member("name", variant.name);
    out.member("active", variant.active).member("weight", variant.weight);
    out.member("version", variant.version).member("origin", variant.origin);
    out.key("metrics").begin_object().member("totalUses", m.total_uses).member("users", m.users);
    out.member("ratings", m.ratings).member("avgRating", m.avg_rating);
    out.member("successRate", m.success_rate).member("avgProcessingTime", m.avg_processing_time);
    out.member("correctionRate", m.correction_rate).member("feedbackRate", m.feedback_rate);
    out.end_object();
    out.member("outcomes", variant.outcomes);
    put_interval(out, "estimate", variant.estimate);
    put_arm_intervals(out, variant.always_valid);
    out.member("probabilityBest", variant.probability_best).end_object();
}

void put_always_valid(json::Writer& out, const experiment::AlwaysValid& valid) {
    out.key("alwaysValid").begin_object().member("significant", valid.significant);
    out.member("confidence", valid.confidence).member("eValue", valid.e_value);
    out.member("pValue", valid.p_value).member("method", valid.method).end_object();
}

void put_group(json::Writer& out, std::string_view key, const experiment::Group& group) {
    out.key(key).begin_object().member("outcomes", group.outcomes);
    out.member("meanRating", group.mean_rating).end_object();
}

void put_holdback(json::Writer& out, const Results& results) {
    const experiment::LearningEffect& effect = results.learning;
    out.key("holdback").begin_object().member("share", results.experiment.holdback);
    out.member("exposures", results.held_exposures);
    put_group(out, "heldBack", effect.held);
    put_group(out, "learned", effect.learned);
    put_interval(out, "difference", effect.difference);
    put_always_valid(out, effect.always_valid);
    out.member("verdict", effect.verdict).end_object();
}

void put_declared(json::Writer& out, const std::optional<experiment::Declaration>& declared) {
    out.key("declared");
    if (!declared) {
        out.null();
        return;
    }
    const experiment::Crossing& crossing = declared->crossing;
    out.begin_object().member("better", declared->better).member("units", crossing.units);
    out.member("logE", crossing.log_e).member("difference", crossing.difference);
    put_time(out, "reachedAt", declared->reached_at);
    put_time(out, "declaredAt", declared->declared_at);
    out.member("contradicted", declared->contradicted).end_object();
}

void put_comparison(json::Writer& out, const Comparison& c) {
    out.begin_object().member("a", c.a).member("b", c.b);
    put_interval(out, "difference", c.difference);
    put_always_valid(out, c.always_valid);
    out.key("fixedSample").begin_object();
    out.member("zPValue", c.fixed_sample.z_p_value);
    out.member("welchPValue", c.fixed_sample.welch_p_value).end_object();
    put_declared(out, c.declared);
    out.member("needed", c.needed).member("verdict", c.verdict).end_object();
}

void put_policy(json::Writer& out, const store::Policy& policy) {
    out.begin_object().member("version", policy.version);
    put_weights(out, "weights", policy.weights);
    out.member("reason", policy.reason).raw_member("details", policy.details);
    put_time(out, "createdAt", policy.created_at);
    out.end_object();
}

template <typename List, typename Put>
void put_list(json::Writer& out, std::string_view key, const List& list, Put put) {
    out.key(key).begin_array();
    for (const auto& item : list) put(out, item);
    out.end_array();
}

Result<net::Response> list_experiments(const Services& services) {
    REFIT_TRY(list, read_in(services.database, store::list_experiments));
    json::Writer out;
    out.begin_object();
    put_list(out, "data", list, put_experiment);
    out.end_object();
    return ok(out);
}

Result<net::Response> show_results(const Services& services, const Call& call) {
    REFIT_TRY(results, experiment::look(services.database, call.param("id"), services.clock.now()));
    json::Writer out;
    out.begin_object().key("experiment");
    put_experiment(out, results.experiment);
    out.key("exposures").begin_object().member("total", results.exposures);
    put_srm(out, results.srm);
    out.end_object();
    put_holdback(out, results);
    put_list(out, "variants", results.variants, put_variant);
    put_list(out, "comparisons", results.comparisons, put_comparison);
    put_list(out, "policyHistory", results.policy_history, put_policy);
    out.end_object();
    return ok(out);
}

Result<net::Response> show_performance(const Services& services, const Call& call) {
    REFIT_TRY(list, read_in(services.database, [&](store::Transaction& tx) {
                  return experiment::performance(tx, call.param("id"));
              }));
    json::Writer out;
    out.begin_object().key("data").begin_array();
    for (const VariantResult& variant : list) {
        out.begin_object().member("id", variant.id).member("name", variant.name);
        out.member("active", variant.active).member("weight", variant.weight * 100);
        out.key("metrics").begin_object().member("totalUses", variant.metrics.total_uses);
        out.member("avgRating", variant.metrics.avg_rating);
        out.member("successRate", variant.metrics.success_rate).end_object().end_object();
    }
    out.end_array().end_object();
    return ok(out);
}

Result<net::Response> show_significance(const Services& services, const Call& call) {
    const auto a = call.request.query_value("a");
    const auto b = call.request.query_value("b");
    if (!a || !b) return fail(ErrorCode::InvalidInput, "name two variants: ?a=original&b=enhanced");
    REFIT_TRY(comparison, experiment::look_at(services.database, call.param("id"), *a, *b,
                                              services.clock.now()));
    const experiment::AlwaysValid& valid = comparison.always_valid;
    json::Writer out;
    out.begin_object().member("significant", valid.significant);
    out.member("confidence", valid.confidence).member("eValue", valid.e_value);
    out.member("pValue", valid.p_value).member("method", valid.method);
    put_declared(out, comparison.declared);
    out.member("needed", comparison.needed).member("verdict", comparison.verdict).end_object();
    return ok(out);
}

Result<net::Response> optimize(const Services& services) {
    REFIT_TRY(result, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::auto_optimize(tx, services.clock.now(), "admin");
              }));
    json::Writer out;
    out.begin_object().member("changed", result.changed);
    out.member("policyVersion", result.policy.version);
    put_weights(out, "weights", result.policy.weights);
    out.member("reason", result.policy.reason).end_object();
    return ok(out);
}

Result<experiment::ExperimentPatch> decode_patch(const json::Node& body) {
    experiment::ExperimentPatch patch;
    REFIT_TRY(allocation, optional_text(body, "allocation", 32));
    if (allocation) {
        patch.allocation = store::from_text<store::Allocation>(*allocation);
        if (!patch.allocation)
            return fail(ErrorCode::InvalidInput,
                        "allocation: expected fixed, thompson or contextual");
    }
    REFIT_TRY(floor, optional_number(body, "explorationFloor", experiment::kExplorationFloorMin,
                                     experiment::kExplorationFloorMax));
    REFIT_TRY(holdback, optional_number(body, "holdback", 0, experiment::kHoldbackMax));
    patch.exploration_floor = floor;
    patch.holdback = holdback;
    REFIT_TRY(half_life, optional_number(body, "halfLifeDays", 0, experiment::kHalfLifeDaysMax));
    patch.half_life_days = half_life;
    REFIT_TRY(guardrails, optional_numbers(body, "guardrails"));
    patch.guardrails = std::move(guardrails);
    REFIT_TRY(weights, optional_numbers(body, "objectives"));
    patch.objective_weights = std::move(weights);
    REFIT_TRY(limits, optional_numbers(body, "objectiveLimits"));
    patch.objective_limits = std::move(limits);
    return patch;
}

Result<net::Response> change(const Services& services, const Call& call) {
    REFIT_TRY(patch, decode_patch(call.root()));
    REFIT_TRY(changed, write_in(services.database, [&](store::Transaction& tx) {
                  return experiment::change_experiment(tx, call.param("id"), patch,
                                                       {"admin", "changed over HTTP"},
                                                       services.clock.now());
              }));
    json::Writer out;
    put_experiment(out, changed);
    return ok(out);
}

}  // namespace

std::vector<Route> experiment_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"GET", "/v1/experiments", Access::Read, Body::None,
         [s](const Call&) { return list_experiments(*s); }},
        {"GET", "/v1/experiments/{id}/results", Access::Read, Body::None,
         [s](const Call& call) { return show_results(*s, call); }},
        {"GET", "/v1/experiments/{id}/performance", Access::Read, Body::None,
         [s](const Call& call) { return show_performance(*s, call); }},
        {"GET", "/v1/experiments/{id}/significance", Access::Read, Body::None,
         [s](const Call& call) { return show_significance(*s, call); }},
        {"POST", "/v1/experiments/{id}/optimize", Access::Admin, Body::OptionalJson,
         [s](const Call&) { return optimize(*s); }},
        {"PATCH", "/v1/experiments/{id}", Access::Admin, Body::Json,
         [s](const Call& call) { return change(*s, call); }},
    };
}

}  // namespace refit::http
