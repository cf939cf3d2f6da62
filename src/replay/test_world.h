#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/rng.h"
#include "experiment/defaults.h"
#include "experiment/outcome.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/sessions.h"
#include "training/feedback.h"

namespace refit::replay {

struct Visit {
    std::string session;
    std::string user;  // empty: named nobody
    bool first_arm;
};

// A database in memory on which people do whatever people do, at random. For tests of this room.
class World {
public:
    explicit World(std::uint64_t seed) : rng{seed} {
        database = std::move(*store::open_database({.url = "sqlite::memory:"}));
        EXPECT_TRUE(store::migrate(*database, clock.now()));
        write([&](store::Transaction& tx) { return experiment::seed_defaults(tx, clock.now()); });
        feedback = std::make_unique<training::FeedbackService>(
            *database, clock,
            [](store::Transaction& tx, const store::SessionFacts& rated,
               TimePoint now) -> Result<void> {
                REFIT_CHECK(experiment::apply_outcome(tx, rated, *rated.user_rating, now));
                return {};
            });
    }

    template <typename Work>
    void write(const Work& work) {
        const auto done = database->write([&](store::Transaction& tx) -> Result<void> {
            REFIT_CHECK(work(tx));
            return {};
        });
        EXPECT_TRUE(done) << done.error().message;
    }
    template <typename Work>
    auto run(const Work& work) {
        using Value = typename decltype(work(std::declval<store::Transaction&>()))::value_type;
        std::optional<Value> value;
        write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(result, work(tx));
            value = std::move(result);
            return {};
        });
        return std::move(value).value();
    }

    // A resize by `user`; an empty one names nobody.
    Visit visit(const std::string& user, std::optional<std::string> variant = std::nullopt);
    void say(training::FeedbackRequest request);
    void rate(const Visit& visit, int rating);
    void visit_and_rate(const std::function<int(bool)>& stars) {
        const Visit made = visit("person-" + std::to_string(people_++));
        rate(made, stars(made.first_arm));
    }

    // From now on draws look at the canvas.
    void allocate_by_canvas();

    // One thing that people or their admin do.
    void act();

    ManualClock clock{TimePoint{Milliseconds{1'700'000'000'000}}};
    SeededRng rng;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<training::FeedbackService> feedback;

private:
    [[nodiscard]] int below(std::uint64_t n) { return static_cast<int>(uniform_below(rng, n)); }
    [[nodiscard]] const Visit& any() {
        return visits_[static_cast<std::size_t>(uniform_below(rng, visits_.size()))];
    }

    void come();
    void speak();
    void correct();
    void erase();
    void change_text();
    void switch_arm();
    void change_holdback();

    std::vector<Visit> visits_;
    int people_{0};
    bool active_{true};
    bool by_canvas_{false};
};

}  // namespace refit::replay
