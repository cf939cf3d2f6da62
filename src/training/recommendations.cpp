#include "training/recommendations.h"

#include <fmt/format.h>

namespace refit::training {
namespace {

// Targets of the product: more than half of the sessions rated, quality above four stars.
constexpr double kFeedbackShareMin = 0.5;
constexpr double kGoodQualityMin = 0.7;
// A fall of the mean quality smaller than a quarter star is within the noise of a month.
constexpr double kQualityFallMin = 0.0625;

std::string feedback_sentence(std::int64_t labelled, std::int64_t all) {
    return fmt::format(
        "{} of {} sessions have feedback ({:.0f} %); the target is {:.0f} %. Ask for "
        "stars right after the resize.",
        labelled, all, 100.0 * static_cast<double>(labelled) / static_cast<double>(all),
        100.0 * kFeedbackShareMin);
}

}  // namespace

std::vector<std::string> recommend(const RecommendationInput& input) {
    std::vector<std::string> sentences;
    const RetrainMetrics& metrics = input.metrics;
    const bool few = static_cast<double>(metrics.total_sessions) <
                     kFeedbackShareMin * static_cast<double>(input.all_sessions);
    if (few) sentences.push_back(feedback_sentence(metrics.total_sessions, input.all_sessions));
    if (!*input.model) {
        sentences.push_back(fmt::format(
            "{} rated results with features are too few for a quality model; {} are needed.",
            metrics.training_points, kFitRowsMin));
    }
    if (metrics.low_quality_count > metrics.high_quality_count) {
        sentences.push_back(
            fmt::format("{} results were poor and {} good: look at the poor ones in "
                        "the session list before anything else.",
                        metrics.low_quality_count, metrics.high_quality_count));
    }
    if (metrics.improvement_rate <= -kQualityFallMin) {
        sentences.push_back(
            fmt::format("Quality fell by {:.2f} between the halves of the period: "
                        "compare what changed between them.",
                        -metrics.improvement_rate));
    }
    for (const Finding& finding : significant(input.findings)) {
        sentences.push_back(describe(finding));
    }
    if (sentences.empty() && metrics.avg_quality_score >= kGoodQualityMin) {
        sentences.push_back("Quality is high and nothing stands out: leave it running.");
    }
    if (sentences.empty()) {
        sentences.push_back(
            "No feature separates good from poor results yet: collect more ratings.");
    }
    return sentences;
}

}  // namespace refit::training
