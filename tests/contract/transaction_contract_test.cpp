// What Database and Transaction promise, for every engine.

#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "test_database.h"

namespace refit::store {
namespace {

class TransactionContract : public EmptyDatabase {
protected:
    void SetUp() override {
        EmptyDatabase::SetUp();
        if (IsSkipped()) return;
        write([](Transaction& tx) -> Result<void> {
            REFIT_CHECK(
                tx.execute("CREATE TABLE t (k TEXT PRIMARY KEY, i BIGINT, "
                           "d DOUBLE PRECISION, s TEXT)",
                           {}));
            return {};
        });
    }

    static Result<void> put(Transaction& tx, std::string key, std::int64_t number = 0) {
        const std::vector<Value> values{std::move(key), number};
        REFIT_CHECK(tx.execute("INSERT INTO t (k,i) VALUES (?,?)", values));
        return {};
    }
    std::int64_t count() {
        std::int64_t rows = -1;
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(answer, tx.query("SELECT count(*) FROM t", {}));
            rows = answer.integer(0, 0).value_or(-1);
            return {};
        });
        return rows;
    }
};

TEST_P(TransactionContract, EveryKindOfValueComesBackAsItWent) {
    const double awkward[] = {0.0, -0.0, 0.1, 1.0 / 3.0, 1e300, 5e-324, -2.5, 123456789.0};
    const std::int64_t numbers[] = {0, -1, std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::min(), 1763875200000};
    const std::string texts[] = {"", "ä€😀", "it's \"?\" -- $1 \\ \n\t", "{\"a\":[1e21,-0.0]}",
                                 std::string(3'000'000, 'x')};
    int row = 0;
    for (const double real : awkward) {
        const std::string key = std::to_string(row++);
        const std::int64_t number = numbers[static_cast<std::size_t>(row) % std::size(numbers)];
        const std::string& text = texts[static_cast<std::size_t>(row) % std::size(texts)];
        write([&](Transaction& tx) -> Result<void> {
            const std::vector<Value> values{key, number, real, text};
            REFIT_TRY(changed, tx.execute("INSERT INTO t VALUES (?,?,?,?)", values));
            EXPECT_EQ(changed, 1);
            return {};
        });
        read([&](Transaction& tx) -> Result<void> {
            const Value bound = key;
            REFIT_TRY(rows, tx.query("SELECT i,d,s FROM t WHERE k=?", {&bound, 1}));
            EXPECT_EQ(rows.size(), 1U);
            EXPECT_EQ(rows.integer(0, 0), number);
            EXPECT_EQ(rows.real(0, 1), real);
            EXPECT_TRUE(rows.text(0, 2) == text);
            return {};
        });
    }
}

TEST_P(TransactionContract, NullIsNoValueOfAnyKind) {
    write([](Transaction& tx) -> Result<void> {
        const std::vector<Value> values{std::string{"a"}, Value{}, Value{}, Value{}};
        REFIT_CHECK(tx.execute("INSERT INTO t VALUES (?,?,?,?)", values));
        REFIT_TRY(rows, tx.query("SELECT i,d,s FROM t", {}));
        EXPECT_EQ(rows.integer(0, 0), std::nullopt);
        EXPECT_EQ(rows.real(0, 1), std::nullopt);
        EXPECT_EQ(rows.text(0, 2), std::nullopt);
        return {};
    });
}

TEST_P(TransactionContract, SumsOfIntegersReadAsIntegers) {
    write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(put(tx, "a", 2));
        REFIT_CHECK(put(tx, "b", 40));
        REFIT_TRY(rows, tx.query("SELECT SUM(i),count(*),SUM(d) FROM t", {}));
        EXPECT_EQ(rows.integer(0, 0), 42);
        EXPECT_EQ(rows.integer(0, 1), 2);
        EXPECT_EQ(rows.real(0, 2), std::nullopt);
        return {};
    });
}

TEST_P(TransactionContract, QuestionMarksInLiteralsAndCommentsAreNoPlaceholders) {
    write([](Transaction& tx) -> Result<void> {
        const Value bound = std::string{"x"};
        REFIT_TRY(rows, tx.query("SELECT '?' , 'it''s ?', s /* ? */ FROM (SELECT k AS s, "
                                 "'?' AS \"what?\" FROM t WHERE k=? -- ?\n) AS q",
                                 {&bound, 1}));
        EXPECT_EQ(rows.size(), 0U);
        return {};
    });
}

TEST_P(TransactionContract, WhatOneEngineCannotHoldBothRefuse) {
    const Value unusable[] = {std::string("a\0b", 3), std::string{"\xFF"},
                              std::string{"\xED\xA0\x80"}, std::numeric_limits<double>::infinity(),
                              std::nan("")};
    for (const Value& value : unusable) {
        const auto result = db().write([&](Transaction& tx) -> Result<void> {
            const std::vector<Value> values{std::string{"k"}, value};
            REFIT_CHECK(tx.execute("INSERT INTO t (k,s) VALUES (?,?)", values));
            return {};
        });
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::InvalidInput);
    }
    EXPECT_EQ(count(), 0);
}

TEST_P(TransactionContract, AnErrorFromTheWorkRollsBackAndIsReturned) {
    const auto result = db().write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(put(tx, "a"));
        return fail(ErrorCode::Forbidden, "no");
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Forbidden);
    EXPECT_EQ(result.error().message, "no");
    EXPECT_EQ(count(), 0);
    write([](Transaction& tx) { return put(tx, "a"); });
    EXPECT_EQ(count(), 1);
}

