#include "experiment/parameter_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiment/audit.h"
#include "experiment/variants.h"
#include "store/audit.h"

namespace refit::experiment {
namespace {

constexpr std::string_view kSearchSubject = "parameter-search";
constexpr std::string_view kRefused = "search.refuse";
constexpr const char* kNotEntered =
    "a step was found and not entered: another one is, or so many variants are active that one "
    "must be deactivated first";
constexpr const char* kNothingServes =
    "no arm serves that could be compared with: none is active, or its parameters cannot be read";
constexpr std::int64_t kRefusalsShown = 10;

std::string state_of(const SearchArm& arm, bool leads) {
    const store::Variant& variant = arm.variant;
    if (leads) return "serving";
    if (is_canary(variant)) return variant.active ? "canary" : "retired";
    if (variant.origin == store::VariantOrigin::Search && variant.active) return "promoted";
    return variant.active ? "active" : "off";
}

Result<std::vector<std::string>> recent_refusals(store::Transaction& tx) {
    REFIT_TRY(rows, store::list_audit_of(tx, kRefused, kRefusalsShown));
    std::vector<std::string> reasons;
    reasons.reserve(rows.size());
    for (store::AuditEntry& row : rows) reasons.push_back(std::move(row.reason));
    return reasons;
}

Result<SearchTrace> make_trace(const SearchStudy& study) {
    REFIT_TRY(model, rating_model(study));
    SearchTrace trace;
    trace.live = study.live;
    trace.reach = study.reach;
    trace.leader = study.arms[study.leader].variant.id;
    double highest = 0;
    for (std::size_t i = 0; i < study.arms.size(); ++i) {
        const SearchArm& arm = study.arms[i];
        const auto belief = model.belief(to_unit(arm.parameters, study.defaults));
        trace.points.push_back(
            {arm, belief.mean, belief.deviation, state_of(arm, i == study.leader)});
        if (arm.outcomes < kSearchOutcomesMin) continue;
        if (!trace.best.empty() && belief.mean <= highest) continue;
        trace.best = arm.variant.id;
        highest = belief.mean;
    }
    return trace;
}

NewVariant variant_of(const SearchPlan& plan, const std::string& prompt) {
    NewVariant variant;
    variant.id = plan.proposal->id;
    variant.name = plan.proposal->name;
    variant.prompt = prompt;
    variant.parameters = plan.proposal->parameters.to_json();
    variant.origin = store::VariantOrigin::Search;
    variant.note = plan.proposal->note;
    variant.warm_from = plan.leader;
    return variant;
}

Result<void> refuse(store::Transaction& tx, const Actor& actor, TimePoint now) {
    return audit(tx, actor,
                 {.action = std::string{kRefused}, .subject = std::string{kSearchSubject}}, now);
}

}  // namespace

Result<std::optional<SearchStudy>> ParameterSearch::study() {
    std::optional<SearchStudy> study;
    REFIT_CHECK(database_->read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(loaded, load_study(tx, store::kDefaultExperiment, defaults_));
        study = std::move(loaded);
        return {};
    }));
    return study;
}

Result<SearchReport> ParameterSearch::run(const std::string& actor, std::uint64_t seed) {
    SearchReport report;
    REFIT_CHECK(database_->write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(verdicts, judge_canaries(tx, store::kDefaultExperiment, clock_->now()));
        report.verdicts = std::move(verdicts);
        return {};
    }));
    REFIT_TRY(known, study());
    if (!known) {
        report.message = kNothingServes;
        return report;
    }
    if (known->live) {
        report.message = "'" + *known->live + "' is on trial";
        return report;
    }
    REFIT_TRY(replay, replays_());
    REFIT_TRY(plan, plan_search(*known, replay, seed));
    report.message = plan.reason;
    REFIT_CHECK(enter(plan, actor, report));
    report.plan = std::move(plan);
    return report;
}

// One transaction: the variant and its reason, or the reason why there is none.
Result<void> ParameterSearch::enter(const SearchPlan& plan, const std::string& actor,
                                    SearchReport& report) {
    return database_->write([&](store::Transaction& tx) -> Result<void> {
        report.entered.reset();
        const TimePoint now = clock_->now();
        if (!plan.proposal) {
            return refuse(tx, {actor, plan.reason}, now);
        }
        REFIT_TRY(leader, experiment::find_variant(tx, plan.leader));
        REFIT_TRY(entered, enter_canary(tx, variant_of(plan, leader.version.prompt), now));
        if (entered) {
            report.entered = plan.proposal->id;
            return {};
        }
        report.message = kNotEntered;
        return refuse(tx, {actor, kNotEntered}, now);
    });
}

Result<SearchTrace> ParameterSearch::trace() {
    REFIT_TRY(known, study());
    if (!known) return SearchTrace{};
    REFIT_TRY(trace, make_trace(*known));
    REFIT_CHECK(database_->read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(refusals, recent_refusals(tx));
        trace.refusals = std::move(refusals);
        return {};
    }));
    return trace;
}

Result<std::optional<std::string>> ParameterSearch::objection(std::string_view text) {
    REFIT_TRY(parameters, layout::Parameters::parse(text, defaults_));
    REFIT_TRY(known, study());
    if (!known) return std::optional<std::string>{kNothingServes};
    const layout::Parameters& serving = known->arms[known->leader].parameters;
    if (serving == parameters) return std::optional<std::string>{};
    REFIT_TRY(replay, replays_());
    return refusal(compare_replays(replay(serving, kReplayCanvasesMax),
                                   replay(parameters, kReplayCanvasesMax)));
}

}  // namespace refit::experiment
