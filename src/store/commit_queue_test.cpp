#include "store/commit_queue.h"

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace refit::store {
namespace {

const Database::Work kNothing = [](Transaction&) -> Result<void> { return {}; };

// Holds the worker in its first batch until it is told to go on, so that a queue builds up.
struct Gate {
    std::promise<void> reached;
    std::promise<void> opened;
    std::once_flag once;
    void pass() {
        std::call_once(once, [this] {
            reached.set_value();
            opened.get_future().wait();
        });
    }
};

void wait_briefly() {
    std::this_thread::sleep_for(std::chrono::milliseconds{30});
}

TEST(CommitQueue, WhatWaitsTogetherIsCommittedTogetherUpToTheLimit) {
    Gate gate;
    std::mutex mutex;
    std::vector<std::size_t> sizes;
    CommitQueue queue{{.workers = 1, .batch_max = 4},
                      [&](std::size_t, std::span<Job* const> batch) {
                          gate.pass();
                          const std::lock_guard lock{mutex};
                          sizes.push_back(batch.size());
                      }};
    std::vector<std::thread> callers;
    callers.emplace_back([&] { EXPECT_TRUE(queue.run(kNothing)); });
    gate.reached.get_future().wait();
    for (int i = 0; i < 9; ++i) callers.emplace_back([&] { EXPECT_TRUE(queue.run(kNothing)); });
    wait_briefly();
    gate.opened.set_value();
    for (std::thread& caller : callers) caller.join();
    std::size_t total = 0;
    for (const std::size_t size : sizes) {
        EXPECT_LE(size, 4U);
        total += size;
    }
    EXPECT_EQ(total, 10U);
    EXPECT_EQ(sizes.front(), 1U);
}

TEST(CommitQueue, AFullQueueRefusesTheNextWrite) {
    Gate gate;
    CommitQueue queue{{.workers = 1, .batch_max = 1, .queue_max = 2},
                      [&](std::size_t, std::span<Job* const>) { gate.pass(); }};
    std::vector<std::thread> callers;
    callers.emplace_back([&] { EXPECT_TRUE(queue.run(kNothing)); });
    gate.reached.get_future().wait();
    for (int i = 0; i < 2; ++i) callers.emplace_back([&] { EXPECT_TRUE(queue.run(kNothing)); });
    wait_briefly();
    const auto refused = queue.run(kNothing);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
    gate.opened.set_value();
    for (std::thread& caller : callers) caller.join();
    EXPECT_TRUE(queue.run(kNothing));
}

TEST(CommitQueue, ClosingFinishesWhatWasAccepted) {
    std::atomic<int> run{0};
    std::atomic<int> answered{0};
    std::vector<std::thread> callers;
    {
        CommitQueue queue{{.workers = 2, .batch_max = 3},
                          [&](std::size_t, std::span<Job* const> batch) {
                              wait_briefly();
                              run += static_cast<int>(batch.size());
                          }};
        for (int i = 0; i < 10; ++i) {
            callers.emplace_back([&] {
                EXPECT_TRUE(queue.run(kNothing));
                ++answered;
            });
        }
        wait_briefly();
    }
    EXPECT_EQ(run.load(), 10);
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(answered.load(), 10);
}

TEST(CommitQueue, EachCallerGetsItsOwnResult) {
    CommitQueue queue{{.workers = 1, .batch_max = 8}, [](std::size_t, std::span<Job* const> batch) {
                          for (Job* job : batch) job->result = fail(ErrorCode::Conflict, "mine");
                      }};
    const auto result = queue.run(kNothing);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Conflict);
}

}  // namespace
}  // namespace refit::store
