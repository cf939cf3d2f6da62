#include "schedule/scheduler.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "schedule/seed_tasks.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/scheduled_tasks.h"

namespace refit::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr TimePoint kStart{Milliseconds{1'700'000'000'000}};

class SchedulerTest : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        ASSERT_TRUE(opened) << opened.error().message;
        database_ = std::move(*opened);
        const auto migrated = store::migrate(*database_, kStart);
        ASSERT_TRUE(migrated) << migrated.error().message;
    }

    std::unique_ptr<Scheduler> make(const std::string& owner) {
        auto scheduler = std::make_unique<Scheduler>(*database_, clock_, metrics_, log_, owner);
        for (const TaskPlan& plan : kSeedTasks) {
            const auto added = scheduler->register_task(
                {.id = std::string{plan.id},
                 .name = std::string{plan.name},
                 .interval = plan.interval,
                 .enabled = plan.enabled,
                 .work = [this, id = std::string{plan.id}]() -> Result<std::string> {
                     count(id);
                     if (work_) return work_(id);
                     return "done";
                 }});
            EXPECT_TRUE(added) << added.error().message;
        }
        return scheduler;
    }

    void count(const std::string& id) {
        const std::lock_guard lock{mutex_};
        ++runs_[id];
    }

    static TaskStatus status_of(Scheduler& scheduler, std::string_view id) {
        const auto status = scheduler.status();
        EXPECT_TRUE(status);
        for (const TaskStatus& task : status->tasks) {
            if (task.id == id) return task;
        }
        ADD_FAILURE() << "no task " << id;
        return {};
    }

    std::unique_ptr<store::Database> database_;
    ManualClock clock_{kStart};
    Metrics metrics_;
    NullLog log_;
    std::mutex mutex_;
    std::map<std::string, int> runs_;
    std::function<Result<std::string>(const std::string&)> work_;
};

TEST_F(SchedulerTest, NothingRunsBeforeStart) {
    const auto scheduler = make("a");
    clock_.advance(hours{24 * 365});
    ASSERT_TRUE(scheduler->tick());
    EXPECT_TRUE(runs_.empty());
    EXPECT_FALSE(scheduler->status()->running);
}

TEST_F(SchedulerTest, SeedTasksRunAtTheirIntervals) {
    const auto scheduler = make("a");
    ASSERT_TRUE(scheduler->start());
    for (int hour = 0; hour < 24 * 70; ++hour) {
        clock_.advance(hours{1});
        ASSERT_TRUE(scheduler->tick());
    }
    EXPECT_EQ(runs_["ab-optimization"], 70);
    EXPECT_EQ(runs_["performance-analysis"], 10);
    EXPECT_EQ(runs_["model-retraining"], 0);
}

TEST_F(SchedulerTest, ThirtyDayTaskRunsOncePerThirtyDays) {
    const auto scheduler = make("a");
    ASSERT_TRUE(scheduler->start());
    ASSERT_TRUE(scheduler->set_enabled("model-retraining", TaskSwitch::On));
    ASSERT_TRUE(scheduler->set_enabled("model-retraining", TaskSwitch::On));
    EXPECT_EQ(status_of(*scheduler, "model-retraining").next_run, kStart + hours{24 * 30});
    for (int day = 0; day < 91; ++day) {
        clock_.advance(hours{24});
        ASSERT_TRUE(scheduler->tick());
    }
    EXPECT_EQ(runs_["model-retraining"], 3);
}

TEST_F(SchedulerTest, MissedTicksRunOnce) {
    const auto scheduler = make("a");
    ASSERT_TRUE(scheduler->start());
    clock_.advance(hours{24 * 10});
    ASSERT_TRUE(scheduler->tick());
    ASSERT_TRUE(scheduler->tick());
    EXPECT_EQ(runs_["ab-optimization"], 1);
}

TEST_F(SchedulerTest, StateSurvivesRestart) {
    {
        const auto scheduler = make("a");
        ASSERT_TRUE(scheduler->start());
        ASSERT_TRUE(scheduler->set_enabled("model-retraining", TaskSwitch::On));
        ASSERT_TRUE(scheduler->set_enabled("performance-analysis", TaskSwitch::Off));
        clock_.advance(hours{25});
        ASSERT_TRUE(scheduler->tick());
    }
    const auto again = make("b");
    EXPECT_TRUE(again->status()->running);
    EXPECT_TRUE(status_of(*again, "model-retraining").enabled);
    EXPECT_FALSE(status_of(*again, "performance-analysis").enabled);
    const TaskStatus daily = status_of(*again, "ab-optimization");
    EXPECT_EQ(daily.last_run, kStart + hours{25});
    EXPECT_EQ(daily.next_run, kStart + hours{48});
    EXPECT_EQ(daily.last_outcome, "ok");
    clock_.advance(hours{22});
    ASSERT_TRUE(again->tick());
    EXPECT_EQ(runs_["ab-optimization"], 1);
    clock_.advance(hours{1});
    ASSERT_TRUE(again->tick());
    EXPECT_EQ(runs_["ab-optimization"], 2);
}

TEST_F(SchedulerTest, TwoReplicasRunEachTickOnce) {
    const auto first = make("a");
    const auto second = make("b");
    ASSERT_TRUE(first->start());
    for (int day = 1; day <= 5; ++day) {
        clock_.advance(hours{24});
        std::jthread other{[&] { EXPECT_TRUE(second->tick()); }};
        EXPECT_TRUE(first->tick());
        other.join();
        EXPECT_EQ(runs_["ab-optimization"], day);
    }
}

