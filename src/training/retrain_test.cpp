#include "training/retrain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "store/audit.h"
#include "store/models.h"
#include "training/ranker.h"
#include "training/test_store.h"

namespace refit::training {
namespace {

enum class Truth { FollowsTheFirstFeature, Faint, Opposite };

class Retrain : public TrainingStore {
protected:
    // `users` people with five rated results each, whose quality is as `truth` says. Those that
    // are held out always follow the first feature, whatever the others do.
    void rate_many(const std::string& prefix, int users, Truth truth, std::uint64_t seed) {
        SeededRng rng{seed};
        for (int user = 0; user < users; ++user) {
            const std::string name = prefix + "user" + std::to_string(user);
            const Truth theirs = is_held_out(name) ? Truth::FollowsTheFirstFeature : truth;
            for (int i = 0; i < 5; ++i) {
                const double x = 2.0 * uniform01(rng) - 1.0;
                auto made = session(name + "-" + std::to_string(i), name);
                made.facts.features = features_json(x);
                made.facts.user_rating = stars(theirs, x, rng);
                made.facts.rated_at = clock_.now();
                insert(made);
            }
        }
    }

    static int stars(Truth truth, double x, Rng& rng) {
        const double noise = 0.4 * standard_normal(rng);
        switch (truth) {
            case Truth::FollowsTheFirstFeature:
                return held(3.0 + 2.0 * x + noise);
            case Truth::Faint:
                return held(3.0 + 0.5 * x + noise);
            case Truth::Opposite:
                return held(3.0 - 2.0 * x + noise);
        }
        return 3;
    }
    static int held(double value) {
        return static_cast<int>(std::clamp(std::round(value), 1.0, 5.0));
    }

    Result<RetrainReport> retrain(RetrainRequest request = {}, ProposalHook hook = nullptr) {
        return Retrainer{*database_, clock_, std::move(hook)}.retrain(request);
    }

    std::vector<store::Model> models() {
        std::vector<store::Model> result;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::list_models(tx, 10));
            result = std::move(found);
            return {};
        });
        return result;
    }
};

void expect_finite(const RetrainReport& report) {
    const auto& m = report.metrics;
    EXPECT_TRUE(std::isfinite(m.avg_quality_score) && std::isfinite(m.improvement_rate));
    for (const PatternSide& side : {report.patterns.successful, report.patterns.problematic}) {
        EXPECT_TRUE(std::isfinite(side.avg_complexity));
        EXPECT_TRUE(std::isfinite(side.avg_aspect_ratio_change));
        EXPECT_TRUE(std::isfinite(side.avg_size_change_ratio));
    }
    for (const Finding& finding : report.patterns.findings) {
        EXPECT_TRUE(std::isfinite(finding.effect) && std::isfinite(finding.q_value));
    }
}

TEST_F(Retrain, WithoutFeedbackSaysSoAndChangesNothing) {
    insert(session("unrated", "ann"));
    const auto report = retrain();
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->sessions_found, 0);
    EXPECT_FALSE(report->message.empty());
    EXPECT_TRUE(models().empty());
}

TEST_F(Retrain, OneSessionGivesNumbersAndNoModel) {
    auto one = session("s1", "ann");
    one.facts.user_rating = 4;
    insert(one);
    const auto report = retrain();
    ASSERT_TRUE(report);
    expect_finite(*report);
    EXPECT_EQ(report->metrics.total_sessions, 1);
    EXPECT_EQ(report->metrics.training_points, 1);
    EXPECT_EQ(report->metrics.validated_points, 1);
    EXPECT_DOUBLE_EQ(report->metrics.avg_quality_score, 0.75);
    EXPECT_EQ(report->metrics.high_quality_count, 1);
    EXPECT_EQ(report->metrics.improvement_rate, 0.0);
    EXPECT_FALSE(report->model);
    EXPECT_FALSE(report->recommendations.empty());
    EXPECT_FALSE(report->improved_prompts.empty());
}

TEST_F(Retrain, LimitsOfTheRequestAreChecked) {
    for (const int days : {0, -1, kRetrainDaysMax + 1}) {
        EXPECT_EQ(retrain({.days = days}).error().code, ErrorCode::InvalidInput) << days;
    }
    for (const int rating : {0, 6}) {
        EXPECT_EQ(retrain({.min_rating = rating}).error().code, ErrorCode::InvalidInput);
    }
    EXPECT_TRUE(retrain({.days = kRetrainDaysMax, .min_rating = 5}));
}

TEST_F(Retrain, WindowAndLowestRatingSelectSessions) {
    for (int rating = 1; rating <= 5; ++rating) {
        auto made = session("s" + std::to_string(rating), "ann");
        made.facts.user_rating = rating;
        insert(made);
    }
    EXPECT_EQ(retrain({.min_rating = 4})->metrics.total_sessions, 2);
    clock_.advance(std::chrono::days{31});
    EXPECT_EQ(retrain({.days = 30})->sessions_found, 0);
    EXPECT_EQ(retrain({.days = 32})->sessions_found, 5);
}

