#include <cmath>
#include <utility>
#include <vector>

#include "base/uuid.h"
#include "canvas/corrections.h"
#include "canvas/document.h"
#include "canvas/page.h"
#include "canvas/parts.h"
#include "json/document.h"
#include "layout/features.h"
#include "resize/correction.h"
#include "resize/prepare.h"
#include "resize/record.h"
#include "resize/service.h"

namespace refit::resize {
namespace {

constexpr double kProcessingTimeMax = 86'400'000;  // ms; a day, far past every honest figure

// A canvas somebody else made, if it can be read (canvas/corrections.h says where it may stand).
std::optional<canvas::Document> read_canvas(const std::string& text,
                                            const canvas::TextMeasurer& measurer) {
    auto inner = canvas::corrected_canvas(text);
    if (!inner) return std::nullopt;
    canvas::ParseOptions options;
    options.measurer = &measurer;
    auto document = canvas::Document::parse(std::move(*inner), options);
    if (!document) return std::nullopt;
    return std::move(*document);
}

std::optional<geometry::Rect> page_of(const canvas::Document& document,
                                      std::optional<geometry::Size> size) {
    canvas::PageHint hint;
    hint.current_size = size;
    const auto page = canvas::detect_page(document, hint);
    if (!page) return std::nullopt;
    return page->rect;
}

// What the editor's own layout looks like to the quality model; "[]" where it cannot be seen.
std::string client_features(const ClientSession& request, const canvas::TextMeasurer& measurer) {
    const auto original = read_canvas(request.original_canvas, measurer);
    if (!original) return "[]";
    const auto page = canvas::detect_page(*original);
    if (!page) return "[]";
    const layout::Scene scene = layout::analyse(*original, *page);
    std::optional<canvas::Document> result;
    if (request.ai_result) result = read_canvas(*request.ai_result, measurer);
    if (!result || result->object_count() != original->object_count()) {
        return features_json(layout::features(scene, request.target));
    }
    const auto new_page = page_of(*result, request.target);
    if (!new_page) return features_json(layout::features(scene, request.target));
    std::vector<geometry::Rect> after;
    for (const layout::Element& element : scene.elements) {
        const canvas::Object* object = canvas::object_at(*result, element.path);
        const bool shown = object != nullptr && object->visible;
        after.push_back(shown ? object->box.moved(geometry::Point{} - new_page->origin())
                              : geometry::Rect{});
    }
    return features_json(layout::features(scene, request.target, after));
}

Result<void> check_client_session(const ClientSession& request) {
    REFIT_CHECK(check_ids(request.user_id, request.project_id));
    if (request.original_canvas.size() > kCanvasBytesMax ||
        (request.ai_result && request.ai_result->size() > kCanvasBytesMax)) {
        return fail(ErrorCode::TooLarge, "a canvas has at most 20 MiB");
    }
    const geometry::Size target = request.target;
    if (!(target.width >= 1 && target.height >= 1 && target.width <= kTargetSideMax &&
          target.height <= kTargetSideMax)) {
        return fail(ErrorCode::InvalidInput, "targetDimensions: 1 to 10000 pixels each");
    }
    if (!(request.processing_time_ms >= 0 && request.processing_time_ms <= kProcessingTimeMax)) {
        return fail(ErrorCode::InvalidInput, "processingTime: milliseconds, not negative");
    }
    if (request.error_message && request.error_message->size() > kErrorMessageBytesMax) {
        return fail(ErrorCode::InvalidInput, "errorMessage: at most 2000 bytes");
    }
    return {};
}

// The arm the client says it used. A name we do not know is kept, outside every experiment.
Result<void> put_claimed_arm(const Dependencies& dependencies, store::Transaction& tx,
                             const std::string& variant, store::SessionFacts& facts) {
    auto arm = dependencies.arms.choose(tx, facts.user_id, variant, {});
    if (arm) {
        put_arm(facts, *arm);
        return {};
    }
    if (arm.error().code != ErrorCode::NotFound) return error_of(std::move(arm));
    facts.variant_id = variant;
    return {};
}

// How much the corrected canvas differs from the one that was served; nullopt where the
// corrections are not a canvas, or nothing is known to compare with.
std::optional<double> correction_of(const store::Session& session, const std::string& corrections,
                                    const canvas::TextMeasurer& measurer) {
    if (!session.ai_result) return std::nullopt;
    const auto served = read_canvas(*session.ai_result, measurer);
    const auto corrected = read_canvas(corrections, measurer);
    if (!served || !corrected) return std::nullopt;
    const geometry::Size target{static_cast<double>(session.facts.target_width),
                                static_cast<double>(session.facts.target_height)};
    const auto served_page = page_of(*served, target);
    const auto corrected_page = page_of(*corrected, target);
    if (!served_page || !corrected_page) return std::nullopt;
    return measure_correction(*served, *served_page, *corrected, *corrected_page).size;
}

// The patch on the session as it is now: what was read before the transaction may be older than
// somebody's feedback, which is a conflict only for a caller who named the state he saw.
Result<store::SessionChange> rebased(store::Transaction& tx, const SessionPatch& patch,
                                     std::optional<double> correction_size, TimePoint now) {
    REFIT_TRY(facts, store::claim_session_facts(tx, patch.session_id));
    if (!facts) return fail(ErrorCode::NotFound, "no session '" + patch.session_id + "'");
    if (patch.etag && *patch.etag != facts->etag) {
        return fail(ErrorCode::Conflict, "the session was changed meanwhile; read it again");
    }
    store::SessionChange change{*facts, *facts, std::nullopt, patch.manual_corrections};
    change.after.updated_at = now;
    if (patch.undone) change.after.undone = *patch.undone;
    if (patch.manual_corrections) {
        change.after.corrected = true;
        change.after.correction_size = correction_size;
    }
    return change;
}

}  // namespace

Result<store::Session> Service::record_client_session(const ClientSession& request) {
    REFIT_CHECK(check_client_session(request));
    const auto json = json::Document::parse(request.original_canvas);
    if (!json) {
        return fail(json.error().code, "originalCanvas: " + json.error().message);
    }
    const TimePoint now = dependencies_.clock.now();
    const SessionSubject subject{.id = make_uuid(now, dependencies_.rng),
                                 .user_id = request.user_id,
                                 .project_id = request.project_id,
                                 .target = request.target,
                                 .created_at = now};
    store::Session session;
    session.facts = make_facts(subject);
    session.facts.resizer = store::Resizer::Client;
    session.facts.status = request.status;
    session.facts.error_message = request.error_message;
    session.facts.processing_time = request.processing_time_ms;
    session.facts.features = client_features(request, dependencies_.measurer);
    session.original_canvas = request.original_canvas;
    session.ai_result = request.ai_result;
    REFIT_CHECK(dependencies_.database.write([&](store::Transaction& tx) -> Result<void> {
        if (request.variant_id) {
            REFIT_CHECK(put_claimed_arm(dependencies_, tx, *request.variant_id, session.facts));
        }
        REFIT_TRY(seq, store::insert_session(tx, session));
        session.facts.seq = seq;
        return tx.notify(session_event(session.facts, "created"));
    }));
    return session;
}

Result<store::Session> Service::patch_session(const SessionPatch& patch) {
    REFIT_TRY(session, find_session(patch.session_id));
    if (!store::may_speak_for(session.facts, patch.user_id))
        return fail(ErrorCode::Forbidden, "this session belongs to another user");
    if (patch.etag && *patch.etag != session.facts.etag) {
        return fail(ErrorCode::Conflict, "the session was changed meanwhile; read it again");
    }
    if (!patch.manual_corrections && !patch.undone) return session;
    if (patch.manual_corrections && patch.manual_corrections->size() > kCanvasBytesMax) {
        return fail(ErrorCode::TooLarge, "manualCorrections: more than 20 MiB");
    }
    const auto size = patch.manual_corrections ? correction_of(session, *patch.manual_corrections,
                                                               dependencies_.measurer)
                                               : std::nullopt;
    const TimePoint now = dependencies_.clock.now();
    REFIT_CHECK(dependencies_.database.write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(change, rebased(tx, patch, size, now));
        REFIT_TRY(facts, dependencies_.record_change(tx, change, now));
        session.facts = std::move(facts);
        return tx.notify(session_event(session.facts, "corrected"));
    }));
    if (patch.manual_corrections) session.manual_corrections = patch.manual_corrections;
    return session;
}

}  // namespace refit::resize
