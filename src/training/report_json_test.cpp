#include "training/report_json.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace refit::training {
namespace {

TEST(RetrainReportJson, WithoutSessionsIsTheSeedsShortAnswer) {
    RetrainReport report;
    report.message = "nothing";
    EXPECT_EQ(to_json(report), R"({"message":"nothing","sessionsFound":0})");
}

TEST(RetrainReportJson, HasEveryKeyOfTheSeedsContract) {
    RetrainReport report;
    report.sessions_found = 1;
    report.timestamp = *parse_iso("2026-11-23T12:00:00.000Z");
    report.recommendations = {"one"};
    const auto parsed = json::Document::parse(to_json(report));
    ASSERT_TRUE(parsed) << parsed.error().message;
    const json::Node root = parsed->root();
    EXPECT_EQ(root.boolean("success"), true);
    EXPECT_EQ(root.string("timestamp"), "2026-11-23T12:00:00.000Z");
    EXPECT_TRUE(root.string("improvedPrompts"));
    EXPECT_EQ(root.find("recommendations")->size(), 1U);
    const auto metrics = root.find("metrics");
    ASSERT_TRUE(metrics);
    for (const char* key : {"totalSessions", "trainingPoints", "validatedPoints", "avgQualityScore",
                            "highQualityCount", "lowQualityCount", "improvementRate"}) {
        EXPECT_TRUE(metrics->number(key)) << key;
    }
    const auto patterns = root.find("patterns");
    ASSERT_TRUE(patterns);
    for (const char* side : {"successful", "problematic"}) {
        for (const char* key : {"avgComplexity", "avgAspectRatioChange", "avgSizeChangeRatio"}) {
            EXPECT_TRUE(patterns->find(side)->number(key)) << side << " " << key;
        }
    }
}

}  // namespace
}  // namespace refit::training
