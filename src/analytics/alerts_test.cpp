#include "analytics/alerts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "analytics/test_store.h"
#include "store/audit.h"

namespace refit::analytics {
namespace {

class Alerts : public TestStore {
protected:
    Result<store::Alert> add(const std::string& id, const AlertPatch& fields) {
        Result<store::Alert> made = fail(ErrorCode::Internal, "not run");
        const auto done = database_->write([&](store::Transaction& tx) -> Result<void> {
            made = add_alert(tx, id, fields, clock_.now());
            if (!made) return tl::unexpected<Error>(made.error());
            return {};
        });
        EXPECT_EQ(done.has_value(), made.has_value());
        return made;
    }

    store::Alert check() {
        std::vector<store::Alert> alerts;
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(checked, check_alerts(tx, clock_.now()));
            alerts = std::move(checked);
            return {};
        });
        EXPECT_FALSE(alerts.empty());
        return alerts.empty() ? store::Alert{} : alerts.front();
    }

    void rate(int count, int stars) {
        for (int i = 0; i < count; ++i) {
            auto made = facts("s" + std::to_string(next_++));
            made.user_rating = stars;
            insert(made);
        }
    }

    std::vector<store::AuditEntry> log() {
        std::vector<store::AuditEntry> entries;
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::list_audit(tx, std::nullopt, 100));
            entries = std::move(found);
            return {};
        });
        return entries;
    }

    static AlertPatch success_below(double percent, std::int64_t days = 7) {
        return {.metric = "successRate",
                .above = false,
                .threshold = percent,
                .window_days = days,
                .count_min = 10};
    }

    int next_{0};
};

TEST_F(Alerts, FiresWhileTheFigureIsOnTheWrongSide) {
    ASSERT_TRUE(add("success", success_below(60)));
    rate(6, 5);
    rate(6, 1);
    const store::Alert fired = check();
    EXPECT_TRUE(fired.firing);
    EXPECT_EQ(fired.value, 50);
    EXPECT_EQ(fired.since, clock_.now());
    EXPECT_EQ(sentence_of(fired), "success rate 50 % is below 60 % over 7 days");
    EXPECT_EQ(log().front().action, "alert.fire");
    EXPECT_EQ(log().front().reason, sentence_of(fired));

    clock_.advance(std::chrono::minutes{5});
    EXPECT_EQ(check().since, fired.since) << "it is the same fire";
    rate(12, 5);
    const store::Alert over = check();
    EXPECT_FALSE(over.firing);
    EXPECT_EQ(sentence_of(over), "success rate 75 % is not below 60 % over 7 days");
    EXPECT_EQ(log().front().action, "alert.resolve");
    EXPECT_EQ(log().size(), 3U) << "made, fired, resolved; not a row for each look";
}

TEST_F(Alerts, OnTheLineIsNotBeyondIt) {
    ASSERT_TRUE(add("success", success_below(50)));
    rate(5, 5);
    rate(5, 1);
    EXPECT_FALSE(check().firing);
}

TEST_F(Alerts, TooFewSayNothing) {
    ASSERT_TRUE(add("success", success_below(60)));
    rate(9, 1);
    const store::Alert early = check();
    EXPECT_FALSE(early.firing);
    EXPECT_EQ(early.value, std::nullopt);
    EXPECT_EQ(early.checked_at, clock_.now());
    rate(1, 1);
    EXPECT_TRUE(check().firing);
    clock_.advance(std::chrono::days{30});
    const store::Alert quiet = check();
    EXPECT_TRUE(quiet.firing) << "silence is no recovery";
    EXPECT_EQ(quiet.value, std::nullopt);
}

TEST_F(Alerts, LooksAtItsDaysOnly) {
    ASSERT_TRUE(add("success", success_below(60, 2)));
    rate(50, 5);
    clock_.advance(std::chrono::days{2});
    rate(10, 1);
    EXPECT_EQ(check().value, 0);
}