TEST_F(Retrain, AKnownRelationIsLearnedAndPromoted) {
    rate_many("a", 60, Truth::FollowsTheFirstFeature, 1);
    const auto report = retrain();
    ASSERT_TRUE(report);
    expect_finite(*report);
    ASSERT_TRUE(report->model);
    EXPECT_TRUE(report->model->promoted) << report->model->reason;
    EXPECT_FALSE(report->model->serving);
    EXPECT_LT(report->model->held_out.mae, 0.12);
    EXPECT_GT(report->model->held_out.pairwise, 0.85);
    EXPECT_EQ(models().size(), 1U);
    EXPECT_EQ(models().front().status, store::ModelStatus::Serving);

    QualityRanker ranker;
    ASSERT_TRUE(ranker.refresh(*database_));
    EXPECT_EQ(ranker.version(), report->model->version);
    std::vector<double> features(layout::feature_names().size(), 0.0);
    features.front() = 0.9;
    const double good = ranker.score(features);
    features.front() = -0.9;
    EXPECT_GT(good, ranker.score(features) + 0.4);
}

TEST_F(Retrain, AWorseCandidateDoesNotReplaceTheServingModel) {
    rate_many("a", 60, Truth::FollowsTheFirstFeature, 1);
    ASSERT_TRUE(retrain()->model->promoted);
    clock_.advance(std::chrono::days{40});
    rate_many("b", 60, Truth::Faint, 2);
    const auto report = retrain();
    ASSERT_TRUE(report && report->model);
    EXPECT_FALSE(report->model->promoted) << report->model->reason;
    EXPECT_NE(report->model->reason.find("worse"), std::string::npos) << report->model->reason;
    ASSERT_TRUE(report->model->serving);
    EXPECT_GT(report->model->held_out.mae, report->model->serving->mae + 0.005);
    const auto all = models();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.front().status, store::ModelStatus::Candidate);
    EXPECT_EQ(all.back().status, store::ModelStatus::Serving);
    EXPECT_EQ(all.front().parent, all.back().version);
}

TEST_F(Retrain, ACandidateThatKnowsLessThanTheMeanIsRefused) {
    rate_many("a", 60, Truth::Opposite, 2);
    const auto report = retrain();
    ASSERT_TRUE(report && report->model);
    EXPECT_FALSE(report->model->promoted);
    EXPECT_NE(report->model->reason.find("average"), std::string::npos) << report->model->reason;
    QualityRanker ranker;
    ASSERT_TRUE(ranker.refresh(*database_));
    EXPECT_FALSE(ranker.version());
}

TEST_F(Retrain, ANoWorseCandidateReplacesItAndTheOldOneRetires) {
    rate_many("a", 60, Truth::FollowsTheFirstFeature, 1);
    ASSERT_TRUE(retrain()->model->promoted);
    rate_many("b", 60, Truth::FollowsTheFirstFeature, 2);
    const auto report = retrain();
    ASSERT_TRUE(report && report->model);
    EXPECT_TRUE(report->model->promoted) << report->model->reason;
    EXPECT_EQ(models().back().status, store::ModelStatus::Retired);
}

TEST_F(Retrain, EveryVerdictIsAudited) {
    rate_many("a", 60, Truth::FollowsTheFirstFeature, 1);
    ASSERT_TRUE(retrain({.actor = "scheduler"}));
    read([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(entries, store::list_audit(tx, std::nullopt, 10));
        EXPECT_EQ(entries.size(), 1U);
        if (entries.empty()) return {};
        EXPECT_EQ(entries.front().actor, "scheduler");
        EXPECT_EQ(entries.front().action, "model.promote");
        EXPECT_FALSE(entries.front().reason.empty());
        return {};
    });
}

TEST_F(Retrain, SessionsWithoutFeaturesCountButDoNotTrain) {
    for (int i = 0; i < 30; ++i) {
        auto made = session("s" + std::to_string(i), "user" + std::to_string(i));
        made.facts.features = "[]";
        made.facts.user_rating = 1 + i % 5;
        insert(made);
    }
    const auto report = retrain();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->metrics.total_sessions, 30);
    EXPECT_EQ(report->metrics.training_points, 0);
    EXPECT_FALSE(report->model);
    expect_finite(*report);
}

TEST_F(Retrain, ImprovementIsNewerHalfMinusOlderHalf) {
    for (const auto& [id, rating] : {std::pair{"s1", 1}, {"s2", 2}, {"s3", 4}, {"s4", 5}}) {
        auto made = session(id, "ann");
        made.facts.user_rating = rating;
        insert(made);
        clock_.advance(Milliseconds{1000});
    }
    EXPECT_DOUBLE_EQ(retrain()->metrics.improvement_rate, 0.75);
}

TEST(QualityRanker, IsNeutralWithoutAModel) {
    const QualityRanker ranker;
    EXPECT_EQ(ranker.score(std::vector{0.1, 0.2}), kNeutralScore);
    EXPECT_FALSE(ranker.version());
}

}  // namespace
}  // namespace refit::training
