#include "evaluation/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation/test_support.h"

namespace refit::evaluation {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kCampaign = R"({"campaign":"c1","author":"ann","sizes":{
 "300x250":{"width":300,"height":250,"elements":[
  {"key":"bg","kind":"background","x":0,"y":0,"w":300,"h":250,"z":0},
  {"key":"logo","kind":"logo","x":10,"y":10,"w":60,"h":20,"z":1},
  {"key":"small","kind":"text","x":10,"y":220,"w":60,"h":20,"z":2}]},
 "728x90":{"width":728,"height":90,"elements":[
  {"key":"logo","kind":"logo","x":600,"y":30,"w":90,"h":30,"z":0},
  {"key":"new","kind":"shape","x":0,"y":0,"w":9,"h":9,"z":1}]}},
 "pairs":[["300x250","728x90"]]})";

std::string document(std::string_view ids) {
    std::string text = R"({"version":"5.3.0","width":300,"height":250,"objects":[)";
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::string name = ids[i] == 'b'   ? "bg"
                                 : ids[i] == 'l' ? "logo"
                                 : ids[i] == 's' ? "small"
                                                 : "new";
        text += std::string{i == 0 ? "" : ","} + R"({"type":"rect","id":")" + name +
                R"(","left":1,"top":2,"width":10,"height":10})";
    }
    return text + "]}";
}

class CorpusFiles : public testing::Test {
protected:
    CorpusFiles() {
        folder_.write("campaigns/c1.json", kCampaign);
        folder_.write("fabric/c1__300x250.json", document("bls"));
        folder_.write("fabric/c1__728x90.json", document("ln"));
    }
    // The campaign with `from` replaced by `to`.
    void change(const std::string& from, const std::string& to) {
        std::string text = kCampaign;
        text.replace(text.find(from), from.size(), to);
        folder_.write("campaigns/c1.json", text);
    }
    Result<Corpus> read() { return read_corpus(folder_.path(), test::measurer()); }
    std::string problem() {
        const auto corpus = read();
        return corpus ? "none" : corpus.error().message;
    }

    test::Folder folder_{"corpus"};
};

TEST_F(CorpusFiles, APairBecomesACaseWithItsLesson) {
    const auto corpus = read();
    ASSERT_TRUE(corpus) << corpus.error().message;
    ASSERT_EQ(corpus->cases.size(), 1U);
    const Case& one = corpus->cases[0];
    EXPECT_EQ(one.lesson.author, "ann");
    EXPECT_EQ(one.from, "300x250");
    EXPECT_EQ(one.bucket, Bucket::Far);
    EXPECT_EQ(one.lesson.target, (geometry::Size{728, 90}));
    ASSERT_EQ(one.lesson.boxes.size(), 3U);
    EXPECT_FALSE(one.lesson.boxes[0]);
    EXPECT_EQ(one.lesson.boxes[1], geometry::Rect::from_size({600, 30}, {90, 30}));
    EXPECT_FALSE(one.lesson.boxes[2]) << "dropped";
    EXPECT_TRUE(is_compared(one.marks[1]));
    EXPECT_FALSE(is_compared(one.marks[0])) << "background";
    ASSERT_EQ(one.additions.size(), 1U);
    EXPECT_EQ(one.additions[0].kind, Kind::Shape);
}

TEST_F(CorpusFiles, ErrorsNameFilePathAndMend) {
    change(R"("w":60,"h":20,"z":1)", R"("w":-1,"h":20,"z":1)");
    EXPECT_THAT(problem(), AllOf(HasSubstr("c1.json: $.sizes[\"300x250\"].elements[1].w"),
                                 HasSubstr("expected a number from 0 to 1e+09")));
    change(R"("x":600)", R"("x":1e300)");
    EXPECT_THAT(problem(), AllOf(HasSubstr("elements[0].x"), HasSubstr("to 1e+09")));
    change(R"("kind":"shape")", R"("kind":"blob")");
    EXPECT_THAT(problem(), AllOf(HasSubstr("elements[1].kind"), HasSubstr("text_image")));
    change(R"("728x90"]])", R"("1x1"]])");
    EXPECT_THAT(problem(), AllOf(HasSubstr("$.pairs[0]"), HasSubstr("two names from $.sizes")));
    change(R"("author":"ann")", R"("author":"")");
    EXPECT_THAT(problem(), HasSubstr("$.author: expected a text"));
    folder_.write("campaigns/c1.json", "{");
    EXPECT_THAT(problem(), AllOf(HasSubstr("c1.json"), HasSubstr("line 1")));
}

TEST_F(CorpusFiles, DocumentsMustHoldEveryKey) {
    folder_.write("fabric/c1__728x90.json", document("l"));
    EXPECT_THAT(problem(),
                AllOf(HasSubstr("c1__728x90.json"), HasSubstr("object with the id \"new\"")));
    std::filesystem::remove(folder_.path() / "fabric/c1__728x90.json");
    EXPECT_THAT(problem(), HasSubstr("c1__728x90.json"));
}

