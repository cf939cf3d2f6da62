#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/rng.h"
#include "base/text.h"
#include "base/uuid.h"

namespace refit {
namespace {

TEST(Clock, IsoTimeReadsBackToTheSameInstant) {
    const TimePoint time{Milliseconds{1795410780123}};
    EXPECT_EQ(parse_iso(format_iso(time)), time);
}

TEST(Clock, ImpossibleDatesAreRefused) {
    for (const char* text : {"2026-02-30", "2026-13-01", "2026-01-01T24:00:00Z", "2026-1-1", ""})
        EXPECT_FALSE(parse_iso(text)) << text;
}

TEST(Text, JsonQuotingReplacesInvalidUtf8) {
    EXPECT_EQ(quote_json("a\"b\\\n\x01"), R"("a\"b\\\n\u0001")");
    EXPECT_EQ(quote_json("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST(Text, NumbersPrintShortestAndNeverAsMinusZero) {
    EXPECT_EQ(format_number(0.1), "0.1");
    EXPECT_EQ(format_number(-0.0), "0");
    EXPECT_EQ(format_number(300), "300");
}

TEST(Text, Base64RoundTripsEveryLength) {
    for (const std::string text : {"", "a", "ab", "abc", "abcd"})
        EXPECT_EQ(decode_base64(encode_base64(text)), text);
    EXPECT_EQ(encode_base64("ab"), "YWI=");
}

TEST(Text, ConstantTimeComparisonAgreesWithEquality) {
    EXPECT_TRUE(equal_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_constant_time("secret", ""));
    EXPECT_FALSE(equal_constant_time("", "secret"));
}

TEST(Rng, EqualSeedsGiveEqualStreams) {
    SeededRng a{7};
    SeededRng b{7};
    for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
}

TEST(Uuid, LaterIdsSortLater) {
    SeededRng rng{1};
    const std::string early = make_uuid(TimePoint{Milliseconds{1000}}, rng);
    const std::string late = make_uuid(TimePoint{Milliseconds{2000}}, rng);
    EXPECT_LT(early, late);
    EXPECT_EQ(early.size(), 36U);
    EXPECT_EQ(early[14], '7');
}

TEST(Metrics, RendersCountersAndHistograms) {
    Metrics metrics;
    metrics.count("refit_requests_total", {{"route", "/v1"}});
    metrics.observe_seconds("refit_request_seconds", {}, 0.003);
    const std::string text = metrics.render();
    EXPECT_NE(text.find("refit_requests_total{route=\"/v1\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("refit_request_seconds_bucket{le=\"0.005\"} 1\n"), std::string::npos);
    EXPECT_NE(text.find("refit_request_seconds_count 1\n"), std::string::npos);
}

}  // namespace
}  // namespace refit
