#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/rng.h"
#include "learning_fixture.h"
#include "store/policies.h"

namespace refit {
namespace {

class Loop : public LearningLoop {
protected:
    double share_of(std::string_view variant) {
        double share = 0;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(policy, store::latest_policy(tx, store::kDefaultExperiment));
            if (policy) share = store::weight_of(policy->weights, variant).value_or(0.0);
            return {};
        });
        return share;
    }
};

TEST_P(Loop, TrafficMovesToWhatPeopleLike) {
    SeededRng rng{20261123};
    constexpr int kUsers = 200;
    for (int user = 0; user < kUsers; ++user) {
        const std::string id = "s" + std::to_string(user);
        const std::string arm = resize(id, "user" + std::to_string(user));
        const int stars = arm == "enhanced" ? 4 : 2;
        rate(id, stars + static_cast<int>(uniform_below(rng, 2)));
        clock_.advance(Milliseconds{1000});
    }
    EXPECT_GT(share_of("enhanced"), 0.85);
    EXPECT_GT(share_of("original"), 0.0) << "the floor keeps asking";
    expect_sums_equal_the_log();
}

TEST_P(Loop, AChangedMindTakesItsWeightAlong) {
    std::vector<std::string> arms;
    for (int user = 0; user < 40; ++user) {
        arms.push_back(resize("s" + std::to_string(user), "user" + std::to_string(user)));
        rate("s" + std::to_string(user), arms.back() == "enhanced" ? 5 : 1);
    }
    EXPECT_GT(share_of("enhanced"), 0.75);
    for (int user = 0; user < 40; ++user) {
        const auto arm = arms[static_cast<std::size_t>(user)];
        rate("s" + std::to_string(user), arm == "enhanced" ? 1 : 5);
    }
    EXPECT_LT(share_of("enhanced"), 0.25);
    expect_sums_equal_the_log();
}

// Every acknowledged word is there afterwards, and nothing is counted twice, however many raters
// speak in the same instant.
TEST_P(Loop, ManyRatersAtOnceLeaveExactSums) {
    constexpr int kThreads = 8;
    constexpr int kRounds = 15;
    resize("shared", "anonymous:shared");
    for (int thread = 0; thread < kThreads; ++thread) {
        resize("own" + std::to_string(thread), "user" + std::to_string(thread));
    }
    std::atomic<int> failures{0};
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([this, thread, &failures] {
            auto service = feedback();
            const std::string user = "user" + std::to_string(thread);
            for (int round = 0; round < kRounds; ++round) {
                const int rating = 1 + (thread + round) % 5;
                const auto shared =
                    service.feedback({.session_id = "shared", .user_id = user, .rating = rating});
                const auto own = service.feedback(
                    {.session_id = "own" + std::to_string(thread), .rating = rating});
                if (!shared || !own) ++failures;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(failures.load(), 0);
    read([](store::Transaction& tx) -> Result<void> {
        for (int thread = 0; thread < kThreads; ++thread) {
            const std::string id = "own" + std::to_string(thread);
            REFIT_TRY(facts, store::find_session_facts(tx, id));
            EXPECT_EQ(facts->user_rating, 1 + (thread + kRounds - 1) % 5);
        }
        return {};
    });
    expect_sums_equal_the_log();
}

INSTANTIATE_TEST_SUITE_P(, Loop,
                         ::testing::Values(store::Engine::SqliteMemory, store::Engine::Postgres),
                         store::engine_test_name);

}  // namespace
}  // namespace refit
