#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "training/instructions.h"
#include "training/model_metrics.h"
#include "training/patterns.h"

namespace refit::training {

inline constexpr int kRetrainDaysMax = 365;

struct RetrainRequest {
    int days{30};       // 1..kRetrainDaysMax, how far back
    int min_rating{1};  // 1..5; rated sessions below it are left out
    std::string actor{"api"};
};

struct RetrainMetrics {
    std::int64_t total_sessions{0};    // with any evidence, in the window
    std::int64_t training_points{0};   // of those, with features
    std::int64_t validated_points{0};  // of those, with enough evidence
    double avg_quality_score{0};       // [0, 1]
    std::int64_t high_quality_count{0};
    std::int64_t low_quality_count{0};
    double improvement_rate{0};  // mean quality of the newer half minus that of the older half
};

struct TrainedModel {
    std::int64_t version{0};
    std::string form;  // "ridge" or "stack"
    bool promoted{false};
    std::string reason;
    ModelMetrics held_out;
    std::optional<ModelMetrics> serving;  // the model it was compared with, on the same rows
    std::string metrics;                  // JSON, as in the registry
};

// The seed's answer. With sessions_found == 0 only `message` is meant and nothing was changed.
// No number in it is ever NaN.
struct RetrainReport {
    std::int64_t sessions_found{0};
    std::string message;
    TimePoint timestamp{};
    RetrainMetrics metrics;
    Patterns patterns;
    std::string improved_prompts;
    std::vector<std::string> recommendations;
    std::optional<TrainedModel> model;            // absent: too few rows to fit one
    std::optional<std::string> proposed_variant;  // id of the variant entered by this run
};

// Enters a proposal as a canary of origin 'proposal' with traffic_cap kProposalTrafficCap, unless
// one with its id exists or another proposal is on trial; says whether it did.
using ProposalHook = std::function<Result<bool>(store::Transaction&, const Proposal&, TimePoint)>;

// Looks at a proposal before it is entered, outside any transaction: the reason not to, or nullopt.
using ProposalGate = std::function<Result<std::optional<std::string>>(const Proposal&)>;

// Learns from what people said: fits a quality model and lets it serve if it is not worse, finds
// patterns, and proposes better instructions. Thread-safe; runs may overlap, the later one to
// commit compares itself with what serves then.
class Retrainer {
public:
    Retrainer(store::Database& database, const Clock& clock, ProposalHook propose,
              ProposalGate gate = {});

    // InvalidInput for days or min_rating out of range; the store's errors.
    [[nodiscard]] Result<RetrainReport> retrain(const RetrainRequest& request);

private:
    store::Database* database_;
    const Clock* clock_;
    ProposalHook propose_;
    ProposalGate gate_;
};

}  // namespace refit::training
