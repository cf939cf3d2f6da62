#include "learn/patterns.h"

#include <gtest/gtest.h>

#include "base/rng.h"

namespace refit::learn {
namespace {

const std::vector<std::string> kNames = {"overlap", "text_share", "constant", "noise"};

std::vector<PatternRow> rows_with_a_pattern(int count, std::uint64_t seed) {
    SeededRng rng{seed};
    std::vector<PatternRow> rows;
    for (int i = 0; i < count; ++i) {
        const double quality = uniform01(rng);
        rows.push_back({{1.0 - quality + 0.3 * standard_normal(rng),
                         quality + 0.5 * standard_normal(rng), 7.0, standard_normal(rng)},
                        quality});
    }
    return rows;
}

TEST(Patterns, FindWhatGoesWithSuccessAndWithProblems) {
    const auto report = analyse_patterns(kNames, rows_with_a_pattern(300, 1));
    EXPECT_EQ(report.successful + report.problematic + report.left_out, 300);
    ASSERT_EQ(report.findings.size(), 3U);  // the constant feature is not compared
    const auto found = report.significant();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].feature, "overlap");
    EXPECT_EQ(found[0].direction, PatternDirection::HigherInProblems);
    EXPECT_LT(found[0].effect_size, -1.0);
    EXPECT_EQ(found[1].feature, "text_share");
    EXPECT_EQ(found[1].direction, PatternDirection::HigherInSuccess);
    EXPECT_NEAR(found[1].difference, found[1].mean_successful - found[1].mean_problematic, 1e-12);
    for (const auto& finding : report.findings) EXPECT_GE(finding.q_value, finding.p_value);
}

TEST(Patterns, FewRowsGiveNoFindings) {
    EXPECT_TRUE(analyse_patterns(kNames, {}).findings.empty());
    EXPECT_TRUE(analyse_patterns(kNames, rows_with_a_pattern(6, 2)).findings.empty());
}

TEST(Patterns, AFeatureThatSeparatesTheGroupsExactlyIsFound) {
    std::vector<PatternRow> rows;
    for (int i = 0; i < 8; ++i) {
        rows.push_back({{1.0}, 0.9});
        rows.push_back({{0.0}, 0.1});
    }
    const std::vector<std::string> names = {"flag"};
    const auto report = analyse_patterns(names, rows);
    ASSERT_EQ(report.findings.size(), 1U);
    EXPECT_EQ(report.findings[0].effect_size, kEffectSizeMax);
    EXPECT_NEAR(report.findings[0].p_value, 2.0 / 12870.0, 1e-12);  // 2 / C(16, 8)
    EXPECT_EQ(report.findings[0].direction, PatternDirection::HigherInSuccess);
}

TEST(Patterns, FalseFindingsInPureNoiseAreRare) {
    std::vector<std::string> names;
    for (int j = 0; j < 20; ++j) names.push_back("noise " + std::to_string(j));
    int runs_with_findings = 0;
    for (std::uint64_t run = 0; run < 200; ++run) {
        SeededRng rng{1000 + run};
        std::vector<PatternRow> rows(80);
        for (auto& row : rows) {
            for (std::size_t j = 0; j < names.size(); ++j) row.features.push_back(uniform01(rng));
            row.quality = uniform01(rng);
        }
        runs_with_findings += analyse_patterns(names, rows).significant(0.05).empty() ? 0 : 1;
    }
    // With nothing to find, the false discovery rate is the chance of any finding: .05 + 3 s.e.
    EXPECT_LE(runs_with_findings, 200 * (0.05 + 3 * 0.0154));
}

TEST(Patterns, ThresholdsAreInclusive) {
    std::vector<PatternRow> rows;
    for (int i = 0; i < 5; ++i) {
        rows.push_back({{1.0 + 0.1 * i}, kSuccessfulQuality});
        rows.push_back({{2.0 + 0.1 * i}, kProblematicQuality});
        rows.push_back({{9.0}, 0.5});
    }
    const std::vector<std::string> names = {"x"};
    const auto report = analyse_patterns(names, rows);
    EXPECT_EQ(report.successful, 5);
    EXPECT_EQ(report.problematic, 5);
    EXPECT_EQ(report.left_out, 5);
    EXPECT_EQ(report.findings.size(), 1U);
}

}  // namespace
}  // namespace refit::learn
