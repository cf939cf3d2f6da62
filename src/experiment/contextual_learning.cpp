// What a contextual allocation knows of its arms, and how it comes to know it.
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "experiment/contextual.h"
#include "json/document.h"
#include "json/writer.h"
#include "layout/features.h"
#include "store/user_outcomes.h"

namespace refit::experiment {
namespace {

constexpr double kLinearPrecision = 1;
constexpr double kWavePrecision = 0.3;

double reward_of(int rating) {
    return (rating - 1) / 4.0;
}

void write(json::Writer& out, const char* key, std::span<const double> numbers) {
    out.key(key).begin_array();
    for (const double number : numbers) out.value(number);
    out.end_array();
}

bool read(const json::Node& node, const char* key, std::vector<double>& numbers) {
    const auto array = node.find(key);
    if (!array || !array->is_array()) return false;
    for (const json::Node& element : array->elements())
        numbers.push_back(element.number().value_or(0));
    return true;
}

// The canvas of a draw, mapped; nullopt if the draw did not look at one.
Result<std::optional<std::vector<double>>> canvas_of(const store::Assignment& assignment) {
    std::optional<std::vector<double>> none;
    if (!assignment.context) return none;
    REFIT_TRY(document, json::Document::parse(*assignment.context));
    std::vector<double> features;
    // Of another version: what it taught meant something else.
    if (document.root().string("features") != layout::kFeaturesVersion ||
        document.root().string("map") != kContextualMap ||
        !read(document.root(), "values", features)) {
        return none;
    }
    return mapped(features);
}

Result<void> store_sums(store::Transaction& tx, store::ContextualArm row, const ArmSums& sums) {
    row.version = sums.version;
    row.statistics = sums.to_json();
    return store::put_contextual_arm(tx, row);
}

Result<std::vector<double>> average_coefficients(const std::vector<store::ContextualArm>& rows) {
    std::vector<double> average(mapped_features(), 0.0);
    double total = 0;
    for (const store::ContextualArm& row : rows) {
        REFIT_TRY(sums, ArmSums::parse(row));
        REFIT_TRY(posterior, sums.posterior());
        total += sums.outcomes;
        for (std::size_t j = 0; j < average.size(); ++j)
            average[j] += sums.outcomes * posterior.coefficients()[j];
    }
    for (double& value : average) value /= std::max(total, 1.0);
    return average;
}

// Adds what the outcome taught, if it taught one of these arms.
Result<void> fold(store::Transaction& tx, const store::UserOutcome& outcome,
                  std::map<std::string, ArmSums>& arms) {
    if (outcome.held_back) return {};
    REFIT_TRY(assignment, store::find_assignment(tx, {outcome.experiment_id, outcome.bucket_version,
                                                      outcome.user_id}));
    if (!assignment) return {};
    REFIT_TRY(phi, canvas_of(*assignment));
    const auto arm = arms.find(assignment->variant_id);
    if (phi && arm != arms.end()) arm->second.add(*phi, reward_of(outcome.rating));
    return {};
}

Result<void> relearn_phase(store::Transaction& tx, const store::Experiment& experiment) {
    REFIT_CHECK(tx.lock("experiment:" + experiment.id));
    REFIT_CHECK(store::drop_other_phases(tx, experiment.id, experiment.bucket_version));
    REFIT_TRY(arms, recounted_arms(tx, experiment));
    for (const RecountedArm& arm : arms)
        if (!arm.agrees()) REFIT_CHECK(store_sums(tx, arm.stored, arm.recounted));
    return {};
}

}  // namespace

Result<std::vector<store::ContextualArm>> arms_of_map(store::Transaction& tx,
                                                      std::string_view experiment_id,
                                                      std::int64_t bucket_version) {
    REFIT_TRY(rows, store::list_contextual_arms(tx, experiment_id, bucket_version));
    // By how to_json() begins, for every rating comes here; what begins otherwise is damaged, and
    // parse() says so.
    const std::string any = R"({"map":")";
    const std::string own = any + kContextualMap + '"';
    std::erase_if(rows, [&](const store::ContextualArm& row) {
        return row.statistics.starts_with(any) && !row.statistics.starts_with(own);
    });
    return rows;
}

ArmSums ArmSums::none(std::vector<double> prior_mean) {
    const std::size_t d = prior_mean.size();
    ArmSums sums;
    sums.prior_mean = std::move(prior_mean);
    sums.moment.assign(d, 0.0);
    sums.gram.assign(d * (d + 1) / 2, 0.0);
    return sums;
}

