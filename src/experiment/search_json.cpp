#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiment/parameter_search.h"
#include "json/writer.h"

namespace refit::experiment {
namespace {

void put_replay(json::Writer& out, const ReplayComparison& replay) {
    out.key("replay").begin_object();
    out.member("canvases", static_cast<std::int64_t>(replay.canvases));
    out.member("changed", static_cast<std::int64_t>(replay.changed));
    out.member("invalid", static_cast<std::int64_t>(replay.invalid));
    out.member("qualityGain", replay.quality_gain).member("gainError", replay.gain_error);
    out.end_object();
}

void put_proposal(json::Writer& out, const SearchProposal& proposal) {
    out.begin_object().member("id", proposal.id).member("name", proposal.name);
    out.key("moves").begin_array();
    for (const Move& move : proposal.moves) {
        out.begin_object().member("parameter", move.parameter);
        out.member("from", move.from).member("to", move.to).end_object();
    }
    out.end_array().member("expectedImprovement", proposal.expected_improvement);
    out.member("mean", proposal.belief.mean).member("deviation", proposal.belief.deviation);
    out.member("gain", proposal.belief.gain);
    out.member("gainDeviation", proposal.belief.gain_deviation).member("harm", proposal.harm);
    out.member("nearest", proposal.nearest).member("nearestDistance", proposal.nearest_distance);
    put_replay(out, proposal.replay);
    out.end_object();
}

void put_plan(json::Writer& out, const SearchPlan& plan) {
    out.begin_object().member("leader", plan.leader).member("reach", plan.reach);
    out.member("canvases", static_cast<std::int64_t>(plan.canvases));
    out.member("qualityModel", plan.quality_model);
    out.member("candidates", static_cast<std::int64_t>(plan.candidates));
    out.member("refused", static_cast<std::int64_t>(plan.refused));
    out.member("harmful", static_cast<std::int64_t>(plan.harmful));
    out.key("relevant").begin_array();
    for (const std::string& name : plan.relevant) out.value(name);
    out.end_array().key("proposal");
    if (plan.proposal) {
        put_proposal(out, *plan.proposal);
    } else {
        out.null();
    }
    out.end_object();
}

void put_verdict(json::Writer& out, const CanaryVerdict& verdict) {
    out.begin_object().member("variantId", verdict.variant_id);
    out.member("comparedWith", verdict.compared_with).member("fate", to_string(verdict.fate));
    out.member("outcomes", verdict.outcomes).member("difference", verdict.difference);
    out.member("probabilityBetter", verdict.probability_better);
    out.member("eValue", verdict.e_value).member("reason", verdict.reason).end_object();
}

void put_point(json::Writer& out, const TracePoint& point) {
    const SearchArm& arm = point.arm;
    out.begin_object().member("id", arm.variant.id).member("name", arm.variant.name);
    out.member("origin", store::to_text(arm.variant.origin)).member("state", point.state);
    out.member("createdAt", format_iso(arm.variant.created_at)).member("outcomes", arm.outcomes);
    const bool rated = arm.outcomes > 0;
    out.member("stars", rated ? std::optional{arm.stars} : std::nullopt);
    out.member("starsDeviation", rated ? std::optional{arm.deviation} : std::nullopt);
    out.member("expected", point.expected).member("deviation", point.deviation);
    out.raw_member("parameters", arm.parameters.to_json()).end_object();
}

}  // namespace

std::string to_json(const SearchReport& report) {
    json::Writer out;
    out.begin_object().member("entered", report.entered).member("message", report.message);
    out.key("verdicts").begin_array();
    for (const CanaryVerdict& verdict : report.verdicts) put_verdict(out, verdict);
    out.end_array().key("plan");
    if (report.plan) {
        put_plan(out, *report.plan);
    } else {
        out.null();
    }
    return out.end_object().take();
}

std::string to_json(const SearchTrace& trace) {
    json::Writer out;
    out.begin_object().member("leader", trace.leader).member("best", trace.best);
    out.member("live", trace.live).member("reach", trace.reach).key("points").begin_array();
    for (const TracePoint& point : trace.points) put_point(out, point);
    out.end_array().key("refusals").begin_array();
    for (const std::string& reason : trace.refusals) out.value(reason);
    return out.end_array().end_object().take();
}

std::string to_text(const SearchReport& report) {
    std::string text;
    for (const CanaryVerdict& verdict : report.verdicts)
        text += fmt::format("canary {} {}: {}\n", verdict.variant_id, to_string(verdict.fate),
                            verdict.reason);
    if (report.entered)
        text += fmt::format("new parameters enter as variant {}\n", *report.entered);
    return text + "parameter search: " + report.message + "\n";
}

}  // namespace refit::experiment
