#include "json/writer.h"
#include "simulation/report.h"

namespace refit::simulation {
namespace {

void put_look(json::Writer& out, const Course& course, const Look& look) {
    out.begin_object().member("sessions", look.sessions).member("ratings", look.ratings);
    out.member("servedStars", look.served_stars).member("saidStars", look.said_stars);
    out.member("unseenStars", look.unseen_stars).member("regret", course.regret(look));
    out.key("shares").begin_object();
    for (const auto& [arm, share] : look.shares) out.member(arm, share);
    out.end_object().member("winner", look.winner).member("model", look.model).end_object();
}

void put_totals(json::Writer& out, const Totals& totals) {
    out.begin_object().member("sessions", totals.sessions).member("ratings", totals.ratings);
    out.member("duplicates", totals.duplicates).member("refused", totals.refused);
    out.member("restarts", totals.restarts).member("retrainings", totals.retrainings);
    out.member("proposals", totals.proposals).member("searches", totals.searches);
    out.member("promotions", totals.promotions).member("unsent", totals.unsent);
    out.member("retries", totals.retries).member("kills", totals.kills);
    out.member("replayed", totals.replayed).member("twins", totals.twins).end_object();
}

void put_course(json::Writer& out, const Course& course) {
    out.begin_object().member("seed", static_cast<std::int64_t>(course.seed));
    out.member("bestArm", course.arms[course.best_arm()]).key("looks").begin_array();
    for (const Look& look : course.looks) put_look(out, course, look);
    out.end_array().key("totals");
    put_totals(out, course.totals);
    out.key("wrongSums").begin_array();
    for (const std::string& sum : course.wrong_sums) out.value(sum);
    out.end_array().key("lost").begin_array();
    for (const std::string& one : course.lost) out.value(one);
    out.end_array().end_object();
}

void put_mean(json::Writer& out, std::string_view name, const Summary::Mean& mean) {
    out.key(name).begin_object().member("mean", mean.mean);
    out.member("standardError", mean.error).end_object();
}

void put_summary(json::Writer& out, const Summary& summary) {
    out.begin_object();
    put_mean(out, "regret", summary.regret);
    put_mean(out, "regretOfEvenTraffic", summary.regret_of_even);
    if (summary.exponents > 0) put_mean(out, "regretExponent", summary.exponent);
    put_mean(out, "servedFirstQuarter", summary.served_first);
    put_mean(out, "servedLastQuarter", summary.served_last);
    put_mean(out, "unseenFirst", summary.unseen_first);
    put_mean(out, "unseenLast", summary.unseen_last);
    put_mean(out, "bestShare", summary.best_share);
    out.member("decided", summary.decided).member("decidedWrongly", summary.wrongly);
    put_mean(out, "decidedAt", summary.decided_at);
    out.end_object();
}

}  // namespace

std::string report_json(const Scenario& scenario, std::span<const Course> courses) {
    json::Writer out;
    out.begin_object().member("title", scenario.title).member("claim", scenario.claim);
    out.key("runs").begin_array();
    for (const Course& course : courses) put_course(out, course);
    out.end_array().key("summary");
    put_summary(out, summarise(courses));
    out.end_object();
    return out.take() + "\n";
}

}  // namespace refit::simulation
