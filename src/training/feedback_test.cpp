#include "training/feedback.h"

#include <gtest/gtest.h>

#include <string>

#include "base/rng.h"
#include "store/arm_statistics.h"
#include "store/feedback.h"
#include "store/rollups.h"
#include "store/training_data.h"
#include "training/corrections.h"
#include "training/test_store.h"

namespace refit::training {
namespace {

class Feedback : public TrainingStore {
protected:
    FeedbackService service() {
        return FeedbackService{*database_, clock_,
                               [this](store::Transaction&, const store::SessionFacts& session,
                                      TimePoint) -> Result<void> {
                                   told_.push_back(session.user_rating.value_or(0));
                                   return hook_error_ ? fail(ErrorCode::Internal, "hook")
                                                      : Result<void>{};
                               }};
    }

    Result<FeedbackReceipt> rate(const std::string& id, std::optional<int> rating,
                                 std::optional<std::string> user = std::nullopt) {
        return service().feedback({.session_id = id,
                                   .user_id = std::move(user),
                                   .rating = rating,
                                   .helpful = std::nullopt,
                                   .text = std::nullopt});
    }

    store::RollupCounts totals() {
        store::RollupCounts counts;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::rollup_totals(tx));
            counts = found;
            return {};
        });
        return counts;
    }

    std::size_t history_size(const std::string& id) {
        std::size_t size = 0;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(events, store::list_feedback_history(tx, id));
            size = events.size();
            return {};
        });
        return size;
    }

    std::optional<store::TrainingExample> example(const std::string& id) {
        std::optional<store::TrainingExample> result;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::find_training_example(tx, id));
            result = std::move(found);
            return {};
        });
        return result;
    }

    std::vector<int> told_;
    bool hook_error_{false};
};

TEST_F(Feedback, RatingReachesSessionTrainingRowRollupAndExperiment) {
    insert(session("s1", "ann"));
    const auto receipt = rate("s1", 4);
    ASSERT_TRUE(receipt) << receipt.error().message;
    EXPECT_TRUE(receipt->changed);

    EXPECT_EQ(facts("s1").user_rating, 4);
    EXPECT_DOUBLE_EQ(facts("s1").quality_score.value(), 0.75);
    EXPECT_EQ(facts("s1").rated_at, clock_.now());
    EXPECT_EQ(receipt->session.etag, facts("s1").etag);
    const auto row = example("s1");
    ASSERT_TRUE(row);
    EXPECT_DOUBLE_EQ(row->quality_score, 0.75);
    EXPECT_EQ(row->quality_version, kQualityVersion);
    EXPECT_TRUE(row->validated);
    EXPECT_EQ(row->input_features, facts("s1").features);
    EXPECT_FALSE(row->expected_output);
    EXPECT_EQ(totals().rated, 1);
    EXPECT_EQ(totals().successes, 1);
    EXPECT_EQ(history_size("s1"), 1U);
    EXPECT_EQ(told_, std::vector<int>{4});
}

TEST_F(Feedback, TheSameAgainChangesNothing) {
    insert(session("s1", "ann"));
    ASSERT_TRUE(rate("s1", 4));
    const auto before = facts("s1");
    clock_.advance(Milliseconds{1000});
    const auto again = rate("s1", 4);
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->changed);
    EXPECT_EQ(facts("s1").etag, before.etag);
    EXPECT_EQ(facts("s1").updated_at, before.updated_at);
    EXPECT_EQ(history_size("s1"), 1U);
    EXPECT_EQ(totals().rated, 1);
    EXPECT_EQ(told_.size(), 1U);
}

TEST_F(Feedback, ANewRatingReplacesTheOldInEverySum) {
    insert(session("s1", "ann"));
    ASSERT_TRUE(rate("s1", 5));
    ASSERT_TRUE(rate("s1", 2));
    EXPECT_EQ(totals().rated, 1);
    EXPECT_EQ(totals().rating_sum, 2);
    EXPECT_EQ(totals().successes, 0);
    EXPECT_EQ(history_size("s1"), 2U);
    EXPECT_DOUBLE_EQ(example("s1")->quality_score, 0.25);
    EXPECT_EQ(told_, (std::vector<int>{5, 2}));
}

TEST_F(Feedback, WhatIsLeftOutKeepsWhatWasSaid) {
    insert(session("s1", "ann"));
    ASSERT_TRUE(rate("s1", 5));
    const auto receipt = service().feedback({.session_id = "s1",
                                             .user_id = "ann",
                                             .rating = std::nullopt,
                                             .helpful = false,
                                             .text = "too small"});
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->session.user_rating, 5);
    EXPECT_EQ(receipt->session.helpful, false);
    EXPECT_EQ(receipt->session.feedback_text, "too small");
    EXPECT_NEAR(receipt->session.quality_score.value(), 0.75, 1e-12);
    EXPECT_EQ(told_.size(), 1U) << "the rating did not change";
}

