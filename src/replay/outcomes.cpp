// Outcomes of units: the first session each rated, its first and its latest word.
#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/clock.h"
#include "replay/checks.h"
#include "store/replay.h"

namespace refit::replay {
namespace {

bool same(const store::UserOutcome& a, const store::UserOutcome& b) {
    return a.experiment_id == b.experiment_id && a.bucket_version == b.bucket_version &&
           a.user_id == b.user_id && a.variant_id == b.variant_id &&
           a.variant_version == b.variant_version && a.propensity == b.propensity &&
           a.assigned_seq == b.assigned_seq && a.session_id == b.session_id &&
           a.rating == b.rating && a.updated_at == b.updated_at && a.held_back == b.held_back &&
           a.first_rating == b.first_rating && a.arrival == b.arrival;
}

std::string show(const std::optional<store::UserOutcome>& outcome) {
    if (!outcome) return "none";
    return fmt::format("{} of {} v{} p {} seq {} by {} at {} first {} at {}{}", outcome->rating,
                       outcome->variant_id, outcome->variant_version, outcome->propensity,
                       outcome->assigned_seq, outcome->session_id, format_iso(outcome->updated_at),
                       outcome->first_rating, outcome->arrival,
                       outcome->held_back ? " held back" : "");
}

}  // namespace

Result<void> check_outcomes(Check& check) {
    std::int64_t rows = 0;
    REFIT_CHECK(store::scan_replayed_outcomes(
        check.tx, [&](const store::ReplayedOutcome& outcome) -> Result<void> {
            ++rows;
            if (outcome.stored && outcome.replayed && same(*outcome.stored, *outcome.replayed))
                return {};
            const store::UserOutcome& key = outcome.stored ? *outcome.stored : *outcome.replayed;
            check.found(
                {"user_outcomes",
                 fmt::format("{} {} {}", key.experiment_id, key.bucket_version, key.user_id),
                 show(outcome.stored), show(outcome.replayed), check.repairs()});
            if (!check.repairs()) return {};
            return store::replace_outcome(check.tx, outcome);
        }));
    check.checked("user_outcomes", rows);
    return {};
}

}  // namespace refit::replay
