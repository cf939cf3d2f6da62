#include "training/labelled.h"

#include <chrono>
#include <utility>

#include "json/document.h"
#include "layout/features.h"
#include "training/corrections.h"

namespace refit::training {
namespace {

// Drops the oldest half of a too long history at once, so that the cut costs amortised nothing.
void keep_newest(std::vector<LabelledSession>& sessions, std::size_t count) {
    if (sessions.size() <= count) return;
    const auto surplus = static_cast<std::ptrdiff_t>(sessions.size() - count);
    sessions.erase(sessions.begin(), sessions.begin() + surplus);
}

std::optional<LabelledSession> label(const store::SessionFacts& facts) {
    const auto quality = quality_score(evidence_of(facts));
    if (!quality) return std::nullopt;
    return LabelledSession{.id = facts.id,
                           .user = facts.user_id,
                           .created_at = facts.created_at,
                           .features = parse_features(facts.features),
                           .quality = *quality};
}

}  // namespace

Window last_days(TimePoint now, int days, int rating_min) {
    return {.from = now - std::chrono::days{days},
            .to = now + Milliseconds{1},
            .rating_min = rating_min};
}

Result<std::vector<LabelledSession>> load_labelled(store::Transaction& tx, const Window& window) {
    std::vector<LabelledSession> sessions;
    store::TrainingScan scan{.from = window.from, .to = window.to, .rating_min = window.rating_min};
    for (;;) {  // Ends: every page moves after_seq past its own rows.
        REFIT_TRY(page, store::scan_labelled_sessions(tx, scan));
        if (page.empty()) break;
        for (const store::SessionFacts& facts : page) {
            if (auto labelled = label(facts)) sessions.push_back(std::move(*labelled));
        }
        scan.after_seq = page.back().seq;
        if (sessions.size() >= 2 * kLabelledSessionsMax) {
            keep_newest(sessions, kLabelledSessionsMax);
        }
    }
    keep_newest(sessions, kLabelledSessionsMax);
    return sessions;
}

std::vector<double> parse_features(const std::string& json) {
    const auto document = json::Document::parse(json);
    if (!document || !document->root().is_array()) return {};
    const json::Node array = document->root();
    if (array.size() != layout::feature_names().size()) return {};
    std::vector<double> features;
    features.reserve(array.size());
    for (const json::Node& element : array.elements()) {
        const auto number = element.number();
        if (!number) return {};
        features.push_back(*number);
    }
    return features;
}

}  // namespace refit::training
