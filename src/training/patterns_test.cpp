#include "training/patterns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/rng.h"
#include "training/quality_model.h"
#include "training/test_store.h"

namespace refit::training {
namespace {

// Of somebody who has no other session.
LabelledSession labelled(double quality, std::vector<double> features) {
    static int people = 0;
    return {.id = "s",
            .user = "u" + std::to_string(++people),
            .created_at = {},
            .features = std::move(features),
            .quality = {.score = quality, .weight = 0.45}};
}

// `count` sessions of each kind whose first feature is 0.5 apart; the others are noise.
std::vector<LabelledSession> two_kinds(std::size_t count, std::uint64_t seed) {
    SeededRng rng{seed};
    const std::size_t width = layout_features().names.size();
    std::vector<LabelledSession> sessions;
    for (std::size_t i = 0; i < count; ++i) {
        for (const bool good : {true, false}) {
            std::vector<double> features(width);
            for (double& value : features) value = 0.2 * standard_normal(rng);
            features.front() += good ? -0.25 : 0.25;
            sessions.push_back(labelled(good ? 0.9 : 0.1, std::move(features)));
        }
    }
    return sessions;
}

TEST(Patterns, FindsTheFeatureThatSeparates) {
    const Patterns patterns = analyse_patterns(two_kinds(60, 1));
    const auto kept = significant(patterns.findings);
    ASSERT_FALSE(kept.empty());
    EXPECT_EQ(kept.front().feature, layout_features().names.front());
    EXPECT_LT(kept.front().effect, -1.5);
    EXPECT_NE(describe(kept.front()).find("lower"), std::string::npos);
    EXPECT_EQ(patterns.successful.count, 60);
    EXPECT_EQ(patterns.problematic.count, 60);
}

// The share of runs on pure noise that find anything stays near the rate that was asked for.
TEST(Patterns, NoiseIsRarelyAFinding) {
    constexpr int kRuns = 200;
    SeededRng rng{7};
    const std::size_t width = layout_features().names.size();
    int runs_with_findings = 0;
    for (int run = 0; run < kRuns; ++run) {
        std::vector<LabelledSession> sessions;
        for (int i = 0; i < 80; ++i) {
            std::vector<double> features(width);
            for (double& value : features) value = uniform01(rng);
            sessions.push_back(labelled(i % 2 == 0 ? 0.9 : 0.1, std::move(features)));
        }
        if (!significant(analyse_patterns(sessions).findings).empty()) ++runs_with_findings;
    }
    // Expected 10 % (kFindingQMax); 40 of 200 is more than four standard deviations above.
    EXPECT_LT(runs_with_findings, 40);
}

// People with a taste and a kind of design of their own, neither of which has to do with the other:
// counted session by session, two thirds of such runs would find something.
TEST(Patterns, BusyPeopleAreNoEvidence) {
    constexpr int kRuns = 200;
    constexpr int kPeople = 20;
    constexpr int kSessions = 15;
    SeededRng rng{20261123};
    const std::size_t width = layout_features().names.size();
    const auto mixed = [&rng](double own) {
        return std::sqrt(0.3) * own + std::sqrt(0.7) * standard_normal(rng);
    };
    int runs_with_findings = 0;
    for (int run = 0; run < kRuns; ++run) {
        std::vector<LabelledSession> sessions;
        for (int person = 0; person < kPeople; ++person) {
            const double taste = standard_normal(rng);
            std::vector<double> kind(width);
            for (double& value : kind) value = standard_normal(rng);
            for (int i = 0; i < kSessions; ++i) {
                std::vector<double> features(width);
                for (std::size_t j = 0; j < width; ++j) features[j] = mixed(kind[j]);
                const double mood = mixed(taste);
                const double quality = mood > 0.5 ? 0.9 : mood < -0.5 ? 0.1 : 0.5;
                sessions.push_back(labelled(quality, std::move(features)));
                sessions.back().user = std::to_string(person);
            }
        }
        const auto findings = analyse_patterns(sessions).findings;
        runs_with_findings += std::ranges::any_of(
            findings, [](const Finding& finding) { return finding.q_value <= kFindingQMax; });
    }
    RecordProperty("runs_with_findings", runs_with_findings);
    EXPECT_LE(runs_with_findings, 32);  // 10 % of 200 and three standard errors
}

TEST(Patterns, NothingAndOneAreNumbers) {
    EXPECT_TRUE(analyse_patterns({}).findings.empty());
    EXPECT_EQ(analyse_patterns({}).successful.avg_complexity, 0.0);
    const std::vector<double> features(layout_features().names.size(), 0.5);
    const std::vector one{labelled(0.9, features)};
    const Patterns patterns = analyse_patterns(one);
    EXPECT_TRUE(patterns.findings.empty());
    EXPECT_EQ(patterns.successful.count, 1);
    EXPECT_DOUBLE_EQ(patterns.successful.avg_complexity, 0.5);
    EXPECT_EQ(patterns.problematic.avg_complexity, 0.0);
}

TEST(Patterns, RatiosAreThoseOfTheFormats) {
    layout::Scene scene;
    scene.page = {100, 100};
    const auto features = layout::features(scene, {200, 100});
    const Patterns patterns = analyse_patterns(std::vector{labelled(0.1, features)});
    EXPECT_NEAR(patterns.problematic.avg_aspect_ratio_change, 2.0, 1e-9);
    EXPECT_NEAR(patterns.problematic.avg_size_change_ratio, 2.0, 1e-9);
    EXPECT_EQ(patterns.successful.avg_size_change_ratio, 0.0);
}

TEST(Patterns, SignificantIsSortedByStrength) {
    const std::vector<Finding> findings{{"b", 0, 0, 0.5, 0.01},
                                        {"a", 0, 0, -0.5, 0.01},
                                        {"c", 0, 0, 0.9, 0.01},
                                        {"d", 0, 0, 0.9, 0.2}};
    const auto kept = significant(findings);
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].feature, "c");
    EXPECT_EQ(kept[1].feature, "a");
    EXPECT_EQ(kept[2].feature, "b");
}

