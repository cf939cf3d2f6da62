#include "layout/pair_counts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "layout/box_grid.h"

namespace refit::layout {
namespace {

constexpr std::size_t kMany = 150;  // more than kPairwiseMax

// Few different places, so that edges meet, boxes repeat and some have no length.
std::vector<Extent> extents(std::mt19937& random, std::size_t count) {
    std::vector<Extent> made;
    for (std::size_t i = 0; i < count; ++i) {
        const auto low = static_cast<double>(random() % 40);
        made.push_back({low, low + static_cast<double>(random() % 5)});
    }
    return made;
}

TEST(PairCounts, RelationsAreWhatTwoLoopsCount) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random{seed};
        const auto before = extents(random, kMany);
        const auto after = extents(random, kMany);
        std::size_t expected = 0;
        for (std::size_t i = 0; i < kMany; ++i) {
            for (std::size_t k = i + 1; k < kMany; ++k) {
                expected += relation(before[i], before[k]) != relation(after[i], after[k]) ? 1 : 0;
            }
        }
        EXPECT_EQ(changed_relations(before, after), expected) << "seed " << seed;
        EXPECT_EQ(changed_relations(before, before), 0U);
    }
}

TEST(PairCounts, OrdersAreWhatTwoLoopsCount) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random{seed};
        std::vector<double> before;
        std::vector<double> after;
        for (std::size_t i = 0; i < kMany; ++i) {
            before.push_back(static_cast<double>(random() % 30));
            after.push_back(static_cast<double>(random() % 30));
        }
        std::size_t expected = 0;
        for (std::size_t i = 0; i < kMany; ++i) {
            for (std::size_t k = i + 1; k < kMany; ++k) {
                expected += (before[i] > before[k]) != (after[i] > after[k]) ? 1 : 0;
            }
        }
        EXPECT_EQ(changed_orders(before, after), expected) << "seed " << seed;
    }
}

TEST(PairCounts, NearPairsAreVisitedOnce) {
    std::mt19937 random{7};
    std::array<std::vector<double>, 2> keys;
    for (std::vector<double>& values : keys) {
        for (std::size_t i = 0; i < kMany; ++i) {
            values.push_back(static_cast<double>(random() % 100));
        }
    }
    const auto near = [&](std::size_t key, std::size_t i, std::size_t k) {
        return std::abs(keys[key][i] - keys[key][k]) < 3;
    };
    std::vector<int> visits(kMany * kMany, 0);
    for_each_near_pair(keys, 3, near,
                       [&](std::size_t i, std::size_t k) { ++visits[i * kMany + k]; });
    for (std::size_t i = 0; i < kMany; ++i) {
        for (std::size_t k = 0; k < kMany; ++k) {
            const int expected = i < k && (near(0, i, k) || near(1, i, k)) ? 1 : 0;
            ASSERT_EQ(visits[i * kMany + k], expected) << i << " " << k;
        }
    }
}

TEST(PairCounts, OfManyThingsASampleGivesTheShare) {
    std::mt19937 random{11};
    std::array<std::vector<double>, 1> keys;
    std::vector<bool> marked;
    for (std::size_t i = 0; i < 4 * kSampledFrom; ++i) {
        keys[0].push_back(static_cast<double>(random() % 1000));
        marked.push_back(random() % 4 == 0);
    }
    const auto near = [&](std::size_t, std::size_t i, std::size_t k) {
        return std::abs(keys[0][i] - keys[0][k]) < 3;
    };
    double pairs = 0;
    double hits = 0;
    for_each_near_pair(keys, 3, near, [&](std::size_t i, std::size_t k) {
        pairs += 1;
        hits += marked[i] && marked[k] ? 1 : 0;
    });
    EXPECT_GT(pairs, 10'000);
    EXPECT_NEAR(hits / pairs, 1.0 / 16, 0.01);
}

TEST(BoxGrid, FindsEveryBoxThatTouchesAlsoAfterMoves) {
    std::mt19937 random{3};
    const auto some_box = [&] {
        return geometry::Rect::from_size(
            {static_cast<double>(random() % 1000) - 100, static_cast<double>(random() % 600)},
            {static_cast<double>(random() % 90), static_cast<double>(random() % 200)});
    };
    std::vector<geometry::Rect> boxes;
    for (std::size_t i = 0; i < kMany; ++i) boxes.push_back(some_box());
    BoxGrid grid{boxes};
    std::vector<std::size_t> found;
    for (int round = 0; round < 200; ++round) {
        const std::size_t moved = random() % kMany;
        boxes[moved] = some_box();
        grid.move(moved, boxes[moved]);
        const std::size_t i = random() % kMany;
        grid.find_near(boxes[i], i, found);
        EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
        for (std::size_t k = 0; k < kMany; ++k) {
            const bool listed = std::binary_search(found.begin(), found.end(), k);
            const bool touches = geometry::intersection(boxes[i], boxes[k]).has_value();
            EXPECT_EQ(listed, k > i && touches) << i << " " << k;
        }
    }
}

}  // namespace
}  // namespace refit::layout
