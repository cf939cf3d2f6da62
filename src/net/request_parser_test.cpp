#include "net/request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"

namespace refit::net {
namespace {

using ::testing::HasSubstr;

constexpr ParserLimits kLimits{.target_bytes_max = 100,
                               .header_bytes_max = 1000,
                               .header_fields_max = 10,
                               .body_bytes_max = 50};

// Feeds `text` in pieces of `step` bytes, as a connection does. Returns what was left over.
std::string feed(RequestParser& parser, std::string_view text, std::size_t step) {
    std::string pending;
    while (!text.empty() && !parser.complete() && !parser.failure()) {
        pending += text.substr(0, step);
        text.remove_prefix(std::min(step, text.size()));
        pending.erase(0, parser.put(pending));
    }
    return pending + std::string{text};
}

int status_of(std::string_view text) {
    RequestParser parser{kLimits};
    feed(parser, text, text.size());
    if (parser.failure()) return parser.failure()->status;
    return parser.complete() ? 0 : -1;
}

TEST(RequestParser, ReadsTheSameInAnyPieces) {
    const std::string text =
        "POST /a%20b?c=d HTTP/1.1\r\nHost: h\r\nX-A: one\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nHost: trailer\r\n\r\nGET /";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        RequestParser parser{kLimits};
        const std::string rest = feed(parser, text, step);
        ASSERT_TRUE(parser.complete()) << step;
        EXPECT_EQ(parser.request().method, "POST");
        EXPECT_EQ(parser.request().path, "/a b");
        EXPECT_EQ(parser.request().body, "abcdefg");
        EXPECT_EQ(parser.request().headers.get("x-a"), "one");
        EXPECT_EQ(parser.request().headers.count("host"), 1U) << "trailers are dropped";
        EXPECT_TRUE(parser.keep_alive());
        EXPECT_EQ(rest, "GET /") << step;
    }
}

TEST(RequestParser, ResetReadsTheNextMessage) {
    RequestParser parser{kLimits};
    std::string text = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: h\r\n\r\n";
    text.erase(0, parser.put(text));
    EXPECT_EQ(parser.request().path, "/1");
    parser.reset();
    EXPECT_EQ(parser.put(text), text.size());
    EXPECT_EQ(parser.request().path, "/2");
    EXPECT_EQ(parser.request().method, "GET");
    EXPECT_TRUE(parser.request().is_head);
}

TEST(RequestParser, KnowsWhoWantsToKeepTheConnection) {
    const auto keeps = [](std::string_view text) {
        RequestParser parser{kLimits};
        feed(parser, text, text.size());
        return parser.keep_alive();
    };
    EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestParser, RefusesWhatTwoServersCouldReadDifferently) {
    const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
    EXPECT_EQ(status_of(post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Content-Length: -1\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Content-Length: +3\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Content-Length: 99999999999999999999\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Transfer-Encoding: gzip\r\n\r\n"), 501);
    EXPECT_EQ(status_of(post + "Transfer-Encoding: gzip, chunked\r\n\r\n"), 501);
    EXPECT_EQ(status_of(post + "Transfer-Encoding: xchunked\r\n\r\n"), 501);
    EXPECT_EQ(status_of("GET / HTTP/1.1\nHost: h\n\n"), 505) << "no carriage return";
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost : h\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n\r\n"), 400);
    EXPECT_EQ(status_of(post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX0\r\n\r\n"), 400);
}

TEST(RequestParser, RefusesBrokenMessages) {
    EXPECT_EQ(status_of("GARBAGE\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400) << "no Host";
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n"), 417);
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n\r\n"), 415);
    EXPECT_EQ(status_of(std::string_view{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}), 400)
        << "a TLS greeting";
}

TEST(RequestParser, HoldsEveryLimit) {
    const std::string host = "Host: h\r\n";
    EXPECT_EQ(status_of("GET /" + std::string(99, 'a') + " HTTP/1.1\r\n" + host + "\r\n"), 0);
    EXPECT_EQ(status_of("GET /" + std::string(100, 'a') + " HTTP/1.1\r\n" + host + "\r\n"), 414);
    EXPECT_EQ(status_of("GET /" + std::string(5000, 'a')), 414) << "before the line has ended";
    std::string fields = host;
    for (int i = 0; i < 9; ++i) fields += "a: b\r\n";
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + fields + "\r\n"), 0);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + fields + "a: b\r\n\r\n"), 431);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + host + "a: " + std::string(1000, 'a')), 431);
    const std::string post = "POST / HTTP/1.1\r\n" + host;
    EXPECT_EQ(status_of(post + "Content-Length: 50\r\n\r\n" + std::string(50, 'x')), 0);
    EXPECT_EQ(status_of(post + "Content-Length: 51\r\n\r\n"), 413) << "without reading the body";
    EXPECT_EQ(status_of(post + "Transfer-Encoding: chunked\r\n\r\n1e\r\n" + std::string(30, 'x') +
                        "\r\n15\r\n" + std::string(21, 'x') + "\r\n0\r\n\r\n"),
              413);
    EXPECT_EQ(status_of(post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"), 413);
}

TEST(RequestParser, ContinueIsWantedOnlyWhileTheBodyIsMissing) {
    RequestParser parser{kLimits};
    const std::string head =
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    EXPECT_EQ(parser.put(head), head.size());
    EXPECT_TRUE(parser.wants_continue());
    EXPECT_EQ(parser.put("ab"), 2U);
    EXPECT_FALSE(parser.wants_continue());
    EXPECT_EQ(parser.request().body, "ab");
}

// Not a substitute for the fuzz target: a quick search for crashes and endless loops.
TEST(RequestParser, SurvivesDamagedMessages) {
    const std::string whole =
        "POST /a?b=c HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n0\r\nT: r\r\n\r\n";
    SeededRng rng{20261123};
    for (int round = 0; round < 20'000; ++round) {
        std::string text = whole;
        const auto edits = 1 + uniform_below(rng, 4);
        for (std::uint64_t i = 0; i < edits; ++i) {
            const auto at = static_cast<std::size_t>(uniform_below(rng, text.size()));
            switch (uniform_below(rng, 3)) {
                case 0:
                    text[at] = static_cast<char>(uniform_below(rng, 256));
                    break;
                case 1:
                    text.erase(at, 1 + uniform_below(rng, 5));
                    break;
                case 2:
                    text.insert(at, text.substr(uniform_below(rng, text.size()), 7));
                    break;
            }
        }
        RequestParser parser{kLimits};
        feed(parser, text, 1 + uniform_below(rng, 40));
    }
}

}  // namespace
}  // namespace refit::net
