#include "simulation/population.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "simulation/course.h"
#include "simulation/report.h"

namespace refit::simulation {
namespace {

TEST(Population, PeopleComeBackAsOftenAsTheScenarioSays) {
    Raters raters;
    raters.sessions_per_user = 4;
    SeededRng rng{1};
    Population population{raters, rng};
    std::vector<std::string> seen;
    for (int i = 0; i < 4000; ++i) seen.push_back(population.next().id);
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    EXPECT_NEAR(static_cast<double>(seen.size()), 1000, 100);
}

TEST(Population, RatingsFollowTheTruthAndLiarsTurnThemRound) {
    Raters raters;
    raters.noise = 0.5;
    SeededRng rng{2};
    Population population{raters, rng};
    double honest = 0;
    double lying = 0;
    for (int i = 0; i < 2000; ++i) {
        const int said = population.rating({"p", 0, false}, 4.2);
        EXPECT_GE(said, 1);
        EXPECT_LE(said, 5);
        honest += said / 2000.0;
        lying += population.rating({"p", 0, true}, 4.2) / 2000.0;
    }
    EXPECT_NEAR(honest, 4.2, 0.05);
    EXPECT_NEAR(lying, 1.8, 0.05);
}

TEST(Population, StrongOpinionsAreSaidMoreOften) {
    Raters raters;
    raters.response_rate = 0.4;
    raters.extremes = 0.5;
    SeededRng rng{3};
    Population population{raters, rng};
    const auto share = [&](double stars) {
        int said = 0;
        for (int i = 0; i < 5000; ++i) said += population.responds(stars) ? 1 : 0;
        return said / 5000.0;
    };
    EXPECT_NEAR(share(3), 0.2, 0.03);
    EXPECT_NEAR(share(4), 0.4, 0.03);
    EXPECT_NEAR(share(5), 0.6, 0.03);
}

// Regret of 10 at 100 sessions and of 20 at 400: it grows as the square root.
Course made_up_course() {
    Course course;
    course.arms = {"good", "bad"};
    for (const auto& [sessions, regret] : {std::pair{std::int64_t{100}, 10.0},
                                           {std::int64_t{200}, 14.142135623730951},
                                           {std::int64_t{400}, 20.0}}) {
        Look look;
        look.sessions = sessions;
        const auto count = static_cast<double>(sessions);
        look.arm_sums = {4 * count, 3 * count};
        look.served_sum = 4 * count - regret;
        course.looks.push_back(look);
    }
    return course;
}

TEST(Course, RegretIsAgainstTheBestArmOfAll) {
    const Course course = made_up_course();
    EXPECT_EQ(course.best_arm(), 0U);
    EXPECT_NEAR(course.regret(course.looks.back()), 20, 1e-9);
    ASSERT_TRUE(course.regret_exponent());
    EXPECT_NEAR(*course.regret_exponent(), 0.5, 1e-9);
}

TEST(Course, AWinnerAmongEqualsIsAWrongOne) {
    Course course = made_up_course();
    EXPECT_EQ(course.decision(), nullptr);
    course.looks[1].winner = "good";
    EXPECT_FALSE(course.declared_wrongly(kAlikeStars));
    course.looks[1].winner = "bad";
    EXPECT_TRUE(course.declared_wrongly(kAlikeStars));
    course.looks[1].winner = "good";
    for (Look& look : course.looks) look.arm_sums[1] = look.arm_sums[0];
    EXPECT_TRUE(course.declared_wrongly(kAlikeStars));
}

TEST(Report, SummaryHasMeansAndStandardErrorsOverRuns) {
    const std::vector<Course> courses{made_up_course(), made_up_course()};
    const Summary summary = summarise(courses);
    EXPECT_NEAR(summary.regret.mean, 20, 1e-9);
    EXPECT_NEAR(summary.regret.error, 0, 1e-9);
    EXPECT_NEAR(summary.regret_of_even.mean, 200, 1e-9);
    EXPECT_EQ(summary.decided, 0);
    EXPECT_NE(picture(Scenario{}, courses.front()).find("regret"), std::string::npos);
}

}  // namespace
}  // namespace refit::simulation
