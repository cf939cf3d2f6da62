// Tasks and their leases, idempotency keys, reports, alerts, audit, settings.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "records.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "store/idempotency.h"
#include "store/reports.h"
#include "store/scheduled_tasks.h"
#include "store/settings.h"
#include "test_database.h"

namespace refit::store {
namespace {

class ScheduleContract : public StoreContract {
protected:
    void SetUp() override {
        StoreContract::SetUp();
        if (IsSkipped()) return;
        write([](Transaction& tx) {
            ScheduledTask task;
            task.id = "retrain";
            task.name = "Retrain";
            task.interval_ms = std::int64_t{30} * 86'400'000;  // over 24.8 days
            task.next_run = kNow;
            return ensure_task(tx, task);
        });
    }

    static LeaseRequest tick(const std::string& owner) {
        return {.task_id = "retrain",
                .owner = owner,
                .now = kNow,
                .until = at(60'000),
                .due = kNow,
                .next_run = at(1'000'000)};
    }
    bool acquire(Database& replica, const LeaseRequest& request) {
        bool is_granted = false;
        EXPECT_OK(replica.write([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(granted, acquire_lease(tx, request));
            is_granted = granted;
            return {};
        }));
        return is_granted;
    }
    ScheduledTask task() {
        ScheduledTask out;
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(found, find_task(tx, "retrain"));
            out = *found;
            return {};
        });
        return out;
    }
};

TEST_P(ScheduleContract, ATickGoesToExactlyOneReplica) {
    auto second = open_again();
    std::atomic<int> granted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&, i] {
            Database& replica = second && i % 2 == 0 ? *second : db();
            if (acquire(replica, tick("owner" + std::to_string(i)))) ++granted;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(granted.load(), 1);
    EXPECT_EQ(task().next_run, at(1'000'000));
    EXPECT_EQ(task().last_run, kNow);
    EXPECT_EQ(task().interval_ms, 2'592'000'000);
}

TEST_P(ScheduleContract, AFinishedRunIsRecordedAndFreesTheLease) {
    ASSERT_TRUE(acquire(db(), tick("a")));
    write([](Transaction& tx) {
        return finish_run(tx, "a",
                          {.seq = 0,
                           .task_id = "retrain",
                           .started_at = at(1),
                           .duration_ms = 250,
                           .outcome = "failed",
                           .detail = "{}"},
                          "no data");
    });
    EXPECT_EQ(task().lease_owner, std::nullopt);
    EXPECT_EQ(task().last_outcome, "failed");
    EXPECT_EQ(task().last_error, "no data");
    EXPECT_EQ(task().last_duration_ms, 250);
    read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(runs, list_task_runs(tx, "retrain", 10));
        EXPECT_EQ(runs.size(), 1U);
        EXPECT_EQ(runs.front().started_at, at(1));
        return {};
    });
}

