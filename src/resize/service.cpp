#include "resize/service.h"

#include <utility>

#include "base/assert.h"
#include "base/uuid.h"
#include "layout/features.h"
#include "resize/prepare.h"
#include "resize/record.h"
#include "resize/resizer.h"

namespace refit::resize {
namespace {

// How often a request starts over because another request of the same user was assigned meanwhile.
// The second round meets a stored assignment, which does not change; the rest is for a phase that
// starts just then.
constexpr int kRoundsMax = 4;

double elapsed_ms(const Clock& clock, TimePoint started) {
    return static_cast<double>((clock.now() - started).count());
}

ServedPlacement to_placement(const layout::PlacedElement& element) {
    ServedPlacement placement;
    placement.id = element.id;
    placement.path = element.path;
    placement.box = element.after;
    const auto factor = [&](double after, double before) {
        return before > 0 ? after / before : element.scale;
    };
    placement.scale_x = factor(element.after.width(), element.before.width());
    placement.scale_y = factor(element.after.height(), element.before.height());
    placement.font_size = element.font_size;
    placement.reasoning = element.reason;
    return placement;
}

ResizeOutcome to_outcome(const store::SessionFacts& facts, const ServedArm& arm, Served served) {
    ResizeOutcome outcome;
    outcome.session_id = facts.id;
    outcome.variant_id = arm.variant_id;
    outcome.variant_version = arm.variant_version;
    outcome.propensity = arm.propensity;
    outcome.policy_version = arm.policy_version;
    for (const layout::PlacedElement& element : served.layout.elements) {
        if (element.role == layout::Role::Page) continue;
        outcome.placements.push_back(to_placement(element));
    }
    outcome.canvas = std::move(served.layout.canvas);
    outcome.chosen = std::move(served.layout.chosen);
    outcome.runners_up = std::move(served.layout.runners_up);
    outcome.suggestions = std::move(served.layout.suggestions);
    outcome.resizer = served.resizer;
    outcome.fallback_reason = std::move(served.fallback_reason);
    outcome.processing_time_ms = facts.processing_time.value_or(0);
    return outcome;
}

std::vector<double> task_features(const Prepared& prepared) {
    std::vector<double> features = layout::features(prepared.scene, prepared.target);
    features.resize(layout::context_feature_count());
    return features;
}

Result<ServedArm> choose_arm(const Dependencies& dependencies, const std::string& unit,
                             const std::optional<std::string>& variant,
                             const std::vector<double>& context) {
    ServedArm chosen;
    REFIT_CHECK(dependencies.database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(arm, dependencies.arms.choose(tx, unit, variant, context));
        chosen = std::move(arm);
        return {};
    }));
    return chosen;
}

// Stores assignment and session together. False: the unit has another arm by now, and only its
// assignment was stored.
Result<bool> commit(const Dependencies& dependencies, const std::string& unit, ServedArm& arm,
                    store::Session& session) {
    bool stored = false;
    const ServedArm wanted = arm;
    REFIT_CHECK(dependencies.database.write([&](store::Transaction& tx) -> Result<void> {
        stored = false;
        REFIT_TRY(held, dependencies.arms.confirm(tx, unit, wanted, session.facts.created_at));
        if (held.variant_id != wanted.variant_id ||
            held.variant_version != wanted.variant_version) {
            return {};
        }
        arm = std::move(held);
        put_arm(session.facts, arm);
        REFIT_TRY(seq, store::insert_session(tx, session));
        session.facts.seq = seq;
        stored = true;
        return tx.notify(session_event(session.facts, "created"));
    }));
    return stored;
}

void count_resize(Metrics& metrics, const store::SessionFacts& facts) {
    const std::string resizer{store::to_text(facts.resizer)};
    metrics.count("refit_resizes_total",
                  {{"variant", facts.variant_id.value_or("")}, {"resizer", resizer}});
    metrics.observe_seconds("refit_resize_seconds", {{"resizer", resizer}},
                            facts.processing_time.value_or(0) / 1000.0);
}

}  // namespace

Service::Service(const Dependencies& dependencies, Settings settings)
    : dependencies_{dependencies}, settings_{settings} {
    REFIT_ASSERT(dependencies_.record_change != nullptr);
    Metrics& metrics = dependencies_.metrics;
    metrics.describe("refit_resizes_total", "counter", "Resizes served, by variant and resizer.");
    metrics.describe("refit_resize_seconds", "histogram", "Time from request to stored session.");
    metrics.describe("refit_model_failures_total", "counter",
                     "Model answers that were not served, by reason.");
    metrics.describe("refit_engine_failures_total", "counter",
                     "Engine results that failed their check.");
}

Result<ResizeOutcome> Service::resize(const ResizeRequest& request) {
    const TimePoint started = dependencies_.clock.now();
    const TimePoint deadline = request.deadline.value_or(started + settings_.deadline);
    REFIT_TRY(prepared, prepare(request, dependencies_.measurer));
    const SessionSubject subject{.id = make_uuid(started, dependencies_.rng),
                                 .user_id = request.user_id,
                                 .project_id = request.project_id,
                                 .target = request.target,
                                 .created_at = started};
    const std::string unit = unit_of(subject);
    const std::vector<double> context = task_features(prepared);
    for (int round = 0; round < kRoundsMax; ++round) {
        REFIT_TRY(arm, choose_arm(dependencies_, unit, request.variant_id, context));
        REFIT_TRY(served, serve(dependencies_, settings_, prepared, arm, deadline));
        store::Session session;
        session.facts = make_facts(subject);
        put_served(session.facts, served, settings_);
        session.facts.processing_time = elapsed_ms(dependencies_.clock, started);
        session.original_canvas = request.canvas;
        session.ai_result = served.layout.canvas;
        REFIT_TRY(stored, commit(dependencies_, unit, arm, session));
        if (!stored) continue;
        count_resize(dependencies_.metrics, session.facts);
        return to_outcome(session.facts, arm, std::move(served));
    }
    return fail(ErrorCode::Unavailable,
                "the experiment changed while the design was resized; "
                "please try again");
}

Result<store::Session> Service::find_session(std::string_view id) {
    std::optional<store::Session> found;
    REFIT_CHECK(dependencies_.database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(session, store::find_session(tx, id));
        found = std::move(session);
        return {};
    }));
    if (!found) return fail(ErrorCode::NotFound, "no session '" + std::string{id} + "'");
    return std::move(*found);
}

Result<std::vector<store::SessionFacts>> Service::list_sessions(
    const store::SessionFilter& filter) {
    std::vector<store::SessionFacts> found;
    REFIT_CHECK(dependencies_.database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(sessions, store::list_sessions(tx, filter));
        found = std::move(sessions);
        return {};
    }));
    return found;
}

}  // namespace refit::resize
