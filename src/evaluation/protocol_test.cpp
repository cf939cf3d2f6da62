#include "evaluation/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "evaluation/contact_sheet.h"
#include "evaluation/methods.h"
#include "evaluation/report.h"
#include "evaluation/test_support.h"
#include "json/document.h"

namespace refit::evaluation {
namespace {

using testing::HasSubstr;

std::set<std::string> campaigns_in(const Corpus& corpus, const std::vector<std::size_t>& indices) {
    std::set<std::string> names;
    for (const std::size_t i : indices) names.insert(corpus.cases[i].lesson.campaign);
    return names;
}

// "Learns" how many lessons it saw: every box becomes that wide.
Method counting_method() {
    return {"counting",
            [](Lessons lessons) -> Result<Resizer> {
                const auto seen = static_cast<double>(lessons.size());
                return Resizer{[seen](const Case& one) -> Result<Answer> {
                    const auto box = geometry::Rect::from_size({0, 0}, {seen, 1});
                    return Answer{Boxes(one.lesson.boxes.size(), box), "n"};
                }};
            },
            true};
}

TEST(Folds, NobodyIsTestedOnTheirOwn) {
    const Corpus corpus = test::made_up_corpus();
    const std::vector<Fold> folds = author_folds(corpus);
    ASSERT_EQ(folds.size(), 3U);
    std::size_t tested = 0;
    for (const Fold& fold : folds) {
        EXPECT_EQ(fold.train.size() + fold.test.size(), corpus.cases.size());
        const std::string author = corpus.cases[fold.test.front()].lesson.author;
        for (const std::size_t i : fold.train) EXPECT_NE(corpus.cases[i].lesson.author, author);
        tested += fold.test.size();
    }
    EXPECT_EQ(tested, corpus.cases.size());
}

TEST(Folds, FewerCampaignsAreAPrefixOfMore) {
    const Corpus corpus = test::made_up_corpus();
    const auto one = limited_folds(corpus, 1, 7);
    const auto two = limited_folds(corpus, 2, 7);
    ASSERT_EQ(one.size(), two.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        const auto few = campaigns_in(corpus, one[i].train);
        const auto more = campaigns_in(corpus, two[i].train);
        EXPECT_EQ(few.size(), 1U);
        EXPECT_EQ(more.size(), 2U);
        EXPECT_TRUE(std::includes(more.begin(), more.end(), few.begin(), few.end()));
        EXPECT_EQ(one[i].test, two[i].test);
    }
    EXPECT_TRUE(limited_folds(corpus, 0, 7)[0].train.empty());
}

TEST(Folds, OrdersDependOnTheSeed) {
    const Corpus corpus = test::made_up_corpus();
    std::set<std::set<std::string>> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        seen.insert(campaigns_in(corpus, limited_folds(corpus, 1, seed)[0].train));
    EXPECT_EQ(seen.size(), 2U) << "both other authors come first at times";
}

TEST(Run, IsTheSameWithAnyNumberOfThreads) {
    const Corpus corpus = test::made_up_corpus();
    const Method method =
        learned_method("engine", test::measurer(), std::make_shared<Examined>(test::measurer()));
    const auto one = run(corpus, method, author_folds(corpus), {1, {}}).value();
    const auto four = run(corpus, method, author_folds(corpus), {4, {}}).value();
    for (std::size_t i = 0; i < corpus.cases.size(); ++i) {
        EXPECT_EQ(one.outcomes[i].answer.boxes, four.outcomes[i].answer.boxes);
        EXPECT_EQ(one.outcomes[i].scores.values, four.outcomes[i].scores.values);
    }
}

TEST(Run, EachFoldIsAnsweredByItsOwnTraining) {
    const Corpus corpus = test::made_up_corpus();
    const std::vector<Fold> folds = author_folds(corpus);
    const auto done = run(corpus, counting_method(), folds, {2, {}}).value();
    for (const Fold& fold : folds) {
        for (const std::size_t i : fold.test) {
            EXPECT_EQ(done.outcomes[i].answer.boxes[0]->width(),
                      static_cast<double>(fold.train.size()));
        }
    }
}

TEST(Run, ACaseWithoutAnAnswerCountsAsFailed) {
    const Corpus corpus = test::made_up_corpus();
    const Method broken{"broken",
                        [](Lessons) -> Result<Resizer> {
                            return Resizer{[](const Case&) -> Result<Answer> {
                                return fail(ErrorCode::Internal, "no idea");
                            }};
                        },
                        false};
    const auto done = run(corpus, broken, in_sample_folds(corpus), {1, {}}).value();
    const Average all = average(corpus, done.scores());
    EXPECT_EQ(all.failed, corpus.cases.size());
    EXPECT_EQ(all[Metric::Iou], 0);
    EXPECT_EQ(done.outcomes[0].problem, "no idea");
}

TEST(Run, TrainingThatFailsIsAnError) {
    const Corpus corpus = test::made_up_corpus();
    const Method hopeless{
        "hopeless",
        [](Lessons) -> Result<Resizer> { return fail(ErrorCode::InvalidInput, "too few"); }, true};
    EXPECT_FALSE(run(corpus, hopeless, author_folds(corpus), {2, {}}));
}

TEST(Curve, StartsUntrainedAndEndsWithAll) {
    const Corpus corpus = test::made_up_corpus();
    std::size_t told = 0;
    const Workers workers{2, [&told](std::string_view, std::size_t, std::size_t) { ++told; }};
    const auto curve = learning_curve(corpus, counting_method(), 3, 1, workers).value();
    ASSERT_EQ(curve.size(), 2U) << "5 campaigns are more than there are";
    EXPECT_EQ(curve[0].campaigns, 0U);
    EXPECT_FALSE(curve[1].campaigns);
    EXPECT_GT(told, corpus.cases.size());
    const Average all =
        average(corpus, run(corpus, counting_method(), author_folds(corpus), {1, {}})->scores());
    EXPECT_EQ(spread_of(curve[1], Metric::Iou).mean, all[Metric::Iou]);
}

TEST(Curve, SpreadIsTheSampleDeviation) {
    CurvePoint point{5, std::vector<Average>(3)};
    for (std::size_t i = 0; i < 3; ++i) point.orders[i].values[0] = 0.1 * static_cast<double>(i);
    const Spread spread = spread_of(point, Metric::Iou);
    EXPECT_NEAR(spread.mean, 0.1, 1e-12);
    EXPECT_NEAR(spread.deviation, 0.1, 1e-12);
    EXPECT_EQ(spread.low, 0);
    EXPECT_NEAR(spread.high, 0.2, 1e-12);
}

Report small_report(const Corpus& corpus) {
    Report report;
    report.corpus = "made up";
    for (const Method& method : {baseline_method(baselines()[0]),
                                 learned_method("engine", test::measurer(),
                                                std::make_shared<Examined>(test::measurer()))}) {
        MethodReport one{run(corpus, method, author_folds(corpus), {2, {}}).value(), std::nullopt};
        if (method.learns)
            one.in_sample = run(corpus, method, in_sample_folds(corpus), {2, {}}).value();
        report.methods.push_back(std::move(one));
    }
    report.ours = 1;
    report.curve = learning_curve(corpus, counting_method(), 2, 1, {2, {}}).value();
    report.curve_method = "counting";
    return report;
}

TEST(Report, TextAndJsonTellTheSame) {
    const Corpus corpus = test::made_up_corpus();
    const Report report = small_report(corpus);
    const std::string text = report_text(corpus, report);
    EXPECT_THAT(text, HasSubstr("42 pairs of 4 campaigns by 3 authors"));
    EXPECT_THAT(text, HasSubstr("in-sample"));
    const auto parsed = json::Document::parse(report_json(corpus, report));
    ASSERT_TRUE(parsed) << parsed.error().message;
    const json::Node stretch = parsed->root().find("methods")->at(0);
    EXPECT_EQ(stretch.string("name"), "stretch");
    EXPECT_FALSE(stretch.find("inSample"));
    const json::Node all = *stretch.find("heldOut")->find("all");
    EXPECT_EQ(all.integer("pairs"), 42);
    EXPECT_EQ(all.number("IoU"), average(corpus, report.methods[0].held_out.scores())[Metric::Iou]);
    EXPECT_EQ(stretch.find("authors")->size(), 3U);
    EXPECT_TRUE(parsed->root().find("methods")->at(1).find("inSample"));
}

TEST(ContactSheet, ShowsEveryPairAndEscapesWhatOthersWrote) {
    Corpus corpus = test::made_up_corpus();
    for (Case& one : corpus.cases) {
        one.lesson.author += "<script>";
        one.from += "<img>";
    }
    const std::string html = contact_sheet(corpus, small_report(corpus));
    std::size_t cards = 0;
    for (std::size_t at = html.find("<article"); at != std::string::npos;
         at = html.find("<article", at + 1))
        ++cards;
    EXPECT_EQ(cards, corpus.cases.size());
    EXPECT_THAT(html, HasSubstr("ann&lt;script&gt;"));
    EXPECT_EQ(html.find("ann<script>"), std::string::npos);
    EXPECT_EQ(html.find("<img>"), std::string::npos);
    EXPECT_EQ(html.find("http"), std::string::npos) << "needs no other file";
}

TEST(Ablations, EachChangesWhatWasLearned) {
    for (const Ablation& ablation : ablations()) {
        layout::Learned learned = layout::Learned::shipped();
        ablation.apply(learned);
        EXPECT_NE(learned, layout::Learned::shipped()) << ablation.name;
    }
}

}  // namespace
}  // namespace refit::evaluation