TEST_P(ScheduleContract, ALeaseIsKeptUntilItLapses) {
    ASSERT_TRUE(acquire(db(), tick("a")));
    LeaseRequest by_hand = tick("b");
    by_hand.due.reset();
    by_hand.next_run.reset();
    by_hand.now = at(59'999);
    EXPECT_FALSE(acquire(db(), by_hand));
    by_hand.now = at(60'000);
    by_hand.until = at(120'000);
    EXPECT_TRUE(acquire(db(), by_hand));
    // The one that had it ends late, and must not free the other's.
    write([](Transaction& tx) {
        return finish_run(tx, "a",
                          {.seq = 0,
                           .task_id = "retrain",
                           .started_at = kNow,
                           .duration_ms = 1,
                           .outcome = "ok",
                           .detail = ""},
                          std::nullopt);
    });
    EXPECT_EQ(task().lease_owner, "b");
    EXPECT_EQ(task().next_run, at(1'000'000));
}

TEST_P(ScheduleContract, ADisabledTaskHasNoTicksButRunsByHand) {
    write([](Transaction& tx) { return set_task_schedule(tx, "retrain", false, kNow); });
    EXPECT_FALSE(acquire(db(), tick("a")));
    LeaseRequest by_hand = tick("a");
    by_hand.due.reset();
    EXPECT_TRUE(acquire(db(), by_hand));
}

TEST_P(ScheduleContract, RegisteringATaskAgainKeepsItsState) {
    write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(set_task_schedule(tx, "retrain", false, std::nullopt));
        ScheduledTask again;
        again.id = "retrain";
        again.name = "New name";
        REFIT_CHECK(ensure_task(tx, again));
        REFIT_TRY(all, list_tasks(tx));
        EXPECT_EQ(all.size(), 1U);
        EXPECT_EQ(all.front().name, "New name");
        EXPECT_FALSE(all.front().enabled);
        EXPECT_EQ(all.front().next_run, std::nullopt);
        EXPECT_EQ(set_task_schedule(tx, "nobody", true, kNow).error().code, ErrorCode::NotFound);
        return {};
    });
}

TEST_P(ScheduleContract, AnIdempotencyKeyRunsOnceAndReplays) {
    IdempotentRequest request{.key = "k",
                              .route = "POST /v1/resize",
                              .body_hash = "h",
                              .user_id = std::nullopt,
                              .created_at = kNow};
    const auto claim = [&](const IdempotentRequest& wanted) {
        IdempotencyClaim out;
        write([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(claimed, claim_idempotency_key(tx, wanted));
            out = claimed;
            return {};
        });
        return out;
    };
    EXPECT_EQ(claim(request).state, IdempotencyState::Fresh);
    EXPECT_EQ(claim(request).state, IdempotencyState::Running);
    IdempotentRequest late = request;
    late.created_at = kNow + kIdempotencyRunMax;
    EXPECT_EQ(claim(late).state, IdempotencyState::Fresh);
    EXPECT_EQ(claim(late).state, IdempotencyState::Running);
    write([](Transaction& tx) {
        return finish_idempotency_key(
            tx, "k", "POST /v1/resize",
            {.status = 201, .content_type = "application/json", .body = "{}"});
    });
    const IdempotencyClaim replay = claim(request);
    EXPECT_EQ(replay.state, IdempotencyState::Replay);
    ASSERT_TRUE(replay.response.has_value());
    EXPECT_EQ(replay.response->status, 201);
    EXPECT_EQ(replay.response->body, "{}");
    request.body_hash = "other";
    EXPECT_EQ(claim(request).state, IdempotencyState::Mismatch);
    request.route = "POST /v1/sessions";
    EXPECT_EQ(claim(request).state, IdempotencyState::Fresh);
    write([](Transaction& tx) { return release_idempotency_key(tx, "k", "POST /v1/sessions"); });
    EXPECT_EQ(claim(request).state, IdempotencyState::Fresh);
    write([](Transaction& tx) -> Result<void> {
        REFIT_TRY(purged, purge_idempotency_keys(tx, kNow + kIdempotencyRunMax + Milliseconds{1}));
        EXPECT_EQ(purged, 2);
        return {};
    });
}

TEST_P(ScheduleContract, APeriodHasOneReportOfAKind) {
    write([](Transaction& tx) -> Result<void> {
        Report week{.seq = 0,
                    .kind = "performance-analysis",
                    .body = "{}",
                    .markdown = "# First",
                    .created_at = kNow,
                    .period = "2026-11-16"};
        REFIT_TRY(first, put_report(tx, week));
        week.markdown = "# Second";
        week.created_at = kNow + Milliseconds{5};
        REFIT_TRY(again, put_report(tx, week));
        EXPECT_EQ(again, first);
        week.period = "2026-11-23";
        REFIT_TRY(next, put_report(tx, week));
        EXPECT_NE(next, first);
        REFIT_TRY(stored, find_report(tx, first));
        EXPECT_TRUE(stored && stored->markdown == "# Second" && stored->period == "2026-11-16");
        REFIT_TRY(none, find_report(tx, next + 1000));
        EXPECT_FALSE(none);
        return {};
    });
}

TEST_P(ScheduleContract, AlertsKeepWhatTheirLastCheckFound) {
    write([](Transaction& tx) -> Result<void> {
        Alert alert;
        alert.id = "success";
        alert.metric = "successRate";
        alert.threshold = 60.5;
        alert.window_days = 7;
        alert.created_at = kNow;
        alert.updated_at = kNow;
        REFIT_CHECK(insert_alert(tx, alert));
        REFIT_TRY(fresh, find_alert(tx, "success"));
        EXPECT_TRUE(fresh && !fresh->value && !fresh->since && !fresh->checked_at);
        alert.above = true;
        alert.firing = true;
        alert.told = true;
        alert.value = 48.25;
        alert.since = kNow;
        alert.checked_at = kNow + Milliseconds{5};
        REFIT_CHECK(update_alert(tx, alert));
        REFIT_TRY(all, list_alerts(tx));
        EXPECT_EQ(all.size(), 1U);
        const Alert& kept = all.front();
        EXPECT_TRUE(kept.above && kept.firing && kept.told && kept.active);
        EXPECT_EQ(kept.threshold, 60.5);
        EXPECT_EQ(kept.value, 48.25);
        EXPECT_EQ(kept.since, kNow);
        EXPECT_EQ(kept.checked_at, kNow + Milliseconds{5});
        Alert found = alert;
        found.firing = false;
        REFIT_TRY(is_recorded, record_check(tx, found));
        EXPECT_TRUE(is_recorded);
        REFIT_CHECK(mark_told(tx, "success", false));
        found.updated_at = kNow + Milliseconds{1};
        found.firing = true;
        REFIT_TRY(of_another_line, record_check(tx, found));
        EXPECT_FALSE(of_another_line);
        REFIT_TRY(after, find_alert(tx, "success"));
        EXPECT_TRUE(after && !after->firing && !after->told && after->threshold == 60.5);
        REFIT_CHECK(delete_alert(tx, "success"));
        REFIT_CHECK(mark_told(tx, "success", true));
        EXPECT_EQ(delete_alert(tx, "success").error().code, ErrorCode::NotFound);
        EXPECT_EQ(update_alert(tx, alert).error().code, ErrorCode::NotFound);
        return {};
    });
}

TEST_P(ScheduleContract, ReportsAuditAndSettingsAreKept) {
    write([](Transaction& tx) -> Result<void> {
        for (const char* kind : {"analysis", "retrain", "analysis"}) {
            REFIT_CHECK(put_report(tx, {.seq = 0,
                                        .kind = kind,
                                        .body = "{}",
                                        .markdown = "# Report",
                                        .created_at = kNow}));
        }
        REFIT_TRY(analyses, list_reports(tx, "analysis", 10));
        EXPECT_EQ(analyses.size(), 2U);
        REFIT_TRY(all, list_reports(tx, "", 10));
        EXPECT_EQ(all.size(), 3U);
        EXPECT_GT(all[0].seq, all[1].seq);
        for (int i = 0; i < 3; ++i) {
            REFIT_CHECK(append_audit(tx, {.seq = 0,
                                          .at = kNow,
                                          .actor = "admin",
                                          .action = "variant.create",
                                          .subject = "variant:" + std::to_string(i),
                                          .before_json = std::nullopt,
                                          .after_json = "{}",
                                          .reason = "test"}));
        }
        REFIT_TRY(newest, list_audit(tx, std::nullopt, 2));
        EXPECT_EQ(newest.size(), 2U);
        EXPECT_EQ(newest.front().subject, "variant:2");
        REFIT_TRY(older, list_audit(tx, newest.back().seq, 2));
        EXPECT_EQ(older.size(), 1U);
        EXPECT_EQ(older.front().before_json, std::nullopt);
        REFIT_TRY(none, find_setting(tx, "scheduler"));
        EXPECT_FALSE(none);
        REFIT_CHECK(put_setting(tx, "scheduler", "on"));
        REFIT_CHECK(put_setting(tx, "scheduler", "off"));
        REFIT_TRY(value, find_setting(tx, "scheduler"));
        EXPECT_EQ(value, "off");
        return {};
    });
}

REFIT_ALL_ENGINES(ScheduleContract);

}  // namespace
}  // namespace refit::store