TEST_F(CorpusFiles, PairsWithoutACommonElementAreLeftOut) {
    change(R"("key":"logo","kind":"logo","x":600)", R"("key":"bg","kind":"logo","x":600)");
    folder_.write("fabric/c1__728x90.json", document("bn"));
    EXPECT_THAT(problem(), HasSubstr("share no foreground element"));
}

TEST(CorpusPath, MustExist) {
    const auto corpus = read_corpus("/nowhere/corpus", test::measurer());
    ASSERT_FALSE(corpus);
    EXPECT_EQ(corpus.error().code, ErrorCode::NotFound);
}

TEST(Buckets, AreCutWhereTheBenchmarkSays) {
    EXPECT_EQ(bucket_of({100, 100}, {164, 100}), Bucket::Near);
    EXPECT_EQ(bucket_of({100, 100}, {100, 165}), Bucket::Mid);
    EXPECT_EQ(bucket_of({100, 100}, {100, 448}), Bucket::Mid);
    EXPECT_EQ(bucket_of({100, 100}, {449, 100}), Bucket::Far);
}

// A line as `refit export --format jsonl` writes it; @ stands for the corrected objects.
std::string correction(const std::string& objects, const std::string& target = "600") {
    return R"({"sessionId":"s1","user":"9f0c","targetDimensions":{"width":)" + target +
           R"(,"height":250},"originalCanvas":{"version":"5.3.0","width":300,"height":250,"objects":[)"
           R"({"type":"rect","id":"card","strokeWidth":0,"left":20,"top":20,"width":100,"height":50},)"
           R"({"type":"rect","strokeWidth":0,"left":150,"top":20,"width":50,"height":50}]},)"
           R"("expectedOutput":{"version":"5.3.0","width":600,"height":250,"objects":[)" +
           objects + "]}}\n";
}
constexpr const char* kCard =
    R"({"type":"rect","id":"card","strokeWidth":0,"left":40,"top":30,"width":120,"height":60})";
constexpr const char* kOther =
    R"({"type":"rect","strokeWidth":0,"left":400,"top":20,"width":50,"height":50})";

TEST(Corrections, AreRowsLikeTheCorpus) {
    const test::Folder folder{"corrections"};
    const auto file =
        folder.write("out.jsonl", correction(std::string{kCard} + "," + kOther) +
                                      correction(std::string{kOther} + "," + kCard) + "\n");
    const auto corpus = read_corpus(file, test::measurer());
    ASSERT_TRUE(corpus) << corpus.error().message;
    ASSERT_EQ(corpus->cases.size(), 2U);
    EXPECT_EQ(campaigns_of(*corpus).size(), 1U) << "one design";
    EXPECT_EQ(authors_of(*corpus), std::vector<std::string>{"9f0c"});
    const layout::Lesson& lesson = corpus->cases[0].lesson;
    EXPECT_EQ(lesson.boxes[0], geometry::Rect::from_size({40, 30}, {120, 60}));
    EXPECT_EQ(lesson.boxes[1], geometry::Rect::from_size({400, 20}, {50, 50}));
    EXPECT_EQ(corpus->cases[1].lesson.boxes[0], lesson.boxes[0]) << "by id, wherever it stands";
}

TEST(Corrections, HiddenAndDeletedObjectsAreDropped) {
    const test::Folder folder{"dropped"};
    std::string hidden = kOther;
    hidden.insert(hidden.size() - 1, R"(,"visible":false)");
    folder.write("a.jsonl", correction(std::string{kCard} + "," + hidden));
    folder.write("b.jsonl", correction(kCard));
    const auto corpus = read_corpus(folder.path(), test::measurer());
    ASSERT_TRUE(corpus) << corpus.error().message;
    ASSERT_EQ(corpus->cases.size(), 2U);
    for (const Case& one : corpus->cases) EXPECT_FALSE(one.lesson.boxes[1]);
}

TEST(Corrections, RowsThatTeachNothingAreCountedWithTheReason) {
    const test::Folder folder{"skipped"};
    const auto file = folder.write("out.jsonl", R"({"sessionId":"s0","rating":4})"
                                                "\n" +
                                                    correction(kCard) + correction(kCard, "900") +
                                                    correction(kCard, "-1"));
    const auto corpus = read_corpus(file, test::measurer());
    ASSERT_TRUE(corpus) << corpus.error().message;
    EXPECT_EQ(corpus->cases.size(), 1U);
    ASSERT_EQ(corpus->skipped.size(), 3U);
    EXPECT_THAT(corpus->skipped[0], AllOf(HasSubstr("out.jsonl:1"), HasSubstr("originalCanvas")));
    EXPECT_THAT(corpus->skipped[1], HasSubstr("its page is 600x250, the target 900x250"));
    EXPECT_THAT(corpus->skipped[2], HasSubstr("$.targetDimensions"));
}

TEST(Corrections, BrokenLinesAreErrors) {
    const test::Folder folder{"broken"};
    const auto file = folder.write("out.jsonl", correction(kCard) + "{\"user\":\n");
    const auto corpus = read_corpus(file, test::measurer());
    ASSERT_FALSE(corpus);
    EXPECT_THAT(corpus.error().message, HasSubstr("out.jsonl:2"));
}

}  // namespace
}  // namespace refit::evaluation
