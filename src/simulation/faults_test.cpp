#include "simulation/faults.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "store/migrations.h"
#include "store/settings.h"

namespace refit::simulation {
namespace {

class FaultsTest : public ::testing::Test {
protected:
    std::unique_ptr<store::Database> faulty(const Faults& faults) {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        EXPECT_TRUE(opened);
        EXPECT_TRUE(store::migrate(**opened, TimePoint{}));
        return std::make_unique<FaultyDatabase>(std::move(*opened), faults, weather, 1);
    }
    static Result<void> put(store::Database& database, const std::string& value) {
        return database.write(
            [&](store::Transaction& tx) { return store::put_setting(tx, "weather", value); });
    }
    static std::string stored(store::Database& database) {
        std::string value;
        EXPECT_TRUE(database.read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::find_setting(tx, "weather"));
            value = found.value_or("");
            return {};
        }));
        return value;
    }
    Weather weather;
};

TEST_F(FaultsTest, AFailedCommitLeavesNothing) {
    const auto database = faulty({.failed_commits = 1});
    ASSERT_TRUE(put(*database, "fair")) << "the weather is fair";
    weather.faulty = true;
    const auto done = put(*database, "foul");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(stored(*database), "fair");
}

TEST_F(FaultsTest, ALostReplyLeavesTheChange) {
    const auto database = faulty({.lost_replies = 1});
    weather.faulty = true;
    const auto done = put(*database, "foul");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(stored(*database), "foul");
}

TEST_F(FaultsTest, ErrorsOfTheWorkArePassedOn) {
    const auto database = faulty({.failed_commits = 1, .lost_replies = 1});
    const auto fails = [](store::Transaction&) { return fail(ErrorCode::NotFound, "nobody"); };
    weather.faulty = true;
    EXPECT_EQ(database->write(fails).error().code, ErrorCode::NotFound);
    weather.faulty = false;
    EXPECT_EQ(database->write(fails).error().code, ErrorCode::NotFound);
}

TEST_F(FaultsTest, ASkewedClockIsAheadByItsSkew) {
    ManualClock right{TimePoint{Milliseconds{1'000}}};
    const SkewedClock wrong{right, Milliseconds{-250}};
    right.advance(Milliseconds{500});
    EXPECT_EQ(wrong.now(), TimePoint{Milliseconds{1'250}});
}

}  // namespace
}  // namespace refit::simulation