void ArmSums::add(std::span<const double> phi, double reward) {
    std::size_t next = 0;
    for (std::size_t column = 0; column < phi.size(); ++column)
        for (std::size_t row = column; row < phi.size(); ++row)
            gram[next++] += phi[column] * phi[row];
    outcomes += 1;
    revise(phi, reward);
}

void ArmSums::revise(std::span<const double> phi, double change) {
    for (std::size_t i = 0; i < phi.size(); ++i) moment[i] += change * phi[i];
    ++version;
}

std::string ArmSums::to_json() const {
    json::Writer out;
    out.begin_object().member("map", kContextualMap).member("outcomes", outcomes);
    write(out, "prior_mean", prior_mean);
    write(out, "moment", moment);
    write(out, "gram", gram);
    return out.end_object().take();
}

Result<ArmSums> ArmSums::parse(const store::ContextualArm& row) {
    REFIT_TRY(document, json::Document::parse(row.statistics));
    ArmSums sums;
    sums.version = row.version;
    sums.outcomes = document.root().number("outcomes").value_or(-1);
    const std::size_t d = mapped_features();
    if (!read(document.root(), "prior_mean", sums.prior_mean) ||
        !read(document.root(), "moment", sums.moment) ||
        !read(document.root(), "gram", sums.gram) || sums.outcomes < 0 ||
        sums.prior_mean.size() != d || sums.moment.size() != d ||
        sums.gram.size() != d * (d + 1) / 2) {
        return fail(ErrorCode::Internal,
                    "the contextual statistics of '" + row.variant_id + "' are damaged");
    }
    return sums;
}

Result<learn::ArmPosterior> ArmSums::posterior() const {
    std::vector<double> precision(prior_mean.size(), kLinearPrecision);
    std::fill(precision.end() - kContextualWaves, precision.end(), kWavePrecision);
    return learn::ArmPosterior::restore({std::move(precision), prior_mean}, gram, moment, outcomes);
}

Result<void> welcome_arms(store::Transaction& tx, const store::Experiment& experiment,
                          std::span<const std::string> variant_ids) {
    REFIT_TRY(rows, arms_of_map(tx, experiment.id, experiment.bucket_version));
    for (const std::string& id : variant_ids) {
        if (std::ranges::find(rows, id, &store::ContextualArm::variant_id) != rows.end()) continue;
        REFIT_TRY(mean, average_coefficients(rows));
        REFIT_CHECK(store_sums(tx, {experiment.id, experiment.bucket_version, id, 0, {}},
                               ArmSums::none(std::move(mean))));
    }
    return {};
}

Result<void> learn(store::Transaction& tx, const store::Assignment& assignment,
                   std::optional<int> before, int rating) {
    REFIT_TRY(phi, canvas_of(assignment));
    if (!phi) return {};
    REFIT_TRY(rows, arms_of_map(tx, assignment.experiment_id, assignment.bucket_version));
    const auto row =
        std::ranges::find(rows, assignment.variant_id, &store::ContextualArm::variant_id);
    if (row == rows.end()) return {};
    REFIT_TRY(sums, ArmSums::parse(*row));
    if (before) {
        sums.revise(*phi, reward_of(rating) - reward_of(*before));
    } else {
        sums.add(*phi, reward_of(rating));
    }
    return store_sums(tx, *row, sums);
}

bool RecountedArm::agrees() const {
    return stored.statistics == recounted.to_json();
}

Result<std::vector<RecountedArm>> recounted_arms(store::Transaction& tx,
                                                 const store::Experiment& experiment) {
    REFIT_TRY(rows, arms_of_map(tx, experiment.id, experiment.bucket_version));
    std::map<std::string, ArmSums> arms;
    for (const store::ContextualArm& row : rows) {
        REFIT_TRY(sums, ArmSums::parse(row));
        arms[row.variant_id] = ArmSums::none(sums.prior_mean);
    }
    for (store::OutcomeCursor after; !rows.empty();) {
        REFIT_TRY(page, store::list_outcomes(tx, experiment.id, experiment.bucket_version, after));
        if (page.empty()) break;
        for (const store::UserOutcome& outcome : page) REFIT_CHECK(fold(tx, outcome, arms));
        after = {page.back().arrival, page.back().assigned_seq};
    }
    std::vector<RecountedArm> result;
    for (store::ContextualArm& row : rows) {
        ArmSums& sums = arms[row.variant_id];
        sums.version = row.version;
        result.push_back({std::move(row), std::move(sums)});
    }
    return result;
}

Result<void> relearn(store::Transaction& tx) {
    REFIT_TRY(experiments, store::list_experiments(tx));
    for (const store::Experiment& experiment : experiments)
        REFIT_CHECK(relearn_phase(tx, experiment));
    return {};
}

}  // namespace refit::experiment
