#include "evaluation/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "evaluation/average.h"
#include "evaluation/baselines.h"
#include "evaluation/methods.h"
#include "evaluation/protocol.h"
#include "evaluation/test_support.h"
#include "json/document.h"

namespace refit::evaluation {
namespace {

using geometry::Rect;

Rect box(double x, double y, double w, double h) {
    return Rect::from_size({x, y}, {w, h});
}

const Run& find_run(const std::vector<Run>& runs, std::string_view name) {
    for (const Run& run : runs) {
        if (run.method == name) return run;
    }
    ADD_FAILURE() << "no method " << name;
    return runs.front();
}

std::vector<Run> baseline_runs(const Corpus& corpus) {
    std::vector<Run> runs;
    for (const Baseline& baseline : baselines())
        runs.push_back(
            run(corpus, baseline_method(baseline), author_folds(corpus), {2, {}}).value());
    return runs;
}

Average part(const Corpus& corpus, const Run& run, std::string_view bucket) {
    return average(corpus, run.scores(), [bucket](const Case& one) {
        return bucket == "all" || bucket_name(one.bucket) == bucket;
    });
}

// The reference scorer's figures for the made-up corpus: tests/vectors/layout/make.py.
TEST(Metrics, EqualTheReferenceScorer) {
    std::ifstream in{REFIT_SOURCE_DIR "/tests/vectors/layout/expected.json"};
    const auto expected = json::Document::parse({std::istreambuf_iterator<char>{in},
                                                 std::istreambuf_iterator<char>{}})
                              .value();
    const Corpus corpus = test::made_up_corpus();
    const auto runs = baseline_runs(corpus);
    std::size_t compared = 0;
    for (const auto& [reference_name, buckets] : expected.root().members()) {
        constexpr std::string_view kOracle = "oracle: the ";
        const std::string name = reference_name.starts_with(kOracle)
                                     ? reference_name.substr(kOracle.size())
                                     : reference_name;
        const auto& ours = find_run(runs, name);
        for (const auto& [bucket, values] : buckets.members()) {
            if (!values.is_object()) continue;  // "fail"
            const Average average = part(corpus, ours, bucket);
            for (std::size_t i = 0; i <= static_cast<std::size_t>(Metric::Logo); ++i) {
                const auto metric = static_cast<Metric>(i);
                EXPECT_NEAR(average[metric].value(), values.number(metric_name(metric)).value(),
                            1e-9)
                    << name << " " << bucket << " " << metric_name(metric);
                ++compared;
            }
        }
    }
    EXPECT_EQ(compared, 5U * 4U * 7U);
}

// Printed by the reference scorer for the shared corpus; IoU of all, near, mid, far.
TEST(Metrics, EqualTheReferenceScorerOnTheSharedCorpus) {
    const std::filesystem::path path{REFIT_SHARED_DIR "/corpus/multisize"};
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no corpus at " << path;
    const Corpus corpus = read_corpus(path, test::measurer()).value();
    ASSERT_EQ(corpus.cases.size(), 949U);
    const auto runs = baseline_runs(corpus);
    const std::map<std::string_view, std::array<double, 4>> printed{
        {"stretch", {0.188, 0.462, 0.256, 0.108}},
        {"contain", {0.091, 0.384, 0.133, 0.021}},
        {"relative centre, law scale", {0.167, 0.462, 0.244, 0.078}},
        {"edge pins, law scale", {0.200, 0.461, 0.249, 0.117}},
        {"designer's centres, law scale", {0.657, 0.777, 0.666, 0.626}}};
    for (const auto& [name, iou] : printed) {
        const auto& ours = find_run(runs, name);
        for (std::size_t i = 0; i < iou.size(); ++i) {
            constexpr std::array<std::string_view, 4> kParts{"all", "near", "mid", "far"};
            EXPECT_NEAR(part(corpus, ours, kParts[i])[Metric::Iou].value(), iou[i], 0.0005)
                << name << " " << kParts[i];
        }
    }
}

TEST(Metrics, TheDesignersOwnAnswerIsPerfect) {
    const Corpus corpus = test::made_up_corpus();
    for (const Case& one : corpus.cases) {
        const Scores scores = score(one, one.lesson.boxes);
        EXPECT_DOUBLE_EQ(scores[Metric::Iou].value(), 1);
        EXPECT_DOUBLE_EQ(scores[Metric::Disp].value(), 0);
        EXPECT_DOUBLE_EQ(scores[Metric::Size].value(), 0);
        EXPECT_EQ(scores.hidden.dropped, scores.hidden.both);
        EXPECT_EQ(scores.hidden.hidden, scores.hidden.both);
    }
}

TEST(Metrics, AHiddenElementCountsZeroAndIsRemembered) {
    const Case one = test::make_case({100, 100}, {200, 100}, Kind::Image,
                                     {box(0, 0, 10, 10), box(50, 0, 10, 10), box(80, 0, 9, 9)},
                                     {box(0, 0, 20, 10), box(100, 0, 20, 10), std::nullopt});
    const Scores scores = score(one, {box(0, 0, 20, 10), std::nullopt, std::nullopt});
    EXPECT_DOUBLE_EQ(scores[Metric::Iou].value(), 0.5);
    EXPECT_EQ(scores.hidden.dropped, 1U);
    EXPECT_EQ(scores.hidden.hidden, 2U);
    EXPECT_EQ(scores.hidden.both, 1U);
}

TEST(Metrics, NothingShownSaysNothingButIou) {
    const Case one = test::make_case({100, 100}, {200, 100}, Kind::Image, {box(0, 0, 10, 10)},
                                     {box(0, 0, 20, 10)});
    const Scores scores = score(one, {std::nullopt});
    EXPECT_EQ(scores[Metric::Iou], 0);
    for (std::size_t i = 1; i < kMetricCount; ++i) EXPECT_FALSE(scores.values[i]);
}

TEST(Metrics, AlignmentsAreKeptOnAnyLineOfTheAxis) {
    // Left edges aligned in the source; right edges in the answer.
    const Case one = test::make_case({100, 100}, {100, 100}, Kind::Image,
                                     {box(10, 0, 30, 10), box(10, 40, 20, 10)},
                                     {box(10, 0, 30, 10), box(10, 40, 20, 10)});
    EXPECT_EQ(score(one, {box(10, 0, 30, 10), box(20, 40, 20, 10)})[Metric::AlignKept], 1);
    EXPECT_EQ(score(one, {box(10, 0, 30, 10), box(70, 40, 20, 10)})[Metric::AlignKept], 0);
}

TEST(Metrics, ReadingOrderIsByRowsThenFromTheLeft) {
    const std::vector<Rect> before{box(0, 0, 40, 10), box(50, 2, 40, 10), box(0, 40, 40, 10)};
    const Case one = test::make_case({100, 100}, {100, 100}, Kind::Text, before,
                                     {before[0], before[1], before[2]});
    EXPECT_EQ(score(one, {before[0], before[1], before[2]})[Metric::ReadOrder], 1);
    EXPECT_EQ(score(one, {before[2], before[1], before[0]})[Metric::ReadOrder], -1);
}

TEST(Metrics, BoxesWithoutAreaAreCountedNotDividedBy) {
    const Case one =
        test::make_case({100, 100}, {100, 100}, Kind::Logo, {box(0, 0, 0, 10)}, {box(0, 0, 0, 10)});
    const Scores scores = score(one, {box(0, 0, 0, 10)});
    EXPECT_EQ(scores[Metric::Iou], 0);
    EXPECT_FALSE(scores[Metric::Logo]);
    for (const auto& value : scores.values) EXPECT_TRUE(!value || std::isfinite(*value));
}

TEST(Average, WeighsCampaignsNotPairs) {
    Corpus corpus;
    for (const char* campaign : {"big", "big", "big", "small"}) {
        Case one = test::make_case({100, 100}, {100, 100}, Kind::Image, {box(0, 0, 10, 10)},
                                   {box(0, 0, 10, 10)});
        one.lesson.campaign = campaign;
        corpus.cases.push_back(std::move(one));
    }
    std::vector<Scores> scores(4);
    for (std::size_t i = 0; i < 4; ++i) scores[i].values[0] = i == 3 ? 1.0 : 0.0;
    EXPECT_EQ(average(corpus, scores)[Metric::Iou], 0.5);
    EXPECT_FALSE(average(corpus, scores)[Metric::Logo]);
    EXPECT_FALSE(average(corpus, scores).hidden_recall());
    EXPECT_EQ(average(corpus, scores, by_author("nobody")).pairs, 0U);
}

}  // namespace
}  // namespace refit::evaluation
