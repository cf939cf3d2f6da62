// PostgreSQL alone: deadlocks, a server that crashes and comes back, two replicas.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/migrations.h"
#include "support/postgres_server.h"
#include "test_database.h"

namespace refit::store {
namespace {

using refit::testing::PostgresServer;

class PostgresAlone : public ::testing::Test {
protected:
    void SetUp() override {
        server_ = refit::testing::shared_postgres();
        if (!server_) GTEST_SKIP() << "PostgreSQL is not installed";
        const auto url = server_->create_database();
        ASSERT_OK(url);
        url_ = *url;
        db_ = open();
        ASSERT_OK(db_->write([](Transaction& tx) -> Result<void> {
            REFIT_CHECK(tx.execute("CREATE TABLE t (k TEXT PRIMARY KEY, n BIGINT)", {}));
            REFIT_CHECK(tx.execute("INSERT INTO t VALUES ('a',0),('b',0)", {}));
            return {};
        }));
    }
    std::unique_ptr<Database> open() const {
        auto opened = open_database({.url = url_});
        EXPECT_OK(opened);
        return opened ? *std::move(opened) : nullptr;
    }
    static Result<void> add(Transaction& tx, const char* key) {
        const Value bound = std::string{key};
        REFIT_CHECK(tx.execute("UPDATE t SET n=n+1 WHERE k=?", {&bound, 1}));
        return {};
    }

    PostgresServer* server_{nullptr};
    std::string url_;
    std::unique_ptr<Database> db_;
};

TEST_F(PostgresAlone, ADeadlockIsRunAgainAndBothSucceed) {
    auto second = open();
    std::atomic<int> in_first_half{0};
    const auto run = [&](Database& db, const char* one, const char* other) {
        bool has_waited = false;
        return db.write([&, one, other](Transaction& tx) -> Result<void> {
            REFIT_CHECK(add(tx, one));
            ++in_first_half;
            // Only the first time: the second run has no partner to wait for.
            for (int i = 0; i < 500 && !has_waited && in_first_half < 2; ++i) {
                std::this_thread::sleep_for(std::chrono::milliseconds{10});
            }
            has_waited = true;
            return add(tx, other);
        });
    };
    Result<void> theirs;
    std::thread other{[&] { theirs = run(*second, "b", "a"); }};
    const auto mine = run(*db_, "a", "b");
    other.join();
    EXPECT_OK(mine);
    EXPECT_OK(theirs);
    EXPECT_OK(db_->read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(rows, tx.query("SELECT SUM(n) FROM t", {}));
        EXPECT_EQ(rows.integer(0, 0), 4);
        return {};
    }));
}

TEST_F(PostgresAlone, WhileTheServerIsAwayCallsAreUnavailableAndThenAllIsWell) {
    std::mutex mutex;
    std::condition_variable changed;
    bool has_resynced = false;
    db_->listen([&](std::string_view payload) {
        const std::lock_guard lock{mutex};
        has_resynced = has_resynced || payload == kResync;
        changed.notify_all();
    });
    ASSERT_OK(db_->write([](Transaction& tx) { return add(tx, "a"); }));
    std::this_thread::sleep_for(std::chrono::milliseconds{200});  // let it listen once
    ASSERT_OK(server_->crash());
    for (int i = 0; i < 3; ++i) {
        const auto write = db_->write([](Transaction& tx) { return add(tx, "a"); });
        ASSERT_FALSE(write);
        EXPECT_EQ(write.error().code, ErrorCode::Unavailable) << write.error().message;
        EXPECT_NE(write.error().message.find("PostgreSQL"), std::string::npos);
        const auto read = db_->read([](Transaction& tx) -> Result<void> {
            REFIT_CHECK(tx.query("SELECT 1", {}));
            return {};
        });
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::Unavailable);
    }
    ASSERT_OK(server_->resume());
    EXPECT_OK(db_->write([](Transaction& tx) { return add(tx, "a"); }));
    EXPECT_OK(db_->read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(rows, tx.query("SELECT n FROM t WHERE k='a'", {}));
        EXPECT_EQ(rows.integer(0, 0), 2);
        return {};
    }));
    std::unique_lock lock{mutex};
    EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds{10}, [&] { return has_resynced; }));
    lock.unlock();
    db_->listen([](std::string_view) {});
}

TEST_F(PostgresAlone, ARestartBetweenCallsIsNotNoticed) {
    ASSERT_OK(db_->write([](Transaction& tx) { return add(tx, "a"); }));
    ASSERT_OK(server_->crash());
    ASSERT_OK(server_->resume());
    EXPECT_OK(db_->read([](Transaction& tx) -> Result<void> {
        REFIT_CHECK(tx.query("SELECT 1", {}));
        return {};
    }));
    EXPECT_OK(db_->write([](Transaction& tx) { return add(tx, "a"); }));
}

TEST_F(PostgresAlone, EveryWriterHasAShardOfItsOwn) {
    auto second = open();
    std::mutex mutex;
    std::vector<std::int64_t> shards;  // the second replica's are 1000 higher
    std::vector<std::thread> threads;
    for (int i = 0; i < 64; ++i) {
        threads.emplace_back([&, i] {
            EXPECT_OK((i % 2 == 0 ? *db_ : *second).write([&](Transaction& tx) -> Result<void> {
                std::this_thread::sleep_for(std::chrono::milliseconds{2});
                const std::lock_guard lock{mutex};
                shards.push_back(i % 2 == 0 ? tx.shard() : tx.shard() + 1000);
                return {};
            }));
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::int64_t mine : shards) {
        for (const std::int64_t other : shards) {
            EXPECT_NE(mine, other - 1000);
        }
    }
}

TEST(PostgresOpen, AServerThatIsNotThereIsUnavailable) {
    const auto opened = open_database({.url = "postgresql://refit:secret@127.0.0.1:1/refit"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(opened.error().message.find("secret"), std::string::npos) << opened.error().message;
}

}  // namespace
}  // namespace refit::store
