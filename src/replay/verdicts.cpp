// Declared verdicts: the evidence of each, gone through again in the order in which words came.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "experiment/draws.h"
#include "experiment/pair_evidence.h"
#include "replay/checks.h"
#include "store/feedback.h"
#include "store/replay.h"
#include "store/verdicts.h"

namespace refit::replay {
namespace {

constexpr double kRelative = 1e-12;

bool close(double a, double b) {
    return std::abs(a - b) <= kRelative * std::max(std::abs(a), std::abs(b));
}

// The verdict as the log has it; nullopt: the evidence never suffices.
Result<std::optional<store::Verdict>> replay(store::Transaction& tx, const store::Verdict& stored) {
    experiment::PairEvidence evidence{experiment::PairEvidence::Interval::Untracked};
    std::optional<store::Verdict> found;
    REFIT_CHECK(experiment::scan_draws(
        tx, stored.experiment_id, stored.bucket_version,
        [&](const experiment::DrawOutcome& draw) -> Result<void> {
            const bool is_a = draw.variant_id == stored.variant_a;
            if (found || draw.held_back || (!is_a && draw.variant_id != stored.variant_b))
                return {};
            REFIT_CHECK(evidence.add(draw.rating, is_a ? 0 : 1,
                                     store::weight_of(draw.weights, stored.variant_a).value_or(0),
                                     store::weight_of(draw.weights, stored.variant_b).value_or(0)));
            if (!evidence.crossing()) return {};
            const experiment::Crossing& crossing = *evidence.crossing();
            found = stored;
            found->units = crossing.units;
            found->arrival = draw.arrival;
            found->log_e = crossing.log_e;
            found->difference = crossing.difference;
            found->better = crossing.difference > 0 ? stored.variant_b : stored.variant_a;
            return {};
        }));
    if (!found) return found;
    REFIT_TRY(word, store::find_feedback_event(tx, found->arrival));
    if (word) found->reached_at = word->recorded_at;
    return found;
}

bool same(const store::Verdict& a, const store::Verdict& b) {
    return a.better == b.better && a.units == b.units && a.arrival == b.arrival &&
           a.reached_at == b.reached_at && close(a.log_e, b.log_e) &&
           close(a.difference, b.difference);
}

std::string show(const store::Verdict& verdict) {
    return fmt::format("{} better by {} after {} units, arrival {}, ln E {}, {}", verdict.better,
                       std::abs(verdict.difference), verdict.units, verdict.arrival, verdict.log_e,
                       format_iso(verdict.reached_at));
}

}  // namespace

Result<void> check_verdicts(Check& check) {
    REFIT_TRY(verdicts, store::list_all_verdicts(check.tx));
    REFIT_TRY(erased, store::last_erasure(check.tx));
    std::int64_t rows = 0;
    std::int64_t older = 0;
    for (const store::Verdict& stored : verdicts) {
        if (erased && stored.reached_at <= *erased) {
            ++older;
            continue;
        }
        ++rows;
        REFIT_TRY(replayed, replay(check.tx, stored));
        if (replayed && same(stored, *replayed)) continue;
        const bool repaired = check.repairs() && replayed;
        check.found({"verdicts",
                     fmt::format("{} {} {} {}", stored.experiment_id, stored.bucket_version,
                                 stored.variant_a, stored.variant_b),
                     show(stored), replayed ? show(*replayed) : "none", repaired});
        if (repaired) REFIT_CHECK(store::replace_verdict(check.tx, *replayed));
    }
    check.checked("verdicts", rows);
    if (older > 0) {
        check.report.notes.push_back(
            fmt::format("{} verdicts are older than the last erasure of a user, whose words they "
                        "may rest on: not compared",
                        older));
    }
    return {};
}

}  // namespace refit::replay
