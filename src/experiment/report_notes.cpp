#include "experiment/report_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiment/outcome.h"
#include "experiment/results.h"
#include "stats/multiple_comparisons.h"
#include "store/experiments.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

// Every pair of every experiment that was looked at for one report.
struct Family {
    std::vector<std::string> names;
    std::vector<double> log_e_values;
};

std::string name_of(const Results& results, const std::string& id) {
    const auto found = std::find_if(results.variants.begin(), results.variants.end(),
                                    [&](const VariantResult& arm) { return arm.id == id; });
    return found == results.variants.end() ? id : found->name;
}

void add_arms(const std::string& experiment, const Results& results, ReportNotes& notes) {
    for (const VariantResult& arm : results.variants) {
        if (arm.always_valid) notes.arms.emplace_back(experiment, arm.name, *arm.always_valid);
    }
}

void add_pairs(const std::string& experiment, const Results& results, ReportNotes& notes,
               Family& family) {
    for (const Comparison& pair : results.comparisons) {
        const PairNote& note =
            notes.pairs.emplace_back(experiment, name_of(results, pair.a), name_of(results, pair.b),
                                     pair.difference, pair.always_valid, pair.verdict);
        family.names.push_back(fmt::format("{}: {} and {}", experiment, note.a, note.b));
        family.log_e_values.push_back(pair.log_e);
    }
    if (results.learning.held.outcomes > 0)
        notes.verdicts.push_back(fmt::format("{}: {}", experiment, results.learning.verdict));
    if (results.srm.alarm)
        notes.alarms.push_back(fmt::format(
            "{}: the arms were not shown as often as they were to be (p = {:.2g}); do not trust "
            "its figures before the cause is found.",
            experiment, results.srm.p_value));
}

void add_family(const Family& family, ReportNotes& notes) {
    if (family.names.empty()) return;
    const std::vector<bool> stands = stats::e_bh(family.log_e_values, kReportFdr);
    std::vector<std::string> different;
    for (std::size_t i = 0; i < stands.size(); ++i) {
        if (stands[i]) different.push_back(family.names[i]);
    }
    notes.verdicts.push_back(fmt::format(
        "Pairs looked at together: {}; different at a false discovery rate of {:.0f} %: {}.",
        family.names.size(), kReportFdr * 100,
        different.empty() ? std::string{"none"} : fmt::format("{}", fmt::join(different, "; "))));
}

// Changes of the traffic; those that follow a single rating are counted, not listed.
struct Changes {
    std::vector<store::Policy> listed;
    std::size_t after_ratings{0};
};

struct Span {
    TimePoint from;
    TimePoint until;
};

void add_change(store::Policy policy, const std::string& experiment, Changes& changes) {
    if (policy.reason.starts_with(kNewRating) || policy.reason.starts_with(kChangedRating)) {
        ++changes.after_ratings;
        return;
    }
    policy.experiment_id = experiment;
    policy.details.clear();  // long, and in no line
    changes.listed.push_back(std::move(policy));
}

Result<void> add_changes(store::Transaction& tx, const store::Experiment& experiment, Span span,
                         Changes& changes) {
    for (std::int64_t after = 0;;) {
        REFIT_TRY(page, store::list_policies_since(tx, experiment.id, span.from, after));
        if (page.empty()) return {};
        after = page.back().version;
        for (store::Policy& policy : page) {
            if (policy.created_at >= span.until) continue;
            add_change(std::move(policy), experiment.name, changes);
        }
    }
}

std::vector<std::string> change_lines(Changes all) {
    std::vector<store::Policy>& changes = all.listed;
    std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
        return std::pair{a.created_at, a.version} > std::pair{b.created_at, b.version};
    });
    std::vector<std::string> lines;
    for (const store::Policy& policy : changes) {
        if (lines.size() == kChangesMax) break;
        lines.push_back(fmt::format("{}, {}, policy {}: {}", format_day(policy.created_at),
                                    policy.experiment_id, policy.version, policy.reason));
    }
    if (changes.size() > kChangesMax)
        lines.push_back(fmt::format("… and {} earlier ones.", changes.size() - kChangesMax));
    if (all.after_ratings > 0)
        lines.push_back(
            fmt::format("Shares were weighed anew after ratings, times: {}.", all.after_ratings));
    return lines;
}

}  // namespace

Result<ReportNotes> report_notes(store::Transaction& tx, TimePoint from, TimePoint until) {
    ReportNotes notes;
    Family family;
    Changes changes;
    REFIT_TRY(experiments, store::list_experiments(tx));
    for (const store::Experiment& experiment : experiments) {
        REFIT_TRY(found, results(tx, experiment.id));
        add_arms(experiment.name, found, notes);
        add_pairs(experiment.name, found, notes, family);
        REFIT_CHECK(add_changes(tx, experiment, {from, until}, changes));
    }
    add_family(family, notes);
    notes.changes = change_lines(std::move(changes));
    return notes;
}

}  // namespace refit::experiment
