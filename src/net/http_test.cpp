#include "net/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/response_head.h"
#include "net/target.h"

namespace refit::net {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Headers, NamesCompareWithoutCase) {
    Headers headers;
    headers.add("Content-Type", "a");
    headers.add("content-type", "b");
    EXPECT_EQ(headers.get("CONTENT-TYPE"), "a");
    EXPECT_EQ(headers.count("content-TYPE"), 2U);
    headers.set("CoNtEnT-tYpE", "c");
    EXPECT_EQ(headers.count("Content-Type"), 1U);
    EXPECT_EQ(headers.get("x"), std::nullopt);
}

TEST(Request, ContentTypeDropsParametersAndCase) {
    Request request;
    EXPECT_EQ(request.content_type(), "");
    request.headers.add("Content-Type", " Application/JSON ; charset=utf-8");
    EXPECT_EQ(request.content_type(), "application/json");
}

TEST(Response, ProblemCarriesDetailAlsoAsError) {
    const Response problem = Response::problem(404, "no \"x\"");
    EXPECT_EQ(problem.status, 404);
    EXPECT_EQ(problem.headers.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(problem.body, R"({"type":"about:blank","title":"Not Found","status":404,)"
                            R"("detail":"no \"x\"","error":"no \"x\""})");
}

TEST(Target, SplitsBeforeDecoding) {
    const auto target = parse_target("/v1/users/a%2Fb%20c/data?x=1+2&y=%C3%A9&x=3&flag&=v");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/v1/users/a/b c/data");
    EXPECT_THAT(target->segments, ElementsAre("v1", "users", "a/b c", "data"));
    EXPECT_EQ(target->query.at("x"), "1 2") << "the first of repeated names counts";
    EXPECT_EQ(target->query.at("y"), "\xC3\xA9");
    EXPECT_EQ(target->query.at("flag"), "");
}

TEST(Target, KnowsTheFormsOfRfc9112) {
    EXPECT_EQ(parse_target("/")->path, "/");
    EXPECT_EQ(parse_target("*")->path, "*");
    EXPECT_EQ(parse_target("http://host:80/a?b=c")->path, "/a");
    EXPECT_EQ(parse_target("http://host?b=c")->query.at("b"), "c");
    EXPECT_EQ(parse_target("http://host")->path, "/");
    EXPECT_EQ(parse_target("/a#b")->path, "/a");
    EXPECT_FALSE(parse_target(""));
    EXPECT_FALSE(parse_target("a/b"));
    EXPECT_FALSE(parse_target("host:443"));
}

TEST(Target, RefusesBrokenEscapesAndControls) {
    EXPECT_FALSE(parse_target("/%"));
    EXPECT_FALSE(parse_target("/%4"));
    EXPECT_FALSE(parse_target("/%zz"));
    EXPECT_FALSE(parse_target("/a%00b"));
    EXPECT_FALSE(parse_target("/a%0Ab"));
    EXPECT_FALSE(parse_target("/a?b=%g0"));
}

TEST(Target, EncodeIsUndoneByDecode) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    EXPECT_EQ(decode_percent(encode_percent(bytes), Plus::Space), bytes);
    EXPECT_EQ(encode_percent("a/b c~"), "a%2Fb%20c~");
}

TEST(ResponseHead, WritesLengthAndConnection) {
    const std::string head =
        render_head(Response::json(201, "{}"), Framing::Length, Persistence::Close, "D");
    EXPECT_EQ(head,
              "HTTP/1.1 201 Created\r\nDate: D\r\nContent-Type: application/json\r\n"
              "Content-Length: 2\r\nConnection: close\r\n\r\n");
}

TEST(ResponseHead, ValuesCannotSplitTheResponse) {
    const Response response =
        Response::empty(302).with("Location", "/x\r\nSet-Cookie: a=b").with("Content-Length", "9");
    const std::string head = render_head(response, Framing::Length, Persistence::KeepAlive, "D");
    EXPECT_THAT(head, HasSubstr("Location: /x  Set-Cookie: a=b\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Length: 0\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("Content-Length: 9")));
}

TEST(ResponseHead, NoContentHasNoLength) {
    EXPECT_THAT(render_head(Response::empty(), Framing::Length, Persistence::KeepAlive, "D"),
                Not(HasSubstr("Content-Length")));
}

TEST(HttpDate, IsTheExampleOfRfc9110) {
    EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace refit::net
