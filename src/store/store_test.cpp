// Small pure parts of the room: words, weights, exact sums, page sizes, migrations as text.

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "store/columns.h"
#include "store/counting.h"
#include "store/migrations.h"
#include "store/names.h"
#include "store/notifier.h"
#include "store/weights.h"

namespace refit::store {
namespace {

TEST(Names, EveryWordIsReadBackAsWhatItStandsFor) {
    EXPECT_EQ(to_text(SessionStatus::Pending), "pending");
    EXPECT_EQ(from_text<SessionStatus>("failed"), SessionStatus::Failed);
    EXPECT_EQ(from_text<Resizer>(to_text(Resizer::Fallback)), Resizer::Fallback);
    EXPECT_EQ(from_text<Allocation>("thompson"), Allocation::Thompson);
    EXPECT_EQ(from_text<ModelStatus>("serving"), ModelStatus::Serving);
    EXPECT_EQ(from_text<VariantOrigin>("Builtin"), std::nullopt);
}

TEST(StoredWeights, PrintAndParseAreInverse) {
    const Weights weights{{"original", 0.1}, {"a \"quoted\" one", 1.0 / 3.0}, {"z", 0}};
    const auto back = parse_weights(print_weights(weights));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, weights);
    EXPECT_EQ(weight_of(weights, "z"), 0.0);
    EXPECT_EQ(weight_of(weights, "y"), std::nullopt);
    EXPECT_FALSE(parse_weights("[1]"));
    EXPECT_FALSE(parse_weights(R"({"a":"b"})"));
}

TEST(ExactSums, DoNotDependOnTheOrder) {
    SeededRng rng{7};
    std::vector<double> parts(100'000);
    for (double& part : parts) part = exact(1000.0 * uniform01(rng), kDurationBits);
    double forward = 0;
    for (const double part : parts) forward += part;
    std::sort(parts.begin(), parts.end());
    double sorted = 0;
    for (const double part : parts) sorted += part;
    EXPECT_EQ(forward, sorted);
    for (const double part : parts) sorted -= part;
    EXPECT_EQ(sorted, 0.0);
    EXPECT_NEAR(exact(123.456789, kDurationBits), 123.456789, 1e-3);
    EXPECT_NEAR(exact(1.0 / 3.0, kShareBits), 1.0 / 3.0, 1e-6);
}

TEST(PageSize, IsHeldToItsBounds) {
    EXPECT_EQ(page_size(-1, 10), 1);
    EXPECT_EQ(page_size(7, 10), 7);
    EXPECT_EQ(page_size(11, 10), 10);
}

TEST(MigrationTexts, AreNumberedAscendingWithOneChecksumForBothDialects) {
    const auto sqlite = migration_texts(Dialect::Sqlite);
    const auto postgres = migration_texts(Dialect::Postgres);
    ASSERT_EQ(sqlite.size(), postgres.size());
    for (std::size_t i = 0; i < sqlite.size(); ++i) {
        EXPECT_EQ(sqlite[i].version, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(sqlite[i].checksum, postgres[i].checksum);
        EXPECT_EQ(sqlite[i].sql.find("{{"), std::string::npos);
        EXPECT_EQ(postgres[i].sql.find("AUTOINCREMENT"), std::string::npos);
    }
    // What was released stays as it was: a changed figure here means an edited migration.
    EXPECT_EQ(sqlite.front().name, "0001_initial");
    EXPECT_EQ(sqlite.front().checksum.size(), 16U);
}

TEST(OpenDatabase, NamesWhatAUrlMayBe) {
    const auto opened = open_database({.url = "redis://x"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::InvalidInput);
}

TEST(Notifier, APayloadForNobodyIsDropped) {
    Notifier notifier;
    notifier.listen([](std::string_view) {});
    notifier.listen({});
    notifier.post("for nobody");
    std::promise<std::string> heard;
    notifier.listen([&](std::string_view payload) { heard.set_value(std::string{payload}); });
    notifier.post("for us");
    EXPECT_EQ(heard.get_future().get(), "for us");
}

}  // namespace
}  // namespace refit::store