TEST_F(SchedulerTest, ARunningTaskCannotBeStartedTwice) {
    const auto scheduler = make("a");
    const auto replica = make("b");
    std::optional<ErrorCode> here;
    std::optional<ErrorCode> there;
    bool seen_running = false;
    work_ = [&](const std::string&) -> Result<std::string> {
        seen_running = status_of(*replica, "ab-optimization").running;
        if (const auto run = scheduler->run_now("ab-optimization"); !run) here = run.error().code;
        if (const auto run = replica->run_now("ab-optimization"); !run) there = run.error().code;
        return "done";
    };
    ASSERT_TRUE(scheduler->run_now("ab-optimization"));
    EXPECT_EQ(here, ErrorCode::Conflict);
    EXPECT_EQ(there, ErrorCode::Conflict);
    EXPECT_TRUE(seen_running);
    EXPECT_EQ(runs_["ab-optimization"], 1);
    EXPECT_FALSE(status_of(*scheduler, "ab-optimization").running);
}

TEST_F(SchedulerTest, LeaseOfADeadProcessLapses) {
    const auto scheduler = make("a");
    const auto take = [&] {
        bool granted = false;
        EXPECT_TRUE(database_->write([&](store::Transaction& tx) -> Result<void> {
            store::LeaseRequest request;
            request.task_id = "ab-optimization";
            request.owner = "dead";
            request.now = clock_.now();
            request.until = clock_.now() + kLeaseDuration;
            REFIT_TRY(answer, store::acquire_lease(tx, request));
            granted = answer;
            return {};
        }));
        return granted;
    };
    ASSERT_TRUE(take());
    EXPECT_FALSE(scheduler->run_now("ab-optimization"));
    clock_.advance(kLeaseDuration + minutes{1});
    EXPECT_TRUE(scheduler->run_now("ab-optimization"));
}

TEST_F(SchedulerTest, RunNowSetsLastRunAlsoWhenDisabled) {
    const auto scheduler = make("a");
    const auto run = scheduler->run_now("model-retraining");
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_TRUE(run->succeeded);
    const TaskStatus status = status_of(*scheduler, "model-retraining");
    EXPECT_EQ(status.last_run, kStart);
    EXPECT_FALSE(status.enabled);
    EXPECT_EQ(status.next_run, std::nullopt);
    EXPECT_EQ(scheduler->run_now("nothing").error().code, ErrorCode::NotFound);
}

TEST_F(SchedulerTest, FailuresAndExceptionsAreRecordedAndDoNotStopOthers) {
    const auto scheduler = make("a");
    ASSERT_TRUE(scheduler->start());
    work_ = [](const std::string& id) -> Result<std::string> {
        if (id == "ab-optimization") throw std::runtime_error{"broken"};
        if (id == "retention") return fail(ErrorCode::Internal, std::string(5000, 'x'));
        return "done";
    };
    clock_.advance(hours{24 * 7});
    const auto runs = scheduler->tick();
    ASSERT_TRUE(runs);
    EXPECT_EQ(runs->size(), kSeedTasks.size() - 1);  // one is off at first
    EXPECT_EQ(status_of(*scheduler, "ab-optimization").last_error, "exception: broken");
    EXPECT_EQ(status_of(*scheduler, "retention").last_outcome, "failed");
    EXPECT_EQ(status_of(*scheduler, "retention").last_error.size(), kDetailBytesMax);
    EXPECT_EQ(status_of(*scheduler, "performance-analysis").last_outcome, "ok");
    EXPECT_EQ(
        metrics_.value("refit_task_runs_total", {{"task", "retention"}, {"outcome", "failed"}}),
        1.0);
}

TEST_F(SchedulerTest, BadTasksAreRefused) {
    const auto scheduler = make("a");
    const auto work = []() -> Result<std::string> { return "ok"; };
    const auto refused = [&](Task task) { return !scheduler->register_task(std::move(task)); };
    EXPECT_TRUE(refused({.id = "", .name = "x", .interval = hours{1}, .work = work}));
    EXPECT_TRUE(refused({.id = "UP", .name = "x", .interval = hours{1}, .work = work}));
    EXPECT_TRUE(refused({.id = "retention", .name = "x", .interval = hours{1}, .work = work}));
    EXPECT_TRUE(refused({.id = "fast", .name = "x", .interval = Milliseconds{1}, .work = work}));
    EXPECT_TRUE(refused({.id = "idle", .name = "x", .interval = hours{1}, .work = {}}));
}

TEST_F(SchedulerTest, AThreadOfItsOwnStopsAtOnce) {
    const auto scheduler = make("a");
    ASSERT_TRUE(scheduler->start());
    clock_.advance(hours{24});
    std::jthread runner{[&](std::stop_token stop) { scheduler->run(stop); }};
    for (int i = 0; i < 200 && metrics_.value("refit_task_runs_total",
                                              {{"task", "rollup-check"}, {"outcome", "ok"}}) < 1;
         ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    runner.request_stop();
    runner.join();
    EXPECT_EQ(runs_["ab-optimization"], 1);
}

}  // namespace
}  // namespace refit::schedule
