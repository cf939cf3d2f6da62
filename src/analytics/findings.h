#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace refit::analytics {

// Of the findings a report lists, at most this share is expected to be false.
inline constexpr double kFindingsFdr = 0.10;

// One question a report asked of the data, whatever came of it.
struct Hypothesis {
    std::string family{};    // "layout feature": what the question is one of
    std::string sentence{};  // what is found if it stands, for people
    double p_value{1};       // valid: P(p <= u) <= u if there is nothing to find; in [0, 1]
    double q_value{1};       // set by test_together
};

struct Findings {
    double level{kFindingsFdr};
    std::int64_t tested{0};                                     // over all families
    std::vector<std::pair<std::string, std::int64_t>> asked{};  // per family, by its name
    std::vector<Hypothesis> found{};                            // q <= level, smallest q first
};

// Tests everything a report asked as ONE family: Benjamini-Hochberg over all hypotheses, so the
// expected share of false ones among all that the report lists is at most `level`, however many
// kinds of question were asked.
//
//   q_(i) = min_{j >= i} p_(j) m / j,   m = every hypothesis of every family
//
//   level  in (0, 1)
//
// Holds for independent and for positively dependent p-values; under any other dependence the bound
// is level * (1 + 1/2 + ... + 1/m) (Benjamini & Yekutieli 2001). Nothing found is dropped for being
// small: leaving out some of what stands would void the bound. O(m log m).
// Source: Benjamini & Hochberg, JRSS-B 57, 1995. Checked against: stats/multiple_comparisons.h;
// the realised share in simulation (findings_test.cpp): nothing to find, some to find, correlated.
[[nodiscard]] Findings test_together(std::vector<Hypothesis> all, double level = kFindingsFdr);

}  // namespace refit::analytics
