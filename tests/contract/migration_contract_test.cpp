#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "store/migrations.h"
#include "test_database.h"

namespace refit::store {
namespace {

class MigrationContract : public EmptyDatabase {
protected:
    MigrationState first_state() {
        auto status = migration_status(db());
        EXPECT_OK(status);
        EXPECT_FALSE(status->empty());
        return status->front().state;
    }
    void run(std::string_view sql) {
        write([&](Transaction& tx) -> Result<void> {
            REFIT_CHECK(tx.execute(sql, {}));
            return {};
        });
    }
};

TEST_P(MigrationContract, AnEmptyDatabaseIsPendingThenAppliedOnce) {
    EXPECT_EQ(first_state(), MigrationState::Pending);
    const auto applied = migrate(db(), kNow);
    ASSERT_OK(applied);
    EXPECT_EQ(*applied, migration_texts(Dialect::Sqlite).size());
    EXPECT_EQ(first_state(), MigrationState::Applied);
    const auto again = migrate(db(), kNow);
    ASSERT_OK(again);
    EXPECT_EQ(*again, 0U);
}

TEST_P(MigrationContract, AnEditedMigrationIsFoundAndNothingIsTouched) {
    ASSERT_OK(migrate(db(), kNow));
    run("UPDATE schema_migrations SET checksum='0000000000000000' WHERE version=1");
    EXPECT_EQ(first_state(), MigrationState::Changed);
    const auto refused = migrate(db(), kNow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
}

TEST_P(MigrationContract, ADatabaseOfANewerProgramIsRefused) {
    ASSERT_OK(migrate(db(), kNow));
    run("INSERT INTO schema_migrations VALUES (9999,'9999_future','abc',0)");
    const auto status = migration_status(db());
    ASSERT_OK(status);
    EXPECT_EQ(status->back().state, MigrationState::Unknown);
    EXPECT_EQ(status->back().name, "9999_future");
    const auto refused = migrate(db(), kNow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
}

TEST_P(MigrationContract, AFailingMigrationLeavesNothingBehind) {
    // A table in the way of one that the first migration makes, late in its text.
    run("CREATE TABLE settings (x BIGINT)");
    EXPECT_FALSE(migrate(db(), kNow));
    EXPECT_EQ(first_state(), MigrationState::Pending);
    run("DROP TABLE settings");
    ASSERT_OK(migrate(db(), kNow));
}

TEST_P(MigrationContract, ManyReplicasMayMigrateAtOnce) {
    if (GetParam() == Engine::SqliteMemory) GTEST_SKIP() << "one process, one connection";
    std::atomic<std::size_t> applied{0};
    std::vector<std::thread> replicas;
    for (int i = 0; i < 4; ++i) {
        replicas.emplace_back([&] {
            const auto replica = open_again();
            const auto result = migrate(*replica, kNow);
            EXPECT_OK(result);
            if (result) applied += *result;
        });
    }
    for (std::thread& replica : replicas) replica.join();
    EXPECT_EQ(applied.load(), migration_texts(Dialect::Sqlite).size());
}

REFIT_ALL_ENGINES(MigrationContract);

}  // namespace
}  // namespace refit::store
