#include "store/counting.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/columns.h"
#include "store/count_columns.h"

namespace refit::store {
namespace {

bool is_success(int rating) {
    return rating >= kSuccessRatingMin;
}

// a + sign·b, field by field.
ArmCounts combine(ArmCounts a, const ArmCounts& b, int sign) {
    for (const auto field :
         {&ArmCounts::exposures, &ArmCounts::outcomes, &ArmCounts::successes, &ArmCounts::sessions,
          &ArmCounts::all_ratings, &ArmCounts::all_successes, &ArmCounts::processing_n,
          &ArmCounts::corrections, &ArmCounts::failures, &ArmCounts::fallbacks, &ArmCounts::firsts,
          &ArmCounts::first_timed, &ArmCounts::first_priced}) {
        a.*field += sign * b.*field;
    }
    for (const auto field :
         {&ArmCounts::expected_exposures, &ArmCounts::rating_sum, &ArmCounts::rating_sq_sum,
          &ArmCounts::all_rating_sum, &ArmCounts::processing_sum, &ArmCounts::correction_size_sum,
          &ArmCounts::first_change_sum, &ArmCounts::first_change_sq_sum,
          &ArmCounts::first_seconds_sum, &ArmCounts::first_seconds_sq_sum,
          &ArmCounts::first_cents_sum, &ArmCounts::first_cents_sq_sum}) {
        a.*field += sign * b.*field;
    }
    return a;
}

RollupCounts combine(RollupCounts a, const RollupCounts& b, int sign) {
    for (const auto field :
         {&RollupCounts::sessions, &RollupCounts::rated, &RollupCounts::successes,
          &RollupCounts::helpful, &RollupCounts::processing_n, &RollupCounts::corrected,
          &RollupCounts::failed, &RollupCounts::fallbacks}) {
        a.*field += sign * b.*field;
    }
    for (const auto field : {&RollupCounts::rating_sum, &RollupCounts::processing_sum}) {
        a.*field += sign * b.*field;
    }
    return a;
}

std::optional<ArmStatistics> arm_of(const SessionFacts* session) {
    if (!session || !session->experiment_id || !session->bucket_version || !session->variant_id) {
        return std::nullopt;
    }
    return ArmStatistics{.experiment_id = *session->experiment_id,
                         .bucket_version = *session->bucket_version,
                         .variant_id = *session->variant_id,
                         .held_back = is_held_back(*session),
                         .counts = arm_part(*session)};
}

std::optional<DailyRollup> rollup_of(const SessionFacts* session) {
    if (!session) return std::nullopt;
    return DailyRollup{.day = format_day(session->created_at),
                       .variant_id = session->variant_id.value_or(""),
                       .counts = rollup_part(*session)};
}

std::optional<ArmStatistics> arm_of(const UserOutcome* outcome) {
    if (!outcome) return std::nullopt;
    return ArmStatistics{.experiment_id = outcome->experiment_id,
                         .bucket_version = outcome->bucket_version,
                         .variant_id = outcome->variant_id,
                         .held_back = outcome->held_back,
                         .counts = arm_part(*outcome)};
}

template <typename Row>
bool same_key(Row a, const Row& b) {
    a.counts = b.counts;
    return a == b;
}

// One statement where the key stayed, two where a session moved to another arm.
template <typename Row>
Result<void> move_counts(Transaction& tx, const std::optional<Row>& before,
                         const std::optional<Row>& after,
                         Result<void> (*add)(Transaction&, const Row&)) {
    if (before && after && same_key(*before, *after)) {
        Row delta = *after;
        delta.counts = after->counts - before->counts;
        return add(tx, delta);
    }
    if (before) {
        Row taken = *before;
        taken.counts = decltype(taken.counts){} - before->counts;
        REFIT_CHECK(add(tx, taken));
    }
    if (after) REFIT_CHECK(add(tx, *after));
    return {};
}

}  // namespace

double exact(double value, int bits) {
    return std::ldexp(std::round(std::ldexp(value, bits)), -bits);
}

ArmCounts operator+(const ArmCounts& a, const ArmCounts& b) {
    return combine(a, b, 1);
}
ArmCounts operator-(const ArmCounts& a, const ArmCounts& b) {
    return combine(a, b, -1);
}
RollupCounts operator+(const RollupCounts& a, const RollupCounts& b) {
    return combine(a, b, 1);
}
RollupCounts operator-(const RollupCounts& a, const RollupCounts& b) {
    return combine(a, b, -1);
}

namespace {

// A figure and its square, both exact.
void add_measure(double value, int bits, double& sum, double& sq_sum) {
    const double rounded = exact(value, bits);
    sum = rounded;
    sq_sum = exact(rounded * rounded, bits);
}

void add_first(const SessionFacts& session, ArmCounts& part) {
    if (!session.first_exposure) return;
    part.firsts = 1;
    add_measure(session.corrected ? session.correction_size.value_or(0.0) : 0.0, kShareBits,
                part.first_change_sum, part.first_change_sq_sum);
    if (session.processing_time && session.status == SessionStatus::Completed) {
        part.first_timed = 1;
        add_measure(*session.processing_time / 1000, kShareBits, part.first_seconds_sum,
                    part.first_seconds_sq_sum);
    }
    if (session.cost_usd) {
        part.first_priced = 1;
        add_measure(*session.cost_usd * 100, kCostBits, part.first_cents_sum,
                    part.first_cents_sq_sum);
    }
}

}  // namespace

ArmCounts arm_part(const SessionFacts& session) {
    ArmCounts part;
    part.sessions = 1;
    if (session.user_rating) {
        part.all_ratings = 1;
        part.all_rating_sum = *session.user_rating;
        part.all_successes = is_success(*session.user_rating) ? 1 : 0;
    }
    if (session.processing_time && session.status == SessionStatus::Completed) {
        part.processing_n = 1;
        part.processing_sum = exact(*session.processing_time, kDurationBits);
    }
    if (session.corrected) {
        part.corrections = 1;
        part.correction_size_sum = exact(session.correction_size.value_or(0.0), kShareBits);
    }
    part.failures = session.status == SessionStatus::Failed ? 1 : 0;
    part.fallbacks = session.resizer == Resizer::Fallback ? 1 : 0;
    add_first(session, part);
    return part;
}

RollupCounts rollup_part(const SessionFacts& session) {
    const ArmCounts arm = arm_part(session);
    return {.sessions = 1,
            .rated = arm.all_ratings,
            .rating_sum = arm.all_rating_sum,
            .successes = arm.all_successes,
            .helpful = session.helpful.value_or(false) ? 1 : 0,
            .processing_sum = arm.processing_sum,
            .processing_n = arm.processing_n,
            .corrected = arm.corrections,
            .failed = arm.failures,
            .fallbacks = arm.fallbacks};
}

ArmCounts arm_part(const UserOutcome& outcome) {
    ArmCounts part;
    part.outcomes = 1;
    part.rating_sum = outcome.rating;
    part.rating_sq_sum = outcome.rating * outcome.rating;
    part.successes = is_success(outcome.rating) ? 1 : 0;
    return part;
}

ArmCounts arm_part(const Assignment& assignment, std::string_view variant_id) {
    ArmCounts part;
    part.exposures = assignment.variant_id == variant_id ? 1 : 0;
    part.expected_exposures =
        exact(weight_of(assignment.weights, variant_id).value_or(0.0), kShareBits);
    return part;
}

std::vector<std::string> arms_of(const Assignment& assignment) {
    std::vector<std::string> arms;
    for (const auto& entry : assignment.weights) arms.push_back(entry.first);
    if (!weight_of(assignment.weights, assignment.variant_id))
        arms.push_back(assignment.variant_id);
    return arms;
}

Result<void> add_to_arm(Transaction& tx, const ArmStatistics& delta) {
    if (delta.counts == ArmCounts{}) return {};
    return add_counts(tx, kArmCounts, "experiment_id,bucket_version,variant_id,held_back,shard",
                      params(delta.experiment_id, delta.bucket_version, delta.variant_id,
                             delta.held_back, tx.shard()),
                      delta.counts);
}

Result<void> add_to_rollup(Transaction& tx, const DailyRollup& delta) {
    if (delta.counts == RollupCounts{}) return {};
    return add_counts(tx, kRollupCounts, "day,variant_id,shard",
                      params(delta.day, delta.variant_id, tx.shard()), delta.counts);
}

Result<void> count_session(Transaction& tx, const SessionFacts* before, const SessionFacts* after) {
    REFIT_CHECK(move_counts(tx, arm_of(before), arm_of(after), add_to_arm));
    return move_counts(tx, rollup_of(before), rollup_of(after), add_to_rollup);
}

Result<void> count_outcome(Transaction& tx, const UserOutcome* before, const UserOutcome* after) {
    return move_counts(tx, arm_of(before), arm_of(after), add_to_arm);
}

Result<void> count_assignment(Transaction& tx, const Assignment* before, const Assignment* after) {
    for (const Assignment* assignment : {before, after}) {
        if (!assignment) continue;
        for (const std::string& arm : arms_of(*assignment)) {
            const ArmCounts part = arm_part(*assignment, arm);
            REFIT_CHECK(
                add_to_arm(tx, {.experiment_id = assignment->experiment_id,
                                .bucket_version = assignment->bucket_version,
                                .variant_id = arm,
                                .held_back = assignment->held_back,
                                .counts = assignment == before ? ArmCounts{} - part : part}));
        }
    }
    return {};
}

}  // namespace refit::store
