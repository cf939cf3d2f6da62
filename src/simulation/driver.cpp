#include "simulation/driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "experiment/results.h"
#include "experiment/variants.h"
#include "experiment/verdicts.h"
#include "simulation/arms.h"
#include "simulation/client.h"
#include "simulation/judge.h"
#include "simulation/population.h"
#include "store/policies.h"

namespace refit::simulation {
namespace {

constexpr int kNonsense = 9;  // a rating that must be refused
constexpr const char* kRetraining = "model-retraining";
constexpr const char* kSearch = "parameter-search";

// A word on its way to the server.
struct Message {
    TimePoint arrives;
    std::int64_t order;  // among those of one moment
    training::FeedbackRequest feedback;
};
struct Later {
    bool operator()(const Message& a, const Message& b) const {
        return a.arrives != b.arrives ? a.arrives > b.arrives : a.order > b.order;
    }
};

double factor(const std::map<std::string, double>& by_arm, const std::string& arm) {
    const auto found = by_arm.find(arm);
    return found == by_arm.end() ? 1 : found->second;
}

// The arm of the verdict that was declared first; later ones on other pairs do not replace it.
std::optional<std::string> winner(const experiment::Results& results) {
    const experiment::Declaration* first = nullptr;
    for (const experiment::Comparison& pair : results.comparisons) {
        if (!pair.declared) continue;
        if (first && first->crossing.arrival <= pair.declared->crossing.arrival) continue;
        first = &*pair.declared;
    }
    return first ? std::optional{first->better} : std::nullopt;
}

class Driver {
public:
    Driver(const Scenario& scenario, Site& site, const DesignPool& designs,
           const canvas::TextMeasurer& measurer, const Progress& progress)
        : scenario_{scenario},
          progress_{progress},
          site_{site},
          designs_{designs},
          client_{scenario, site, course_.totals},
          people_{scenario.raters, site.rng()},
          judge_{scenario, designs.model, measurer},
          ranked_judge_{scenario, designs.model, measurer} {}

    Result<Course> run();

private:
    Services first() { return site_.services(0); }
    double moment() const {
        return static_cast<double>(course_.totals.sessions) /
               static_cast<double>(scenario_.sessions);
    }

    Result<void> set_up();
    Result<void> until(TimePoint when);
    Result<void> deliver(const Message& message);
    [[nodiscard]] bool in_burst(std::int64_t session) const;
    void set_weather();
    Result<void> keep_house();
    Result<void> retrain();
    Result<void> search();
    Result<void> session();
    Result<void> note(const Question& question, const resize::ResizeOutcome& outcome,
                      const Person& person);
    void post(const resize::ResizeOutcome& outcome, const Person& person, double stars);
    void send(training::FeedbackRequest feedback, Milliseconds delay);
    Result<void> maybe_restart();
    Result<void> look();
    Result<void> see_traffic(store::Transaction& tx, Look& seen);
    Result<std::optional<double>> unseen(const std::vector<experiment::VariantView>& variants);
    Result<void> recount();

