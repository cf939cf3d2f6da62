#include "stats/cuped.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/rng.h"
#include "stats/vector_table.h"

namespace refit::stats {
namespace {

using Units = std::vector<CupedUnit>;

Units units_of(const std::string& outcomes, const std::string& befores) {
    Units units;
    for (const double y : to_numbers(outcomes)) units.push_back({.outcome = y});
    const auto cells = split(befores, ',');
    for (std::size_t i = 0; i < units.size(); ++i) {
        if (cells[i] != "none") units[i].before = to_number(cells[i]);
    }
    return units;
}

TEST(Cuped, AgreesWithLeastSquaresAndWelch) {
    for (const auto& row : read_vectors("stats/cuped.tsv")) {
        const auto effect = cuped_effect(units_of(row[0], row[1]), units_of(row[2], row[3]));
        ASSERT_TRUE(effect);
        EXPECT_NEAR(effect->theta, to_number(row[4]), 1e-12);
        EXPECT_NEAR(effect->adjusted.difference, to_number(row[5]), 1e-12);
        EXPECT_NEAR(effect->adjusted.standard_error, to_number(row[6]), 1e-12);
        EXPECT_NEAR(effect->adjusted.p_value, to_number(row[7]), 1e-10);
        EXPECT_NEAR(effect->variance_reduction, to_number(row[8]), 1e-12);
    }
}

TEST(Cuped, WithoutAPastIsWelchAndWithoutDataNothing) {
    const Units a{{1}, {2}, {4}};
    const Units b{{2}, {3}, {3}};
    const auto effect = cuped_effect(a, b);
    ASSERT_TRUE(effect);
    EXPECT_EQ(effect->theta, 0.0);
    EXPECT_EQ(effect->with_past, 0);
    EXPECT_EQ(effect->variance_reduction, 0.0);
    EXPECT_EQ(effect->adjusted.p_value, effect->unadjusted.p_value);
    EXPECT_FALSE(cuped_effect({}, b));
    EXPECT_FALSE(cuped_effect(Units{{1}}, b));
    EXPECT_FALSE(cuped_effect(Units{{1}, {1}}, Units{{1}, {1}})) << "no variance";
}

struct World {
    double correlation{0};
    double effect{0};
    double with_past{1};
    int n{100};
};

Units draw(const World& world, double effect, SeededRng& rng) {
    Units units;
    for (int i = 0; i < world.n; ++i) {
        const double before = standard_normal(rng);
        const double noise = std::sqrt(1 - world.correlation * world.correlation);
        CupedUnit unit{.outcome =
                           effect + world.correlation * before + noise * standard_normal(rng)};
        if (uniform01(rng) < world.with_past) unit.before = before;
        units.push_back(unit);
    }
    return units;
}

struct Seen {
    double reduction{0};  // of the variance of the difference over the runs, adjusted to plain
    double rejected{0};
    double covered{0};
    double mean{0};
};

Seen simulate(const World& world, std::uint64_t seed) {
    constexpr int kRuns = 4000;
    SeededRng rng{seed};
    Summary plain;
    Summary adjusted;
    Seen seen;
    for (int run = 0; run < kRuns; ++run) {
        const auto effect = cuped_effect(draw(world, world.effect, rng), draw(world, 0, rng));
        if (!effect) continue;
        plain.add(effect->unadjusted.difference);
        adjusted.add(effect->adjusted.difference);
        seen.rejected += effect->adjusted.p_value <= 0.05 ? 1.0 / kRuns : 0;
        seen.covered += effect->adjusted.interval.contains(world.effect) ? 1.0 / kRuns : 0;
    }
    seen.reduction = 1 - adjusted.variance().value_or(0) / plain.variance().value_or(1);
    seen.mean = adjusted.mean();
    return seen;
}

// Three standard errors of a share of .05 in 4000 runs: .0103.
TEST(CupedSimulation, KeepsItsLevelAndItsCoverage) {
    for (const double correlation : {0.0, 0.5, 0.9}) {
        EXPECT_NEAR(simulate({.correlation = correlation}, 11).rejected, 0.05, 0.0103);
        const Seen seen = simulate({.correlation = correlation, .effect = 0.3}, 12);
        EXPECT_NEAR(seen.covered, 0.95, 0.0103);
        EXPECT_NEAR(seen.mean, 0.3, 0.01) << "the effect stays what it is";
    }
    EXPECT_NEAR(simulate({.correlation = 0.5, .with_past = 0.5, .n = 20}, 13).rejected, 0.05,
                0.0103);
}

TEST(CupedSimulation, TakesOutTheSquaredCorrelationAndHarmsNothingWithoutOne) {
    const Seen half = simulate({.correlation = 0.5}, 21);
    const Seen none = simulate({.correlation = 0.0}, 22);
    const Seen part = simulate({.correlation = 0.5, .with_past = 0.6}, 23);
    RecordProperty("half", std::to_string(half.reduction));
    RecordProperty("none", std::to_string(none.reduction));
    RecordProperty("part", std::to_string(part.reduction));
    EXPECT_NEAR(half.reduction, 0.25, 0.03);
    EXPECT_NEAR(none.reduction, 0.0, 0.015);
    EXPECT_NEAR(part.reduction, 0.15, 0.03);
}

}  // namespace
}  // namespace refit::stats
