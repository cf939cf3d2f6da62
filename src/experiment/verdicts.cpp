#include "experiment/verdicts.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/assert.h"
#include "experiment/audit.h"
#include "experiment/significance.h"
#include "json/writer.h"
#include "store/experiments.h"
#include "store/feedback.h"

namespace refit::experiment {
namespace {

std::string figures(const store::Verdict& verdict) {
    json::Writer out;
    out.begin_object().member("a", verdict.variant_a).member("b", verdict.variant_b);
    out.member("better", verdict.better).member("units", verdict.units);
    out.member("logE", verdict.log_e).member("difference", verdict.difference);
    out.member("method", verdict.method).end_object();
    return out.take();
}

// Stores what is reached and not stored. The phase may have ended since the look: then its verdict
// is stored all the same, under the phase it is about.
Result<void> declare(store::Transaction& tx, const store::Experiment& seen,
                     std::span<const Comparison> comparisons, TimePoint now) {
    REFIT_CHECK(tx.lock("experiment:" + seen.id));
    for (const Comparison& comparison : comparisons) {
        if (!comparison.crossing || comparison.declared) continue;
        store::Verdict verdict = verdict_row(comparison, seen.id, seen.bucket_version);
        REFIT_TRY(word, store::find_feedback_event(tx, verdict.arrival));
        verdict.reached_at = word ? word->recorded_at : now;
        verdict.declared_at = now;
        REFIT_TRY(added, store::insert_verdict(tx, verdict));
        if (!added) continue;
        REFIT_CHECK(audit(tx, {.name = "evidence", .reason = comparison.verdict},
                          {.action = "verdict.declare",
                           .subject = "experiment:" + seen.id,
                           .after_json = figures(verdict)},
                          now));
    }
    return {};
}

// Whether any is reached and not stored.
bool has_news(std::span<const Comparison> comparisons) {
    return std::ranges::any_of(
        comparisons, [](const Comparison& pair) { return pair.crossing && !pair.declared; });
}

template <typename Value, typename Work>
Result<Value> read_from(store::Database& database, const Work& work) {
    std::optional<Value> value;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(result, work(tx));
        value = std::move(result);
        return {};
    }));
    return std::move(*value);
}

// A comparison and the phase it is about, of one snapshot.
struct Seen {
    store::Experiment experiment;
    Comparison comparison;
};

Result<Seen> see(store::Transaction& tx, std::string_view experiment_id, std::string_view a,
                 std::string_view b) {
    REFIT_TRY(comparison, compare(tx, experiment_id, a, b));
    REFIT_TRY(experiment, store::find_experiment(tx, experiment_id));
    REFIT_ASSERT(experiment);  // compare() has found it on this snapshot
    return Seen{std::move(*experiment), std::move(comparison)};
}

}  // namespace

store::Verdict verdict_row(const Comparison& comparison, std::string_view experiment_id,
                           std::int64_t bucket_version) {
    REFIT_ASSERT(comparison.crossing);
    const Crossing& crossing = *comparison.crossing;
    store::Verdict row;
    row.experiment_id = experiment_id;
    row.bucket_version = bucket_version;
    const bool in_order = comparison.a < comparison.b;
    row.variant_a = in_order ? comparison.a : comparison.b;
    row.variant_b = in_order ? comparison.b : comparison.a;
    row.method = comparison.always_valid.method;
    row.better = crossing.difference > 0 ? comparison.b : comparison.a;
    row.units = crossing.units;
    row.arrival = crossing.arrival;
    row.log_e = crossing.log_e;
    row.difference = in_order ? crossing.difference : -crossing.difference;
    return row;
}

void attach_verdict(const std::vector<store::Verdict>& verdicts, Comparison& comparison) {
    const auto found = std::ranges::find_if(verdicts, [&](const store::Verdict& verdict) {
        return verdict.variant_a == std::min(comparison.a, comparison.b) &&
               verdict.variant_b == std::max(comparison.a, comparison.b);
    });
    if (found == verdicts.end()) return;
    Declaration declared;
    declared.better = found->better;
    declared.reached_at = found->reached_at;
    declared.declared_at = found->declared_at;
    declared.crossing = {found->units, found->arrival, found->log_e,
                         comparison.a < comparison.b ? found->difference : -found->difference};
    declared.contradicted = declared.crossing.difference * comparison.difference.mean < 0;
    comparison.declared = std::move(declared);
    if (comparison.always_valid.significant) return;
    comparison.always_valid = always_valid(found->log_e, found->method);
    comparison.needed.reset();
}

Result<Results> look(store::Database& database, std::string_view experiment_id, TimePoint now) {
    const auto read = [&](store::Transaction& tx) { return results(tx, experiment_id); };
    REFIT_TRY(seen, read_from<Results>(database, read));
    if (!has_news(seen.comparisons)) return seen;
    REFIT_CHECK(database.write([&](store::Transaction& tx) {
        return declare(tx, seen.experiment, seen.comparisons, now);
    }));
    return read_from<Results>(database, read);
}

Result<Comparison> look_at(store::Database& database, std::string_view experiment_id,
                           std::string_view a, std::string_view b, TimePoint now) {
    const auto read = [&](store::Transaction& tx) { return see(tx, experiment_id, a, b); };
    REFIT_TRY(seen, read_from<Seen>(database, read));
    if (!has_news({&seen.comparison, 1})) return std::move(seen.comparison);
    REFIT_CHECK(database.write([&](store::Transaction& tx) {
        return declare(tx, seen.experiment, {&seen.comparison, 1}, now);
    }));
    REFIT_TRY(again, read_from<Seen>(database, read));
    return std::move(again.comparison);
}

}  // namespace refit::experiment