TEST_P(TransactionContract, AConstraintIsAConflictAndSticksToTheTransaction) {
    write([](Transaction& tx) { return put(tx, "a"); });
    const auto result = db().write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(put(tx, "b"));
        EXPECT_FALSE(put(tx, "a"));
        // The work goes on as if nothing had happened: no engine may store half of it.
        EXPECT_FALSE(put(tx, "c"));
        return {};
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Conflict);
    EXPECT_EQ(count(), 1);
}

TEST_P(TransactionContract, WrongSqlIsOurBug) {
    const auto result = db().write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(tx.execute("SELEKT 1", {}));
        return {};
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Internal);
    EXPECT_FALSE(db().read([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(tx.query("SELECT nothing FROM nowhere", {}));
        return {};
    }));
    EXPECT_EQ(count(), 0);
}

TEST_P(TransactionContract, AnExceptionInTheWorkIsAnErrorAndNotTheEnd) {
    const auto result = db().write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(put(tx, "a"));
        throw std::runtime_error("thrown");
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Internal);
    EXPECT_EQ(count(), 0);
}

TEST_P(TransactionContract, AWriteInsideAWriteIsRefusedAndDoesNotHang) {
    write([&](Transaction& tx) -> Result<void> {
        const auto inner = db().write([](Transaction& other) { return put(other, "inner"); });
        EXPECT_EQ(inner.error().code, ErrorCode::Internal);
        return put(tx, "outer");
    });
    EXPECT_EQ(count(), 1);
}

TEST_P(TransactionContract, ReadsCannotWrite) {
    const auto result = db().read([](Transaction& tx) { return put(tx, "a"); });
    EXPECT_FALSE(result);
    EXPECT_EQ(count(), 0);
    write([](Transaction& tx) { return put(tx, "a"); });
}

TEST_P(TransactionContract, AReadSeesOneSnapshot) {
    if (GetParam() == Engine::SqliteMemory) GTEST_SKIP() << "one connection: reads block writes";
    write([](Transaction& tx) { return put(tx, "a"); });
    read([&](Transaction& tx) -> Result<void> {
        REFIT_TRY(before, tx.query("SELECT count(*) FROM t", {}));
        write([](Transaction& other) { return put(other, "b"); });
        REFIT_TRY(after, tx.query("SELECT count(*) FROM t", {}));
        EXPECT_EQ(before.integer(0, 0), 1);
        EXPECT_EQ(after.integer(0, 0), 1);
        return {};
    });
    EXPECT_EQ(count(), 2);
}

TEST_P(TransactionContract, AWriteIsSeenByEveryLaterRead) {
    for (int i = 0; i < 50; ++i) {
        write([&](Transaction& tx) { return put(tx, std::to_string(i)); });
        EXPECT_EQ(count(), i + 1);
    }
}

// Collects payloads until there are `wanted`.
class Inbox {
public:
    Database::Listener listener() {
        return [this](std::string_view payload) {
            const std::lock_guard lock{mutex_};
            payloads_.emplace_back(payload);
            arrived_.notify_all();
        };
    }
    std::vector<std::string> wait_for(std::size_t wanted) {
        std::unique_lock lock{mutex_};
        arrived_.wait_for(lock, std::chrono::seconds{10},
                          [&] { return payloads_.size() >= wanted; });
        return payloads_;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::string> payloads_;
};

// LISTEN takes effect a moment after listen() returned.
void wait_until_heard(Database& sender, Inbox& inbox) {
    for (int i = 0; i < 100 && inbox.wait_for(0).empty(); ++i) {
        EXPECT_OK(sender.write([](Transaction& tx) { return tx.notify("ping"); }));
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

TEST_P(TransactionContract, NotificationsComeAfterCommitAndNotAfterRollback) {
    Inbox inbox;
    auto mine = open_again();
    Database& listening = mine ? *mine : db();
    Database& sender = GetParam() == Engine::Postgres ? db() : listening;
    listening.listen(inbox.listener());
    wait_until_heard(sender, inbox);
    EXPECT_FALSE(sender.write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(tx.notify("lost"));
        return fail(ErrorCode::Conflict, "rolled back");
    }));
    EXPECT_OK(sender.write([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(tx.notify("{\"type\":\"session\",\"text\":\"it's ä\"}"));
        return tx.notify("last");
    }));
    std::set<std::string> heard;
    for (std::size_t wanted = 1; !heard.contains("last") && wanted < 300; ++wanted) {
        for (const std::string& payload : inbox.wait_for(wanted)) heard.insert(payload);
    }
    EXPECT_TRUE(heard.contains("{\"type\":\"session\",\"text\":\"it's ä\"}"));
    EXPECT_TRUE(heard.contains("last"));
    EXPECT_FALSE(heard.contains("lost"));
    listening.listen([](std::string_view) {});
}

TEST_P(TransactionContract, ANotificationHasALimit) {
    const auto send = [&](std::size_t bytes) {
        return db().write([&](Transaction& tx) { return tx.notify(std::string(bytes, 'x')); });
    };
    EXPECT_OK(send(kNotifyBytesMax));
    const auto result = send(kNotifyBytesMax + 1);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::TooLarge);
}

REFIT_ALL_ENGINES(TransactionContract);

}  // namespace
}  // namespace refit::store