    const Scenario& scenario_;
    const Progress& progress_;
    Site& site_;
    const DesignPool& designs_;
    Course course_;
    Client client_;
    Population people_;
    Judge judge_;         // of the fixed arms, no quality model
    Judge ranked_judge_;  // of held-out designs, under the quality model of the moment
    std::vector<Arm> arms_;
    std::priority_queue<Message, std::vector<Message>, Later> messages_;
    std::int64_t sent_{0};
    TimePoint next_housekeeping_;
    TimePoint next_retraining_;
    TimePoint next_search_;
    Look running_;  // sums since the start; means since the last look are made from these
    double served_before_{0};
    double said_sum_{0};
    std::int64_t said_{0};
};

Result<Course> Driver::run() {
    REFIT_CHECK(set_up());
    for (std::int64_t i = 0; i < scenario_.sessions; ++i) {
        if (!in_burst(i)) {
            REFIT_CHECK(until(site_.clock().now() +
                              exponential_time(scenario_.minutes_between_sessions, site_.rng())));
        }
        set_weather();
        REFIT_CHECK(session());
        REFIT_CHECK(maybe_restart());
        const auto look_at = [&](std::int64_t session) {
            return session * scenario_.looks / scenario_.sessions;
        };
        if (look_at(i + 1) > look_at(i)) REFIT_CHECK(look());
        if (progress_)
            progress_("sessions", static_cast<std::size_t>(i + 1),
                      static_cast<std::size_t>(scenario_.sessions));
    }
    REFIT_CHECK(recount());
    return std::move(course_);
}

// Parameters of the built-in arms are in the store; the scenario's own replace them.
Result<void> Driver::set_up() {
    arms_ = arms_of(scenario_);
    for (const Arm& arm : arms_) course_.arms.push_back(arm.id);
    running_.arm_sums.assign(arms_.size(), 0);
    const TimePoint now = site_.clock().now();
    next_housekeeping_ = now;
    next_retraining_ = now;
    next_search_ = now;
    REFIT_CHECK(first().scheduler.start());
    // Here it runs at the scenario's own pace (search()).
    REFIT_CHECK(first().scheduler.set_enabled(kSearch, schedule::TaskSwitch::Off));
    return first().database.write(
        [&](store::Transaction& tx) { return enter_arms(tx, scenario_, now); });
}

// Delivers what arrives up to `when`, then it is that time.
Result<void> Driver::until(TimePoint when) {
    while (!messages_.empty() && messages_.top().arrives <= when) {
        const Message message = messages_.top();
        messages_.pop();
        site_.clock().set(std::max(site_.clock().now(), message.arrives));
        REFIT_CHECK(deliver(message));
    }
    site_.clock().set(when);
    return keep_house();
}

Result<void> Driver::deliver(const Message& message) {
    const std::size_t replica = static_cast<std::size_t>(message.order) % scenario_.replicas;
    const auto receipt = client_.feedback(replica, message.feedback);
    if (message.feedback.rating == kNonsense) {
        if (receipt || receipt.error().code != ErrorCode::InvalidInput)
            return fail(ErrorCode::Internal, "a rating of nine stars was not refused");
        ++course_.totals.refused;
        return {};
    }
    if (!receipt) return fail(receipt.error().code, receipt.error().message);
    if (!receipt->changed) {
        ++course_.totals.duplicates;
        return {};
    }
    ++course_.totals.ratings;
    ++said_;
    said_sum_ += *message.feedback.rating;
    return {};
}

// Due tasks once an hour, which is often enough for what runs daily.
Result<void> Driver::keep_house() {
    if (site_.clock().now() < next_housekeeping_) return {};
    next_housekeeping_ = site_.clock().now() + std::chrono::hours{1};
    REFIT_CHECK(first().scheduler.tick());
    if (scenario_.learning.retrain_days > 0 && site_.clock().now() >= next_retraining_)
        REFIT_CHECK(retrain());
    if (scenario_.learning.search && site_.clock().now() >= next_search_) REFIT_CHECK(search());
    return {};
}

Result<void> Driver::search() {
    constexpr double kMillisPerHour = 3'600'000;
    next_search_ = site_.clock().now() + Milliseconds{static_cast<Milliseconds::rep>(
                                             scenario_.learning.search_hours * kMillisPerHour)};
    if (course_.totals.ratings == 0) return {};
    REFIT_TRY(ran, first().scheduler.run_now(kSearch));
    if (!ran.succeeded) return fail(ErrorCode::Internal, "the search failed: " + ran.detail);
    return {};
}

// The sessions of a burst come in the instant of its first one.
bool Driver::in_burst(std::int64_t session) const {
    const Faults& faults = scenario_.faults;
    if (faults.bursts == 0) return false;
    const std::int64_t period = std::max<std::int64_t>(1, scenario_.sessions / faults.bursts);
    const std::int64_t place = session % period;
    return place > 0 && place < faults.burst_sessions;
}

void Driver::set_weather() {
    auto& slow = site_.weather().slow_ms;
    slow.clear();
    for (const Trouble& trouble : scenario_.troubles) {
        if (trouble.slow_ms > 0 && moment() >= trouble.from && moment() < trouble.to)
            slow[trouble.arm] += trouble.slow_ms;
    }
}

Result<void> Driver::retrain() {
    constexpr double kMillisPerDay = 86'400'000;
    next_retraining_ = site_.clock().now() + Milliseconds{static_cast<Milliseconds::rep>(
                                                 scenario_.learning.retrain_days * kMillisPerDay)};
    if (course_.totals.ratings == 0) return {};
    REFIT_TRY(ran, first().scheduler.run_now(kRetraining));
    if (!ran.succeeded) return fail(ErrorCode::Internal, "retraining failed: " + ran.detail);
    ++course_.totals.retrainings;
    // Replicas hear of a model by a notification; here at once, so that runs repeat exactly.
    for (std::size_t i = 0; i < scenario_.replicas; ++i) {
        const Services services = site_.services(i);
        REFIT_CHECK(services.ranker.refresh(services.database));
    }
    ranked_judge_.forget();
    return {};
}

Result<void> Driver::session() {
    const Person person = people_.next();
    const auto index = uniform_below(site_.rng(), designs_.asked.size());
    const Question& question = designs_.asked[static_cast<std::size_t>(index)];
    const std::size_t replica =
        static_cast<std::size_t>(course_.totals.sessions) % scenario_.replicas;
    resize::ResizeRequest request;
    request.canvas = question.document->text();
    request.target = question.target;
    request.page = question.page.rect;
    request.user_id = person.id;
    REFIT_TRY(outcome, client_.resize(replica, request));
    REFIT_CHECK(note(question, outcome, person));
    ++course_.totals.sessions;
    return {};
}

Result<void> Driver::note(const Question& question, const resize::ResizeOutcome& outcome,
                          const Person& person) {
    REFIT_TRY(stars, judge_.served(question, outcome.canvas, outcome.variant_id, moment()));
    running_.served_sum += stars;
    for (std::size_t i = 0; i < arms_.size(); ++i) {
        REFIT_TRY(would_be, judge_.would_be(question, arms_[i], moment(), nullptr));
        running_.arm_sums[i] += would_be;
    }
    const double answers = factor(scenario_.raters.response_by_arm, outcome.variant_id);
    if (people_.responds(stars, answers)) post(outcome, person, stars);
    return {};
}

void Driver::post(const resize::ResizeOutcome& outcome, const Person& person, double stars) {
    const Raters& raters = scenario_.raters;
    training::FeedbackRequest feedback{.session_id = outcome.session_id, .user_id = person.id};
    const double late = factor(raters.delay_by_arm, outcome.variant_id);
    if (scenario_.faults.lost > 0 && people_.happens(scenario_.faults.lost)) {
        ++course_.totals.unsent;
        return;
    }
    if (people_.happens(raters.malformed)) {
        feedback.rating = kNonsense;
        send(feedback, people_.delay(late));
    }
    feedback.rating = people_.rating(person, stars);
    const Milliseconds delay = people_.delay(late);
    send(feedback, delay);
    if (people_.happens(raters.duplicates)) send(feedback, delay);
    if (people_.happens(raters.changed_minds)) {
        feedback.rating = people_.rating(person, stars);
        send(feedback, delay + people_.delay(late));
    }
}

void Driver::send(training::FeedbackRequest feedback, Milliseconds delay) {
    messages_.push({site_.clock().now() + delay, sent_++, std::move(feedback)});
}

Result<void> Driver::maybe_restart() {
    const std::int64_t due = course_.totals.sessions * scenario_.restarts /
                             std::max<std::int64_t>(1, scenario_.sessions);
    if (due <= course_.totals.restarts) return {};
    const auto replica = static_cast<std::size_t>(course_.totals.restarts) % scenario_.replicas;
    ++course_.totals.restarts;
    return site_.restart(replica);
}

Result<void> Driver::look() {
    const Services services = first();
    Look seen = running_;
    seen.sessions = course_.totals.sessions;
    seen.ratings = course_.totals.ratings;
    const std::int64_t since = course_.looks.empty() ? 0 : course_.looks.back().sessions;
    seen.served_stars =
        (running_.served_sum - served_before_) / static_cast<double>(seen.sessions - since);
    if (said_ > 0) seen.said_stars = said_sum_ / static_cast<double>(said_);
    served_before_ = running_.served_sum;
    said_sum_ = 0;
    said_ = 0;
    seen.model = services.ranker.version();
    REFIT_TRY(results,
              experiment::look(services.database, store::kDefaultExperiment, site_.clock().now()));
    seen.winner = winner(results);
    REFIT_CHECK(
        services.database.read([&](store::Transaction& tx) { return see_traffic(tx, seen); }));
    course_.looks.push_back(std::move(seen));
    return {};
}

Result<void> Driver::see_traffic(store::Transaction& tx, Look& seen) {
    REFIT_TRY(variants, experiment::list_variants(tx));
    course_.totals.proposals = 0;
    course_.totals.searches = 0;
    course_.totals.promotions = 0;
    seen.shares.clear();
    for (const experiment::VariantView& view : variants) {
        if (view.variant.origin == store::VariantOrigin::Proposal) ++course_.totals.proposals;
        if (view.variant.origin == store::VariantOrigin::Search) {
            ++course_.totals.searches;
            if (!view.variant.traffic_cap) ++course_.totals.promotions;
        }
        if (view.share > 0) seen.shares.emplace_back(view.variant.id, view.share);
    }
    REFIT_TRY(stars, unseen(variants));
    seen.unseen_stars = stars;
    return {};
}

// What a visitor with a held-out design may expect of the traffic as it is now.
Result<std::optional<double>> Driver::unseen(const std::vector<experiment::VariantView>& variants) {
    if (designs_.held_out.empty()) return std::optional<double>{};
    const layout::Ranker* ranker = first().ranker.version() ? &first().ranker : nullptr;
    double sum = 0;
    for (const experiment::VariantView& view : variants) {
        if (view.share <= 0) continue;
        const Arm arm{view.variant.id, view.version.parameters};
        for (const Question& question : designs_.held_out) {
            REFIT_TRY(stars, ranked_judge_.would_be(question, arm, moment(), ranker));
            sum += view.share * stars;
        }
    }
    return std::optional{sum / static_cast<double>(designs_.held_out.size())};
}

// Everything that was acknowledged is there, and everything derived follows from the log.
Result<void> Driver::recount() {
    REFIT_TRY(wrong, site_.verify());
    course_.wrong_sums = std::move(wrong);
    REFIT_TRY(lost, client_.lost());
    course_.lost = std::move(lost);
    return {};
}

}  // namespace

Result<Course> run(const Scenario& scenario, std::uint64_t seed, Site& site,
                   const DesignPool& designs, const canvas::TextMeasurer& measurer,
                   const Progress& progress) {
    Driver driver{scenario, site, designs, measurer, progress};
    REFIT_TRY(course, driver.run());
    course.seed = seed;
    return course;
}

}  // namespace refit::simulation
