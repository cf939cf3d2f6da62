// Many threads, and where there can be several, many processes' worth of connections.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "test_database.h"

namespace refit::store {
namespace {

constexpr int kThreads = 16;
constexpr int kWritesEach = 40;

class ConcurrencyContract : public EmptyDatabase {
protected:
    void SetUp() override {
        EmptyDatabase::SetUp();
        if (IsSkipped()) return;
        write([](Transaction& tx) -> Result<void> {
            REFIT_CHECK(tx.execute("CREATE TABLE counter (k TEXT PRIMARY KEY, n BIGINT)", {}));
            REFIT_CHECK(tx.execute("INSERT INTO counter VALUES ('a',0)", {}));
            REFIT_CHECK(tx.execute("CREATE TABLE log (k TEXT PRIMARY KEY)", {}));
            return {};
        });
    }

    std::int64_t number(std::string_view sql) {
        std::int64_t out = -1;
        read([&](Transaction& tx) -> Result<void> {
            REFIT_TRY(rows, tx.query(sql, {}));
            out = rows.integer(0, 0).value_or(-1);
            return {};
        });
        return out;
    }

    template <typename Body>
    static void in_threads(Body body) {
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i) threads.emplace_back([&, i] { body(i); });
        for (std::thread& thread : threads) thread.join();
    }
};

Result<void> log_key(Transaction& tx, const std::string& key) {
    const Value bound = key;
    REFIT_CHECK(tx.execute("INSERT INTO log VALUES (?)", {&bound, 1}));
    return {};
}

TEST_P(ConcurrencyContract, AllAcknowledgedWritesAreThereAndNoRefusedOne) {
    std::atomic<int> acknowledged{0};
    in_threads([&](int thread) {
        for (int i = 0; i < kWritesEach; ++i) {
            const bool must_fail = i % 5 == 0;
            const auto result = db().write([&](Transaction& tx) -> Result<void> {
                REFIT_CHECK(log_key(tx, std::to_string(thread) + "-" + std::to_string(i)));
                if (must_fail) return fail(ErrorCode::InvalidInput, "on purpose");
                return {};
            });
            EXPECT_EQ(result.has_value(), !must_fail);
            if (result) ++acknowledged;
        }
    });
    EXPECT_EQ(number("SELECT count(*) FROM log"), acknowledged.load());
    EXPECT_EQ(acknowledged.load(), kThreads * kWritesEach * 4 / 5);
}

// Reads a number and writes it back increased: without the lock, updates would be lost.
Result<void> increase_slowly(Transaction& tx) {
    REFIT_CHECK(tx.lock("counter"));
    REFIT_TRY(rows, tx.query("SELECT n FROM counter WHERE k='a'", {}));
    const Value next = rows.integer(0, 0).value_or(0) + 1;
    std::this_thread::yield();
    REFIT_CHECK(tx.execute("UPDATE counter SET n=? WHERE k='a'", {&next, 1}));
    return {};
}

TEST_P(ConcurrencyContract, ALockMakesReadAndWriteOneStep) {
    auto second = open_again();
    in_threads([&](int thread) {
        Database& replica = second && thread % 2 == 0 ? *second : db();
        for (int i = 0; i < kWritesEach; ++i) EXPECT_OK(replica.write(increase_slowly));
    });
    EXPECT_EQ(number("SELECT n FROM counter"), kThreads * kWritesEach);
}

TEST_P(ConcurrencyContract, OneOfManyWinsAKey) {
    auto second = open_again();
    std::atomic<int> winners{0};
    for (int round = 0; round < 20; ++round) {
        in_threads([&](int thread) {
            Database& replica = second && thread % 2 == 0 ? *second : db();
            const auto result = replica.write(
                [&](Transaction& tx) { return log_key(tx, "round" + std::to_string(round)); });
            if (result) {
                ++winners;
            } else {
                EXPECT_EQ(result.error().code, ErrorCode::Conflict) << result.error().message;
            }
        });
    }
    EXPECT_EQ(winners.load(), 20);
    EXPECT_EQ(number("SELECT count(*) FROM log"), 20);
}

TEST_P(ConcurrencyContract, ReadersAndWritersGetOn) {
    std::atomic<bool> is_over{false};
    std::thread writer{[&] {
        for (int i = 0; i < 200; ++i) {
            EXPECT_OK(db().write([&](Transaction& tx) -> Result<void> {
                REFIT_CHECK(log_key(tx, std::to_string(i)));
                REFIT_CHECK(tx.execute("UPDATE counter SET n=n+1", {}));
                return {};
            }));
        }
        is_over = true;
    }};
    std::vector<std::thread> readers;
    for (int i = 0; i < kThreads; ++i) {
        readers.emplace_back([&] {
            while (!is_over) {
                EXPECT_OK(db().read([](Transaction& tx) -> Result<void> {
                    REFIT_TRY(log, tx.query("SELECT count(*) FROM log", {}));
                    REFIT_TRY(counter, tx.query("SELECT n FROM counter", {}));
                    EXPECT_EQ(log.integer(0, 0), counter.integer(0, 0));
                    return {};
                }));
            }
        });
    }
    writer.join();
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(number("SELECT n FROM counter"), 200);
}

REFIT_ALL_ENGINES(ConcurrencyContract);

}  // namespace
}  // namespace refit::store