TEST(ParseFeatures, RefusesAnotherLengthAndOtherThings) {
    EXPECT_TRUE(parse_features("[]").empty());
    EXPECT_TRUE(parse_features("[1,2]").empty());
    EXPECT_TRUE(parse_features("{}").empty());
    EXPECT_TRUE(parse_features("nonsense").empty());
    std::string json = "[\"x\"";
    for (std::size_t i = 1; i < layout_features().names.size(); ++i) json += ",0";
    EXPECT_TRUE(parse_features(json + "]").empty());
    json.replace(1, 3, "1");
    EXPECT_EQ(parse_features(json + "]").size(), layout_features().names.size());
}

class PatternFindings : public TrainingStore {};

TEST_F(PatternFindings, AreOfTheLastDaysWhateverCameOfThem) {
    int number = 0;
    for (const LabelledSession& labelled : two_kinds(40, 3)) {
        auto made = session("s" + std::to_string(number), "u" + std::to_string(number % 9));
        made.facts.features = features_json(labelled.features);
        made.facts.user_rating = labelled.quality.score > 0.5 ? 5 : 1;
        insert(made);
        ++number;
    }
    const auto findings = pattern_findings(*database_, clock_.now());
    ASSERT_TRUE(findings);
    EXPECT_FALSE(significant(*findings).empty());
    EXPECT_GT(findings->size(), significant(*findings).size()) << "those that do not stand too";
    for (const Finding& finding : *findings) EXPECT_LE(finding.p_value, finding.q_value);
    clock_.advance(std::chrono::days{31});
    EXPECT_TRUE(pattern_findings(*database_, clock_.now())->empty());
}

}  // namespace
}  // namespace refit::training
