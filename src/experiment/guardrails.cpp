#include "experiment/guardrails.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiment/allocation.h"
#include "experiment/assign.h"
#include "experiment/draws.h"
#include "experiment/significance.h"
#include "json/writer.h"
#include "stats/limit_evidence.h"
#include "store/experiments.h"
#include "store/first_sessions.h"

namespace refit::experiment {
namespace {

constexpr double kSlowShare = 0.05;  // what lies above a 95th percentile
constexpr double kLogEShownMax = 690;

// One arm's observations of one metric, each with the lowest value it can take.
struct Observation {
    double value;
    double lowest;
};

// Everything the limits are about, read in one snapshot.
struct Data {
    store::Experiment experiment;
    store::Variant control;
    std::vector<store::Variant> arms;  // active, without the control
    std::vector<store::FirstSession> sessions;
    std::vector<DrawOutcome> draws;
};

Result<std::vector<store::FirstSession>> load_sessions(store::Transaction& tx,
                                                       const store::Experiment& experiment) {
    std::vector<store::FirstSession> sessions;
    for (;;) {
        const std::int64_t after = sessions.empty() ? 0 : sessions.back().seq;
        REFIT_TRY(page,
                  store::list_first_sessions(tx, experiment.id, experiment.bucket_version, after));
        sessions.insert(sessions.end(), page.begin(), page.end());
        if (page.size() < static_cast<std::size_t>(store::kFirstSessionPageMax)) return sessions;
    }
}

Result<Data> load(store::Transaction& tx, std::string_view experiment_id) {
    REFIT_TRY(experiment, store::find_experiment(tx, experiment_id));
    if (!experiment) {
        return fail(ErrorCode::NotFound, "no experiment '" + std::string{experiment_id} + "'");
    }
    Data data;
    data.experiment = std::move(*experiment);
    if (data.experiment.guardrails.empty()) return data;
    REFIT_TRY(control, find_control(tx, experiment_id));
    REFIT_TRY(variants, store::list_variants(tx, experiment_id));
    REFIT_TRY(sessions, load_sessions(tx, data.experiment));
    data.control = std::move(control);
    for (store::Variant& variant : variants) {
        if (variant.active && variant.id != data.control.id)
            data.arms.push_back(std::move(variant));
    }
    data.sessions = std::move(sessions);
    if (store::weight_of(data.experiment.guardrails, "ratingDrop")) {
        REFIT_TRY(draws, load_draws(tx, data.experiment));
        data.draws = std::move(draws);
    }
    return data;
}

// What the limit says of a session; nullopt if it says nothing of this one.
std::optional<double> value_of(const store::FirstSession& session, std::string_view metric,
                               double limit) {
    if (metric == "corrections") return session.corrected ? 1 : 0;
    if (metric == "failures") {
        return session.status == store::SessionStatus::Failed ||
                       session.resizer == store::Resizer::Fallback
                   ? 1
                   : 0;
    }
    if (!session.processing_time || session.status != store::SessionStatus::Completed) {
        return std::nullopt;
    }
    if (metric == "p95Latency") return *session.processing_time > limit ? 1 : 0;
    return std::clamp(*session.processing_time, 0.0, kLatencySpan * limit);
}

std::vector<Observation> session_observations(const Data& data, const store::Variant& arm,
                                              std::string_view metric, double limit) {
    std::vector<Observation> found;
    for (const store::FirstSession& session : data.sessions) {
        if (session.variant_id != arm.id) continue;
        if (arm.guarded_from && session.created_at <= *arm.guarded_from) continue;
        if (const auto value = value_of(session, metric, limit)) found.push_back({*value, 0});
    }
    return found;
}

// How far the arm's reward lies below the control's: the pair's inverse-propensity terms, whose
// expectation is the difference of the means (stats/e_process.h, turned round).
std::vector<Observation> drop_observations(const Data& data, const store::Variant& arm) {
    std::vector<Observation> found;
    stats::Summary of_control;
    stats::Summary of_arm;
    const auto forecast = [](const stats::Summary& seen) {
        return (seen.sum + 0.5) / (static_cast<double>(seen.n) + 1);
    };
    for (const DrawOutcome& draw : data.draws) {
        const bool is_arm = draw.variant_id == arm.id;
        if (draw.held_back || (!is_arm && draw.variant_id != data.control.id)) continue;
        if (arm.guarded_from && draw.assigned_at <= *arm.guarded_from) continue;
        const double w_control = store::weight_of(draw.weights, data.control.id).value_or(0);
        const double w_arm = store::weight_of(draw.weights, arm.id).value_or(0);
        if (!(w_control > 0 && w_arm > 0)) continue;
        const double p = w_arm / (w_control + w_arm);
        const double y = reward(draw.rating);
        const double baseline = p * forecast(of_control) + (1 - p) * forecast(of_arm);
        found.push_back({is_arm ? (baseline - y) / p : (y - baseline) / (1 - p),
                         -std::max((1 - baseline) / p, baseline / (1 - p))});
        (is_arm ? of_arm : of_control).add(y);
    }
    return found;
}

std::vector<Observation> observations(const Data& data, const store::Variant& arm,
                                      std::string_view metric, double limit) {
    if (metric == "ratingDrop") return drop_observations(data, arm);
    return session_observations(data, arm, metric, limit);
}

// The limit in the unit of the observations.
double tested_limit(std::string_view metric, double limit) {
    if (metric == "ratingDrop") return limit / kRatingSpan;
    return metric == "p95Latency" ? kSlowShare : limit;
}

Result<GuardrailState> state_of(const Data& data, const store::Variant& arm,
                                const std::string& metric, double limit) {
    stats::LimitEvidence evidence{tested_limit(metric, limit)};
    for (const Observation& seen : observations(data, arm, metric, limit)) {
        REFIT_CHECK(evidence.update(seen.value, seen.lowest));
    }
    GuardrailState state{.variant_id = arm.id, .metric = metric, .limit = limit, .mean = {}};
    state.units = evidence.count();
    if (state.units > 0) state.mean = evidence.mean() * (metric == "ratingDrop" ? kRatingSpan : 1);
    state.e_value = std::exp(std::min(evidence.log_e_max(), kLogEShownMax));
    state.threshold = static_cast<double>(data.experiment.guardrails.size()) / kGuardrailAlpha;
    return state;
}

std::string reason_of(const GuardrailState& state) {
    return fmt::format(
        "guardrail {}: limit {}, mean {:.4g} over {} units, evidence {:.4g} where {:.4g} is enough",
        state.metric, state.limit, state.mean.value_or(0), state.units, state.e_value,
        state.threshold);
}

std::string stop_json(const std::optional<std::string>& stopped) {
    json::Writer out;
    return out.begin_object().member("stopped", stopped).end_object().take();
}

// Writes why the arm is stopped, or that it no longer is, and moves the weights.
Result<void> set_stopped(store::Transaction& tx, const store::Variant& variant, const Actor& actor,
                         std::string_view action, TimePoint now) {
    REFIT_TRY(before, store::find_variant(tx, variant.id));
    REFIT_CHECK(store::update_variant(tx, variant));
    Change change{.action = std::string{action}, .subject = "variant:" + variant.id};
    if (before) change.before_json = stop_json(before->stopped);
    change.after_json = stop_json(variant.stopped);
    REFIT_CHECK(audit(tx, actor, change, now));
    const std::string verb = variant.stopped ? "' stopped: " : "' resumed: ";
    REFIT_CHECK(
        reallocate(tx, variant.experiment_id, "variant '" + variant.id + verb + actor.reason, now));
    return {};
}

}  // namespace

Result<void> check_limits(const store::Weights& limits) {
    for (const auto& [name, limit] : limits) {
        const auto known = std::ranges::find(kGuardrails, name, &Guardrail::name);
        if (known == kGuardrails.end()) {
            return fail(ErrorCode::InvalidInput,
                        "guardrails." + name +
                            ": expected latency, p95Latency, failures, corrections or ratingDrop");
        }
        if (!(limit >= known->lowest && limit <= known->highest)) {
            return fail(ErrorCode::InvalidInput,
                        fmt::format("guardrails.{}: {} to {} ({})", name, known->lowest,
                                    known->highest, known->meaning));
        }
    }
    return {};
}

Result<std::vector<GuardrailState>> guardrail_states(store::Transaction& tx,
                                                     std::string_view experiment_id) {
    REFIT_TRY(data, load(tx, experiment_id));
    std::vector<GuardrailState> states;
    for (const store::Variant& arm : data.arms) {
        for (const auto& [metric, limit] : data.experiment.guardrails) {
            REFIT_TRY(state, state_of(data, arm, metric, limit));
            states.push_back(std::move(state));
        }
    }
    return states;
}

Result<std::vector<std::string>> enforce_guardrails(store::Transaction& tx,
                                                    std::string_view experiment_id, TimePoint now) {
    REFIT_CHECK(tx.lock("experiment:" + std::string{experiment_id}));
    REFIT_TRY(states, guardrail_states(tx, experiment_id));
    std::vector<std::string> stopped;
    for (const GuardrailState& state : states) {
        if (!state.violated()) continue;
        REFIT_TRY(variant, store::find_variant(tx, state.variant_id));
        if (!variant || variant->stopped) continue;  // by another of its limits
        variant->stopped = reason_of(state);
        variant->updated_at = now;
        REFIT_CHECK(
            set_stopped(tx, *variant, {"guardrail", *variant->stopped}, "variant.stop", now));
        stopped.push_back(variant->id);
    }
    return stopped;
}

Result<void> resume_variant(store::Transaction& tx, std::string_view id, const Actor& actor,
                            TimePoint now) {
    REFIT_TRY(found, store::find_variant(tx, id));
    if (!found) return fail(ErrorCode::NotFound, "no variant '" + std::string{id} + "'");
    REFIT_CHECK(tx.lock("experiment:" + found->experiment_id));
    REFIT_TRY(variant, store::find_variant(tx, id));
    if (!variant || !variant->stopped) {
        return fail(ErrorCode::Conflict, "variant '" + std::string{id} + "' is not stopped");
    }
    variant->stopped.reset();
    variant->guarded_from = now;
    variant->updated_at = now;
    return set_stopped(tx, *variant, actor, "variant.resume", now);
}

}  // namespace refit::experiment
