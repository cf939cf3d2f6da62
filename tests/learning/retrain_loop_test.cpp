#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "base/rng.h"
#include "learning_fixture.h"
#include "store/models.h"
#include "training/ranker.h"

namespace refit {
namespace {

class RetrainLoop : public LearningLoop {
protected:
    // People like layouts with a margin: their stars follow that feature.
    void many_rated_resizes(int users) {
        SeededRng rng{7};
        for (int user = 0; user < users; ++user) {
            for (int i = 0; i < 3; ++i) {
                const std::string id = std::to_string(user) + "-" + std::to_string(i);
                const double margin = uniform01(rng);
                resize(id, "user" + std::to_string(user), margin);
                const double stars = 1 + 4 * margin + 0.5 * standard_normal(rng);
                rate(id, static_cast<int>(std::clamp(std::round(stars), 1.0, 5.0)));
            }
        }
    }

    std::vector<experiment::VariantView> variants() {
        std::vector<experiment::VariantView> result;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, experiment::list_variants(tx));
            result = std::move(found);
            return {};
        });
        return result;
    }
};

TEST_P(RetrainLoop, FindingsBecomeOneCanaryWithACappedShare) {
    many_rated_resizes(60);
    const auto report = retrainer().retrain({});
    ASSERT_OK(report);
    ASSERT_TRUE(report->model);
    EXPECT_TRUE(report->model->promoted) << report->model->reason;
    ASSERT_TRUE(report->proposed_variant) << report->improved_prompts;
    EXPECT_NE(report->improved_prompts.find("margin"), std::string::npos);

    const auto all = variants();
    ASSERT_EQ(all.size(), 3U);
    const auto found = std::ranges::find_if(
        all, [&report](const auto& view) { return view.variant.id == *report->proposed_variant; });
    ASSERT_NE(found, all.end());
    const experiment::VariantView& canary = *found;
    EXPECT_EQ(canary.variant.origin, store::VariantOrigin::Proposal);
    EXPECT_EQ(canary.variant.traffic_cap, training::kProposalTrafficCap);
    EXPECT_GT(canary.share, 0.0);
    EXPECT_LE(canary.share, training::kProposalTrafficCap + 1e-12);
    EXPECT_NE(canary.version.prompt.find("Leave a generous margin"), std::string::npos)
        << canary.version.prompt;

    const auto again = retrainer().retrain({});
    ASSERT_OK(again);
    EXPECT_FALSE(again->proposed_variant) << "one proposal is already being tried";
    EXPECT_EQ(variants().size(), 3U);
}

TEST_P(RetrainLoop, TwoRunsAtOnceLeaveOneServingModel) {
    many_rated_resizes(40);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([this] { EXPECT_OK(retrainer().retrain({})); });
        }
    }
    read([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(models, store::list_models(tx, 10));
        EXPECT_EQ(models.size(), 3U);
        EXPECT_EQ(std::ranges::count(models, store::ModelStatus::Serving, &store::Model::status),
                  1);
        return {};
    });
    EXPECT_LE(variants().size(), 3U);
    training::QualityRanker ranker;
    EXPECT_OK(ranker.refresh(db()));
    EXPECT_TRUE(ranker.version());
}

INSTANTIATE_TEST_SUITE_P(, RetrainLoop,
                         ::testing::Values(store::Engine::SqliteMemory, store::Engine::Postgres),
                         store::engine_test_name);

}  // namespace
}  // namespace refit
