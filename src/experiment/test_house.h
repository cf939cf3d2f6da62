#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/uuid.h"
#include "experiment/assign.h"
#include "experiment/defaults.h"
#include "experiment/outcome.h"
#include "store/database.h"
#include "store/feedback.h"
#include "store/migrations.h"
#include "store/sessions.h"

namespace refit::experiment {

// A database in memory with the default experiment, and what a server does with one user. For the
// tests of this room.
class House : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        ASSERT_TRUE(opened) << opened.error().message;
        database = std::move(*opened);
        const auto migrated = store::migrate(*database, clock.now());
        ASSERT_TRUE(migrated) << migrated.error().message;
        write([&](store::Transaction& tx) { return seed_defaults(tx, clock.now()); });
    }

    // Runs `work` in a transaction that must succeed.
    template <typename Work>
    void write(const Work& work) {
        const auto done = database->write([&](store::Transaction& tx) -> Result<void> {
            auto result = work(tx);
            if (!result) return error_of(std::move(result));
            return {};
        });
        ASSERT_TRUE(done) << done.error().message;
    }

    // The value of `work(tx)`, which must succeed; its error with value_of_failed().
    template <typename Work>
    auto run(const Work& work) {
        using Value = typename decltype(work(std::declval<store::Transaction&>()))::value_type;
        std::optional<Value> value;
        const auto done = database->write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(result, work(tx));
            value = std::move(result);
            return {};
        });
        EXPECT_TRUE(done) << done.error().message;
        return value.value();
    }

    // The code `work(tx)` fails with; nullopt if it succeeds. Nothing it wrote stays.
    template <typename Work>
    std::optional<ErrorCode> failure(const Work& work) {
        std::optional<ErrorCode> code;
        (void)database->write([&](store::Transaction& tx) -> Result<void> {
            const auto result = work(tx);
            if (!result) code = result.error().code;
            return fail(ErrorCode::Internal, "rolled back by the test");
        });
        return code;
    }

    Arm assign_to(const std::string& user, std::optional<std::string> variant = std::nullopt) {
        return run([&](store::Transaction& tx) {
            return assign(tx, {.unit = user, .variant_id = variant}, clock.now());
        });
    }

    // One served session of the arm, as the resize room writes it.
    store::SessionFacts serve(const Arm& arm, double milliseconds = 20) {
        store::Session session;
        session.facts.id = make_uuid(clock.now(), rng);
        session.facts.user_id = arm.unit;
        session.facts.variant_id = arm.variant_id;
        session.facts.variant_version = arm.variant_version;
        session.facts.experiment_id = arm.experiment_id;
        session.facts.bucket_version = arm.bucket_version;
        session.facts.propensity = arm.propensity;
        session.facts.policy_version = arm.policy_version;
        session.facts.first_exposure = arm.first_exposure;
        session.facts.processing_time = milliseconds;
        session.facts.created_at = clock.now();
        session.facts.updated_at = clock.now();
        session.original_canvas = "{}";
        session.facts.seq =
            run([&](store::Transaction& tx) { return store::insert_session(tx, session); });
        return session.facts;
    }

    // The rating of a session, written and counted as the feedback does it.
    OutcomeResult rate(store::SessionFacts& session, int rating) {
        return run([&](store::Transaction& tx) -> Result<OutcomeResult> {
            store::SessionChange change;
            change.before = session;
            change.after = session;
            change.after.user_rating = rating;
            change.after.rated_at = clock.now();
            REFIT_CHECK(store::put_feedback(tx,
                                            {.session_id = session.id,
                                             .rater = session.user_id,
                                             .rating = rating,
                                             .helpful = {},
                                             .text = {},
                                             .created_at = clock.now(),
                                             .updated_at = clock.now()},
                                            std::nullopt));
            REFIT_TRY(after, store::update_session(tx, change));
            session = after;
            return apply_outcome(tx, after, rating, clock.now());
        });
    }

    ManualClock clock{TimePoint{Milliseconds{1'700'000'000'000}}};
    SeededRng rng{7};
    std::unique_ptr<store::Database> database;
};

}  // namespace refit::experiment
