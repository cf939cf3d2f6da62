#include "training/rebuild.h"

#include <gtest/gtest.h>

#include <array>

#include "base/rng.h"
#include "store/models.h"
#include "training/corrections.h"
#include "training/feedback.h"
#include "training/forget_user.h"
#include "training/ranker.h"
#include "training/retrain.h"
#include "training/test_store.h"

namespace refit::training {
namespace {

class Rebuild : public TrainingStore {
protected:
    void SetUp() override {
        TrainingStore::SetUp();
        for (int person = 0; person < 30; ++person) visit("person" + std::to_string(person));
        ASSERT_TRUE(retrain());
    }

    static std::string session_of(const std::string& user, int number) {
        return user + "-" + std::to_string(number);
    }

    // Four results with words, corrections and undos of all kinds.
    void visit(const std::string& user) {
        for (int i = 0; i < 4; ++i) {
            auto made = session(session_of(user, i), user);
            made.facts.features = features_json(uniform01(rng_));
            insert(made);
            rate(session_of(user, i), user, 1 + static_cast<int>(4 * uniform01(rng_)));
        }
        change(session_of(user, 0), [](store::SessionFacts& f) { f.undone = true; });
        change(session_of(user, 1), [](store::SessionFacts& f) {
            f.corrected = true;
            f.correction_size = 0.4;
        });
    }

    void rate(const std::string& id, const std::string& user, int stars) {
        FeedbackService service{*database_, clock_, {}};
        FeedbackRequest request;
        request.session_id = id;
        request.user_id = user;
        request.rating = stars;
        request.helpful = stars > 3;
        const auto said = service.feedback(request);
        ASSERT_TRUE(said) << said.error().message;
    }

    template <typename Edit>
    void change(const std::string& id, Edit edit) {
        const auto before = facts(id);
        auto after = before;
        edit(after);
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_CHECK(record_change(tx, {before, after, {}, {}}, clock_.now()));
            return {};
        });
    }

    Result<RetrainReport> retrain() { return Retrainer{*database_, clock_, {}}.retrain({}); }

    RebuildFate fate(std::optional<std::int64_t> version = 1) {
        const auto found = rebuild_model(*database_, version);
        EXPECT_TRUE(found) << found.error().message;
        return found ? found->fate : RebuildFate::Unrepeatable;
    }

    SeededRng rng_{7};
};

TEST_F(Rebuild, GivesTheSameBits) {
    EXPECT_EQ(fate(), RebuildFate::Equal);
}

TEST_F(Rebuild, WhatCameLaterDoesNotMatter) {
    clock_.advance(std::chrono::hours{1});
    visit("late");
    for (int person = 0; person < 30; person += 3) {
        const std::string user = "person" + std::to_string(person);
        rate(session_of(user, 2), user, 1);
        change(session_of(user, 0), [](store::SessionFacts& f) { f.undone = false; });
        change(session_of(user, 3), [](store::SessionFacts& f) { f.undone = true; });
        change(session_of(user, 1), [](store::SessionFacts& f) { f.correction_size = 0.9; });
    }
    EXPECT_EQ(fate(), RebuildFate::Equal);
    ASSERT_TRUE(retrain());
    EXPECT_EQ(fate(2), RebuildFate::Equal);
    EXPECT_EQ(fate(1), RebuildFate::Equal);
}

TEST_F(Rebuild, AModelThatIsNotWhatWasTrainedIsFound) {
    write([](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(model, store::find_model(tx, 1));
        model->parameters.replace(model->parameters.find("\"lambda\":") + 9, 1, "7");
        const std::array values{store::Value{model->parameters}};
        return tx.send("UPDATE models SET parameters=? WHERE version=1", values);
    });
    EXPECT_EQ(fate(), RebuildFate::OtherModel);
}

TEST_F(Rebuild, AnErasedUserIsMissed) {
    write([&](store::Transaction& tx) -> Result<void> {
        REFIT_CHECK(forget_user(tx, "person4", clock_.now()));
        return {};
    });
    EXPECT_EQ(fate(), RebuildFate::OtherData);
}

TEST_F(Rebuild, RowsOfBeforeSaySo) {
    write([](store::Transaction& tx) -> Result<void> {
        return tx.send("UPDATE models SET metrics='{}'", {});
    });
    EXPECT_EQ(fate(), RebuildFate::Unrepeatable);
    const auto missing = rebuild_model(*database_, 99);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace refit::training
