#include "resize/replay.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "resize/request.h"
#include "resize/safe_layout.h"
#include "store/sessions.h"

namespace refit::resize {
namespace {

// Sessions of the engine or a model: what an editor did by itself is no question to the engine.
Result<std::vector<store::Session>> recent_sessions(store::Transaction& tx,
                                                    std::size_t canvases_max) {
    store::SessionFilter filter;
    filter.limit = kReplaySessionsMax;
    REFIT_TRY(facts, store::list_sessions(tx, filter));
    std::set<std::string> seen;
    std::vector<store::Session> sessions;
    for (const store::SessionFacts& fact : facts) {
        if (sessions.size() >= canvases_max) break;
        if (fact.resizer == store::Resizer::Client) continue;
        REFIT_TRY(session, store::find_session(tx, fact.id));
        if (!session) continue;
        const std::string key = std::to_string(fnv1a64(session->original_canvas)) + ":" +
                                std::to_string(fact.target_width) + "x" +
                                std::to_string(fact.target_height);
        if (seen.insert(key).second) sessions.push_back(std::move(*session));
    }
    return sessions;
}

ReplayedLayout lay_out(const Prepared& canvas, const layout::Learned& learned,
                       const canvas::TextMeasurer& measurer, const layout::Ranker* ranker) {
    auto result =
        layout::resize(canvas.document, canvas.page, canvas.target, learned, measurer, ranker);
    if (!result) return {result.error().message, {}};
    if (const auto checked = check_result(*result, canvas, measurer); !checked)
        return {checked.error().message, {}};
    return {"", std::move(result->features)};
}

}  // namespace

Result<Replay> Replay::load(store::Database& database, const canvas::TextMeasurer& measurer,
                            std::size_t canvases_max) {
    std::vector<store::Session> sessions;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(found, recent_sessions(tx, canvases_max));
        sessions = std::move(found);
        return {};
    }));
    Replay replay{measurer};
    for (store::Session& session : sessions) {
        ResizeRequest request;
        request.canvas = std::move(session.original_canvas);
        request.target = {static_cast<double>(session.facts.target_width),
                          static_cast<double>(session.facts.target_height)};
        auto prepared = prepare(request, measurer);
        if (prepared && prepared->document.object_count() <= kReplayObjectsMax)
            replay.canvases_.push_back(std::move(*prepared));
    }
    return replay;
}

std::vector<ReplayedLayout> Replay::run(const layout::Learned& learned,
                                        const layout::Ranker* ranker, std::size_t count) const {
    std::vector<ReplayedLayout> layouts;
    for (std::size_t i = 0; i < std::min(count, canvases_.size()); ++i)
        layouts.push_back(lay_out(canvases_[i], learned, *measurer_, ranker));
    return layouts;
}

}  // namespace refit::resize