TEST_F(Alerts, EveryMetricIsMeasuredInItsOwnUnit) {
    rate(6, 5);
    rate(4, 1);
    auto slow = facts("slow");
    slow.processing_time = 400;
    slow.corrected = true;
    slow.correction_size = 0.5;
    slow.resizer = store::Resizer::Fallback;
    insert(slow);
    const std::vector<std::pair<std::string, double>> expected{{"successRate", 60},
                                                               {"feedbackRate", 1000.0 / 11},
                                                               {"averageRating", 3.4},
                                                               {"processingTime", 400},
                                                               {"correctionRate", 100.0 / 11},
                                                               {"failureRate", 0},
                                                               {"fallbackRate", 100.0 / 11},
                                                               {"sessions", 11}};
    ASSERT_EQ(expected.size(), alert_metrics().size());
    for (const auto& [metric, value] : expected) {
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_CHECK(add_alert(tx, metric,
                                  {.metric = metric, .above = true, .threshold = 4, .count_min = 1},
                                  clock_.now()));
            REFIT_CHECK(check_alerts(tx, clock_.now()));
            REFIT_TRY(found, store::find_alert(tx, metric));
            EXPECT_NEAR(found->value.value_or(-1), value, 1e-9) << metric;
            EXPECT_EQ(found->firing, value > 4) << metric;
            return {};
        });
    }
}

TEST_F(Alerts, NoSessionsAtAllAreTold) {
    ASSERT_TRUE(add("dead", {.metric = "sessions", .above = false, .threshold = 1}));
    EXPECT_TRUE(check().firing);
    rate(1, 5);
    EXPECT_FALSE(check().firing);
}

TEST_F(Alerts, AChangedLineIsJudgedAfreshAndAnInactiveOneNotAtAll) {
    ASSERT_TRUE(add("success", success_below(60)));
    rate(10, 1);
    ASSERT_TRUE(check().firing);
    write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(changed, change_alert(tx, "success", {.active = false}, clock_.now()));
        EXPECT_FALSE(changed.firing);
        EXPECT_EQ(changed.value, std::nullopt);
        return {};
    });
    EXPECT_FALSE(check().firing);
    write([&](store::Transaction& tx) { return remove_alert(tx, "success", clock_.now()); });
    write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(all, store::list_alerts(tx));
        EXPECT_TRUE(all.empty());
        EXPECT_EQ(change_alert(tx, "success", {}, clock_.now()).error().code, ErrorCode::NotFound);
        EXPECT_EQ(remove_alert(tx, "success", clock_.now()).error().code, ErrorCode::NotFound);
        return {};
    });
}

TEST_F(Alerts, WhatIsWrongIsSaid) {
    const auto refused = [&](const std::string& id, const AlertPatch& fields) {
        const auto made = add(id, fields);
        return made ? std::string{} : made.error().message;
    };
    EXPECT_EQ(refused("a b", success_below(60)),
              "id: 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit");
    EXPECT_EQ(refused("a", {.metric = "rate", .threshold = 1}),
              "metric: expected one of successRate, feedbackRate, averageRating, processingTime, "
              "correctionRate, failureRate, fallbackRate, sessions");
    EXPECT_EQ(refused("a", {.metric = "successRate"}), "an alert needs a metric and a threshold");
    EXPECT_EQ(refused("a", success_below(101)), "threshold: successRate lies from 0 to 100");
    EXPECT_EQ(refused("a", success_below(60, 91)), "windowDays: expected 1 to 90");
    ASSERT_EQ(refused("a", success_below(60)), "");
    EXPECT_EQ(refused("a", success_below(60)), "there is an alert 'a' already");
    for (std::size_t i = 1; i < kAlertsMax; ++i) {
        ASSERT_EQ(refused("n" + std::to_string(i), success_below(60)), "");
    }
    EXPECT_EQ(refused("last", success_below(60)), "there are 100 alerts already");
}

}  // namespace
}  // namespace refit::analytics
