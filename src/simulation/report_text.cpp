#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "simulation/report.h"
#include "store/weights.h"

namespace refit::simulation {
namespace {

Summary::Mean mean_of(const std::vector<double>& values) {
    if (values.empty()) return {};
    const auto count = static_cast<double>(values.size());
    Summary::Mean result{std::accumulate(values.begin(), values.end(), 0.0) / count, 0};
    if (values.size() == 1) return result;
    double squares = 0;
    for (const double value : values) squares += (value - result.mean) * (value - result.mean);
    result.error = std::sqrt(squares / (count - 1) / count);
    return result;
}

// Mean of the served stars over a quarter of the looks, at least one.
double served_in(const Course& course, bool last) {
    const std::size_t looks = course.looks.size();
    const std::size_t count = std::max<std::size_t>(1, looks / 4);
    const std::size_t from = last ? looks - count : 0;
    double sum = 0;
    for (std::size_t i = from; i < from + count; ++i) sum += course.looks[i].served_stars;
    return sum / static_cast<double>(count);
}

double even_regret(const Course& course) {
    const std::vector<double>& sums = course.looks.back().arm_sums;
    return sums[course.best_arm()] -
           std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(sums.size());
}

double share_of_best(const Course& course) {
    return store::weight_of(course.looks.back().shares, course.arms[course.best_arm()]).value_or(0);
}

std::string stars(const std::optional<double>& value) {
    return value ? fmt::format("{:7.3f}", *value) : fmt::format("{:>7}", "-");
}

std::string row(const Course& course, const Look& look) {
    std::string text = fmt::format("{:>9} {:>8} {:7.3f} {} {} {:>9.1f}  ", look.sessions,
                                   look.ratings, look.served_stars, stars(look.said_stars),
                                   stars(look.unseen_stars), course.regret(look));
    for (const auto& [arm, share] : look.shares) text += fmt::format("{} {:.2f} ", arm, share);
    if (look.winner) text += fmt::format(" winner {}", *look.winner);
    return text + "\n";
}

std::string plus_minus(const Summary::Mean& mean, int digits) {
    return mean.error > 0 ? fmt::format("{:.{}f} ± {:.{}f}", mean.mean, digits, mean.error, digits)
                          : fmt::format("{:.{}f}", mean.mean, digits);
}

std::string head(const Scenario& scenario, const Course& course) {
    std::string text = scenario.title.empty() ? "" : scenario.title + "\n";
    if (!scenario.claim.empty()) text += scenario.claim + "\n";
    text += fmt::format(
        "seed {}, {} sessions, {} run{}, {} arms, {}, floor {}, {}\n\n", course.seed,
        scenario.sessions, scenario.runs, scenario.runs == 1 ? "" : "s", course.arms.size(),
        scenario.learning.allocation == store::Allocation::Fixed
            ? "fixed shares"
            : store::to_text(scenario.learning.allocation),
        scenario.learning.exploration_floor,
        scenario.learning.retrain_days > 0
            ? fmt::format("retraining every {} days", scenario.learning.retrain_days)
            : "no retraining");
    return text + fmt::format("{:>9} {:>8} {:>7} {:>7} {:>7} {:>9}  {}\n", "sessions", "ratings",
                              "served", "said", "unseen", "regret", "traffic");
}

std::string totals(const Totals& totals) {
    std::string text = fmt::format("{} ratings", totals.ratings);
    const auto also = [&text](std::int64_t count, std::string_view what) {
        if (count > 0) text += fmt::format(", {} {}", count, what);
    };
    also(totals.duplicates, "repeated");
    also(totals.refused, "refused");
    also(totals.restarts, "restarts");
    also(totals.retrainings, "retrainings");
    also(totals.proposals, "proposed variants");
    also(totals.unsent, "never sent");
    also(totals.retries, "requests repeated");
    also(totals.kills, "replicas killed before their reply");
    also(totals.replayed, "replayed by key");
    also(totals.twins, "resizes run twice");
    also(totals.searches, "steps of the search");
    also(totals.promotions, "of them promoted");
    return text + "\n";
}

std::string conclusions(const Summary& summary, std::span<const Course> courses) {
    const Course& course = courses.front();
    std::string text = fmt::format(
        "best arm               {}, with {} of traffic at the end\n"
        "regret                 {}; even traffic would have lost {}\n",
        course.arms[course.best_arm()], plus_minus(summary.best_share, 2),
        plus_minus(summary.regret, 1), plus_minus(summary.regret_of_even, 1));
    if (summary.exponents > 0)
        text += fmt::format("regret grows as        sessions^{} (second half)\n",
                            plus_minus(summary.exponent, 2));
    text += fmt::format("served, first quarter  {} stars, last quarter {}\n",
                        plus_minus(summary.served_first, 3), plus_minus(summary.served_last, 3));
    if (course.looks.back().unseen_stars)
        text +=
            fmt::format("unseen designs         {} stars at the first look, {} at the last\n",
                        plus_minus(summary.unseen_first, 3), plus_minus(summary.unseen_last, 3));
    text += fmt::format("a winner was declared  in {:.3f} of the runs, wrongly in {:.3f}",
                        summary.decided, summary.wrongly);
    if (summary.decided > 0)
        text += fmt::format(", after {} sessions", plus_minus(summary.decided_at, 0));
    return text + "\n";
}

}  // namespace

Summary summarise(std::span<const Course> courses) {
    std::vector<double> regret, even, exponent, served_first, served_last, unseen_first,
        unseen_last, best_share, decided_at;
    double wrongly = 0;
    for (const Course& course : courses) {
        regret.push_back(course.regret(course.looks.back()));
        even.push_back(even_regret(course));
        if (const auto value = course.regret_exponent()) exponent.push_back(*value);
        served_first.push_back(served_in(course, false));
        served_last.push_back(served_in(course, true));
        unseen_first.push_back(course.looks.front().unseen_stars.value_or(0));
        unseen_last.push_back(course.looks.back().unseen_stars.value_or(0));
        best_share.push_back(share_of_best(course));
        if (const Look* look = course.decision())
            decided_at.push_back(static_cast<double>(look->sessions));
        wrongly += course.declared_wrongly(kAlikeStars) ? 1 : 0;
    }
    const auto runs = static_cast<double>(courses.size());
    return {mean_of(regret),       mean_of(even),
            mean_of(exponent),     exponent.size(),
            mean_of(served_first), mean_of(served_last),
            mean_of(unseen_first), mean_of(unseen_last),
            mean_of(best_share),   static_cast<double>(decided_at.size()) / runs,
            wrongly / runs,        mean_of(decided_at)};
}

std::string report_text(const Scenario& scenario, std::span<const Course> courses) {
    const Course& course = courses.front();
    std::string text = head(scenario, course);
    for (const Look& look : course.looks) text += row(course, look);
    text += "\n" + totals(course.totals) + conclusions(summarise(courses), courses);
    std::size_t wrong = 0;
    std::size_t lost = 0;
    for (const Course& each : courses) {
        wrong += each.wrong_sums.size();
        lost += each.lost.size();
    }
    text += fmt::format("acknowledged           {}\n",
                        lost == 0 ? "nothing was lost" : fmt::format("{} were lost", lost));
    text += wrong == 0 ? "recount                every sum equals the log\n"
                       : fmt::format("recount                {} sums differ from the log\n", wrong);
    return text;
}

}  // namespace refit::simulation