TEST_F(Feedback, RefusesWhatIsNotFeedback) {
    insert(session("s1", "ann"));
    for (const int rating : {0, 6, -1}) {
        EXPECT_EQ(rate("s1", rating).error().code, ErrorCode::InvalidInput) << rating;
    }
    EXPECT_EQ(rate("s1", std::nullopt).error().code, ErrorCode::InvalidInput);
    FeedbackRequest request{.session_id = "s1",
                            .user_id = std::nullopt,
                            .rating = std::nullopt,
                            .helpful = std::nullopt,
                            .text = std::string(kFeedbackTextMax + 1, 'x')};
    EXPECT_EQ(service().feedback(request).error().code, ErrorCode::InvalidInput);
    std::string wide;  // The limit counts characters: these are two bytes each.
    for (std::size_t i = 0; i < kFeedbackTextMax; ++i) wide += "ä";
    request.text = wide;
    EXPECT_TRUE(service().feedback(request));
}

TEST_F(Feedback, UnknownSessionAndOtherPeoplesSessions) {
    insert(session("s1", "ann"));
    EXPECT_EQ(rate("nope", 3).error().code, ErrorCode::NotFound);
    EXPECT_EQ(rate("s1", 3, "bob").error().code, ErrorCode::Forbidden);
    EXPECT_FALSE(facts("s1").user_rating);
    EXPECT_TRUE(rate("s1", 3, "ann"));
}

TEST_F(Feedback, AnAnonymousSessionMayBeRatedByWhoeverKnowsItsId) {
    insert(session("s1", "anonymous:s1"));
    EXPECT_TRUE(rate("s1", 3));
    EXPECT_TRUE(rate("s1", 5, "bob"));
    EXPECT_EQ(facts("s1").user_rating, 5);
    EXPECT_EQ(totals().rated, 1);
}

TEST_F(Feedback, AnErrorOfTheExperimentUndoesAll) {
    insert(session("s1", "ann"));
    hook_error_ = true;
    EXPECT_EQ(rate("s1", 4).error().code, ErrorCode::Internal);
    EXPECT_FALSE(facts("s1").user_rating);
    EXPECT_FALSE(example("s1"));
    EXPECT_EQ(history_size("s1"), 0U);
    EXPECT_EQ(totals().rated, 0);
}

// Whatever the order of ratings, re-ratings, thumbs and corrections, the running sums are those of
// a recount from the log, bit for bit.
TEST_F(Feedback, SumsEqualARecountAfterRandomSequences) {
    constexpr int kSessions = 12;
    constexpr int kSteps = 300;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededRng rng{seed};
        const std::string prefix = std::to_string(seed) + "-";
        for (int i = 0; i < kSessions; ++i) {
            auto made = session(prefix + std::to_string(i), "user" + std::to_string(i % 5));
            made.facts.variant_id = i % 2 == 0 ? "original" : "enhanced";
            made.facts.variant_version = 1;
            made.facts.experiment_id = "default";
            made.facts.bucket_version = 1;
            made.facts.processing_time = 1000.0 * uniform01(rng);
            insert(made);
        }
        for (int step = 0; step < kSteps; ++step) {
            const std::string id = prefix + std::to_string(uniform_below(rng, kSessions));
            if (uniform_below(rng, 4) == 0) {
                write([&](store::Transaction& tx) -> Result<void> {
                    REFIT_TRY(found, store::find_session_facts(tx, id));
                    store::SessionChange change{*found, *found, std::nullopt, "{}"};
                    change.after.corrected = true;
                    change.after.correction_size = uniform01(rng);
                    change.after.undone = uniform_below(rng, 2) == 0;
                    REFIT_TRY(stored, record_change(tx, change, clock_.now()));
                    return {};
                });
            } else {
                ASSERT_TRUE(rate(id, 1 + static_cast<int>(uniform_below(rng, 5))));
            }
            clock_.advance(Milliseconds{3'600'000});
        }
        read([](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(stored, store::list_rollups(tx, "0000-01-01", "9999-12-31"));
            REFIT_TRY(recounted, store::recount_rollups(tx));
            EXPECT_EQ(stored, recounted);
            REFIT_TRY(arms, store::list_arm_statistics(tx, "default", 1));
            REFIT_TRY(recounted_arms, store::recount_arm_statistics(tx));
            EXPECT_EQ(arms, recounted_arms);
            return {};
        });
    }
}

}  // namespace
}  // namespace refit::training
