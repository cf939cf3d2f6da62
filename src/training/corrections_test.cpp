#include "training/corrections.h"

#include <gtest/gtest.h>

#include "store/feedback.h"
#include "store/training_data.h"
#include "training/test_store.h"

namespace refit::training {
namespace {

class Corrections : public TrainingStore {
protected:
    void correct(const std::string& id, double size, const std::string& corrections) {
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::find_session_facts(tx, id));
            store::SessionChange change{*found, *found, std::nullopt, corrections};
            change.after.corrected = true;
            change.after.correction_size = size;
            REFIT_TRY(stored, record_change(tx, change, clock_.now()));
            EXPECT_EQ(stored.etag, found->etag + 1);
            return {};
        });
    }

    void change(const std::string& id, bool undone, std::optional<int> rating) {
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::find_session_facts(tx, id));
            store::SessionChange change{*found, *found, std::nullopt, std::nullopt};
            change.after.undone = undone;
            if (rating) change.after.user_rating = rating;
            REFIT_TRY(stored, record_change(tx, change, clock_.now()));
            return {};
        });
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
};

TEST_F(Corrections, SizeBecomesQualityAndTheCanvasTheExpectedOutput) {
    insert(session("s1", "ann"));
    correct("s1", 0.25, R"({"version":"5.3.0","objects":[{"type":"rect","left":1.50}]})");
    EXPECT_DOUBLE_EQ(facts("s1").quality_score.value(), 0.75);
    const auto row = example("s1");
    ASSERT_TRUE(row);
    EXPECT_EQ(row->expected_output,
              R"({"version":"5.3.0","objects":[{"type":"rect","left":1.50}]})");
    EXPECT_FALSE(row->validated) << "one sign without a rating";
}

TEST_F(Corrections, ALaterRatingKeepsTheExpectedOutputAndValidates) {
    insert(session("s1", "ann"));
    correct("s1", 0.5, R"({"objects":[]})");
    change("s1", false, 5);
    EXPECT_EQ(example("s1")->expected_output, R"({"objects":[]})");
    EXPECT_TRUE(example("s1")->validated);
    EXPECT_NEAR(example("s1")->quality_score, (0.45 + 0.20 * 0.5) / 0.65, 1e-12);
}

TEST_F(Corrections, UndoIsZeroQualityAndLeavesATrace) {
    insert(session("s1", "ann"));
    change("s1", true, std::nullopt);
    EXPECT_DOUBLE_EQ(facts("s1").quality_score.value(), 0.0);
    read([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(history, store::list_feedback_history(tx, "s1"));
        EXPECT_EQ(history.size(), 1U);
        return {};
    });
}

TEST_F(Corrections, WithdrawnEvidenceIsNotTrainedOn) {
    insert(session("s1", "ann"));
    change("s1", true, std::nullopt);
    change("s1", false, std::nullopt);
    EXPECT_FALSE(facts("s1").quality_score);
    EXPECT_FALSE(example("s1")->validated);
}

TEST_F(Corrections, ASessionWithoutUsableFeaturesIsNeverValidated) {
    auto bare = session("s1", "ann");
    bare.facts.features = "[]";
    insert(bare);
    change("s1", false, 5);
    EXPECT_FALSE(example("s1")->validated);
}

}  // namespace
}  // namespace refit::training
