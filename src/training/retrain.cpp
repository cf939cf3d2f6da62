#include "training/retrain.h"

#include <algorithm>
#include <utility>

#include "learn/patterns.h"
#include "store/experiments.h"
#include "store/sessions.h"
#include "training/base_instructions.h"
#include "training/labelled.h"
#include "training/model_registry.h"
#include "training/recommendations.h"

namespace refit::training {
namespace {

// What one run reads, on one snapshot.
struct History {
    std::vector<LabelledSession> sessions;
    std::vector<Served> served;
    Window window;
    std::int64_t all_sessions{0};
    std::optional<Instructions> base;
};

Result<void> validate(const RetrainRequest& request) {
    if (request.days < 1 || request.days > kRetrainDaysMax) {
        return fail(ErrorCode::InvalidInput, "days must be from 1 to " +
                                                 std::to_string(kRetrainDaysMax) + ", not " +
                                                 std::to_string(request.days));
    }
    if (request.min_rating < kRatingMin || request.min_rating > kRatingMax) {
        return fail(ErrorCode::InvalidInput,
                    "minRating must be from 1 to 5, not " + std::to_string(request.min_rating));
    }
    return {};
}

Result<History> read_history(store::Database& database, const RetrainRequest& request,
                             TimePoint now) {
    const Window window = last_days(now, request.days, request.min_rating);
    History history;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(sessions, load_labelled(tx, window));
        REFIT_TRY(served, load_served(tx, window));
        REFIT_TRY(count, store::count_sessions(tx, window.from, window.to));
        REFIT_TRY(base, base_instructions(tx, store::kDefaultExperiment));
        REFIT_TRY(mark, store::log_mark(tx));
        history = {std::move(sessions), std::move(served), window, count, std::move(base)};
        history.window.at = mark;
        return {};
    }));
    return history;
}

double mean_quality(std::span<const LabelledSession> sessions) {
    double sum = 0;
    for (const LabelledSession& session : sessions) sum += session.quality.score;
    return sessions.empty() ? 0.0 : sum / static_cast<double>(sessions.size());
}

// Newer half minus older half by time; with an odd count the middle one is in the newer half.
double improvement(std::span<const LabelledSession> sessions) {
    if (sessions.size() < 2) return 0.0;
    const std::size_t half = sessions.size() / 2;
    return mean_quality(sessions.subspan(half)) - mean_quality(sessions.first(half));
}

RetrainMetrics measure(std::span<const LabelledSession> sessions) {
    RetrainMetrics metrics;
    metrics.total_sessions = static_cast<std::int64_t>(sessions.size());
    for (const LabelledSession& session : sessions) {
        if (!session.features.empty()) {
            ++metrics.training_points;
            if (is_validated(session.quality)) ++metrics.validated_points;
        }
        if (session.quality.score >= learn::kSuccessfulQuality) ++metrics.high_quality_count;
        if (session.quality.score <= learn::kProblematicQuality) ++metrics.low_quality_count;
    }
    metrics.avg_quality_score = mean_quality(sessions);
    metrics.improvement_rate = improvement(sessions);
    return metrics;
}

std::string improved_prompts(const std::optional<Proposal>& proposal,
                             const std::optional<std::string>& objection) {
    if (objection) return "A change of the instructions was found and not proposed: " + *objection;
    if (!proposal) return "The feedback does not support a change of the instructions yet.";
    std::string text;
    for (const std::string& sentence : proposal->sentences) {
        if (!text.empty()) text += "\n";
        text += sentence;
    }
    return text;
}

RetrainReport nothing_found(const RetrainRequest& request, TimePoint now) {
    RetrainReport report;
    report.timestamp = now;
    report.message = "No session of the last " + std::to_string(request.days) +
                     " days has feedback with a rating of at least " +
                     std::to_string(request.min_rating) + ".";
    return report;
}

}  // namespace

Retrainer::Retrainer(store::Database& database, const Clock& clock, ProposalHook propose,
                     ProposalGate gate)
    : database_{&database}, clock_{&clock}, propose_{std::move(propose)}, gate_{std::move(gate)} {}

Result<RetrainReport> Retrainer::retrain(const RetrainRequest& request) {
    REFIT_CHECK(validate(request));
    const TimePoint now = clock_->now();
    REFIT_TRY(history, read_history(*database_, request, now));
    if (history.sessions.empty()) return nothing_found(request, now);

    RetrainReport report;
    report.sessions_found = static_cast<std::int64_t>(history.sessions.size());
    report.timestamp = now;
    report.metrics = measure(history.sessions);
    report.patterns = analyse_patterns(history.sessions);

    std::optional<Proposal> proposal;
    if (history.base) proposal = compose_instructions(*history.base, report.patterns.findings);
    std::optional<std::string> objection;
    if (proposal && gate_) {
        REFIT_TRY(found, gate_(*proposal));
        objection = std::move(found);
    }
    report.improved_prompts = improved_prompts(proposal, objection);
    if (objection) proposal.reset();

    const TrainingSet set = make_training_set(history.sessions, history.served, history.window);
    const auto model = QualityModel::fit(set.training, layout_features(), {.seed = kFitSeed});
    if (!model && model.error().code != ErrorCode::InvalidInput) {
        return tl::unexpected<Error>(model.error());
    }
    REFIT_CHECK(database_->write([&](store::Transaction& tx) -> Result<void> {
        report.model.reset();
        report.proposed_variant.reset();
        if (model) {
            REFIT_TRY(trained, register_model(tx, {&*model, &set, kFitSeed, request.actor, now}));
            report.model = std::move(trained);
        }
        if (proposal && propose_) {
            REFIT_TRY(entered, propose_(tx, *proposal, now));
            if (entered) report.proposed_variant = proposal->id;
        }
        return {};
    }));
    report.recommendations = recommend({.all_sessions = history.all_sessions,
                                        .metrics = report.metrics,
                                        .findings = report.patterns.findings,
                                        .model = &report.model});
    report.message = "Trained on " + std::to_string(report.metrics.training_points) + " results.";
    return report;
}

}  // namespace refit::training
