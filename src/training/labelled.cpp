#include "training/labelled.h"

#include <chrono>
#include <utility>

#include "json/document.h"
#include "layout/features.h"
#include "training/corrections.h"

namespace refit::training {
namespace {

// Drops the oldest half of a too long history at once, so that the cut costs amortised nothing.
template <typename Row>
void keep_newest(std::vector<Row>& rows, std::size_t count) {
    if (rows.size() <= count) return;
    const auto surplus = static_cast<std::ptrdiff_t>(rows.size() - count);
    rows.erase(rows.begin(), rows.begin() + surplus);
}

Served served_of(const store::SessionFacts& facts) {
    return {.features = parse_features(facts.features),
            .variant = facts.variant_id.value_or(""),
            .processing_ms = facts.processing_time.value_or(0),
            .by_engine = facts.resizer == store::Resizer::Engine,
            .named_user = facts.user_id != store::anonymous_unit(facts.id),
            .answered = quality_score(evidence_of(facts)).has_value()};
}

std::optional<LabelledSession> label(const store::SessionFacts& facts) {
    const auto quality = quality_score(evidence_of(facts));
    if (!quality) return std::nullopt;
    Served served = served_of(facts);
    std::vector<double> features = served.features;
    return LabelledSession{.id = facts.id,
                           .user = facts.user_id,
                           .created_at = facts.created_at,
                           .features = std::move(features),
                           .quality = *quality,
                           .served = std::move(served)};
}

// What of a page of all sessions the two other scans give.
bool is_labelled(const store::SessionFacts& facts, int rating_min) {
    return facts.user_rating.value_or(rating_min) >= rating_min;
}

bool is_served(const store::SessionFacts& facts) {
    return facts.status == store::SessionStatus::Completed && facts.features != "[]";
}

// All pages of `scan`, or of the log at the window's mark, each row given to `take`.
template <typename Row, typename Scan, typename Take>
Result<std::vector<Row>> load(store::Transaction& tx, const Window& window, Scan scan_now,
                              Take take) {
    const auto scan_page = [&](store::Transaction& in, const store::TrainingScan& scan) {
        return window.at ? store::scan_sessions_at(in, scan, *window.at) : scan_now(in, scan);
    };
    std::vector<Row> rows;
    store::TrainingScan scan{.from = window.from, .to = window.to, .rating_min = window.rating_min};
    for (;;) {  // Ends: every page moves after_seq past its own rows.
        REFIT_TRY(page, scan_page(tx, scan));
        if (page.empty()) break;
        for (const store::SessionFacts& facts : page) take(rows, facts);
        scan.after_seq = page.back().seq;
        if (rows.size() >= 2 * kLabelledSessionsMax) keep_newest(rows, kLabelledSessionsMax);
    }
    keep_newest(rows, kLabelledSessionsMax);
    return rows;
}

}  // namespace

Window last_days(TimePoint now, int days, int rating_min) {
    return {.from = now - std::chrono::days{days},
            .to = now + Milliseconds{1},
            .rating_min = rating_min};
}

Result<std::vector<LabelledSession>> load_labelled(store::Transaction& tx, const Window& window) {
    const auto take = [&](std::vector<LabelledSession>& rows, const store::SessionFacts& facts) {
        if (!is_labelled(facts, window.rating_min)) return;
        if (auto labelled = label(facts)) rows.push_back(std::move(*labelled));
    };
    return load<LabelledSession>(tx, window, &store::scan_labelled_sessions, take);
}

Result<std::vector<Served>> load_served(store::Transaction& tx, const Window& window) {
    const auto take = [](std::vector<Served>& rows, const store::SessionFacts& facts) {
        if (!is_served(facts)) return;
        Served served = served_of(facts);
        if (!served.features.empty()) rows.push_back(std::move(served));
    };
    return load<Served>(tx, window, &store::scan_served_sessions, take);
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
