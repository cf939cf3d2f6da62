#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "experiment/interval.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/policies.h"

namespace refit::experiment {

// Policy rows shown with the results, newest first.
inline constexpr std::int64_t kPolicyHistoryMax = 200;

// Sums over all sessions of an arm in the current phase, pinned ones included: what was served.
// Rates in percent. Means are 0 where nothing was counted.
struct VariantMetrics {
    std::int64_t total_uses{0};
    std::int64_t users{0};  // units of assignment exposed
    std::int64_t ratings{0};
    double avg_rating{0};
    double success_rate{0};         // share of ratings >= 4
    double avg_processing_time{0};  // ms
    double correction_rate{0};
    double feedback_rate{0};
};

// One arm. `estimate` is of the mean rating (1..5) over units of assignment.
struct VariantResult {
    std::string id;
    std::string name;
    bool active{false};
    double weight{0};  // share under the latest policy
    std::int64_t version{1};
    std::string origin;
    VariantMetrics metrics;
    std::int64_t outcomes{0};
    std::optional<Interval> estimate;  // nullopt: no outcome yet
    // nullopt: no outcome yet, a context chooses the arm, or not asked for (performance).
    std::optional<ArmIntervals> always_valid{};
    double probability_best{0};
};

// Answers that hold however often one looks, and whatever moves the weights: a weighted mean of
// three e-processes (pair_evidence.h) over each unit's first word as these came (decision 0078).
struct AlwaysValid {
    bool significant{false};
    int confidence{0};     // percent, 0..99, never 100: floor(100 (1 - p)), held below 99
    double e_value{1};     // the largest so far; held below 1e300
    double p_value{1};     // min(1, 1 / e_value)
    std::string method{};  // "e-mean/2"
};

// The familiar tests for one look at the end of an experiment with fixed weights; nullopt where
// they are not defined (too few, no variance).
struct FixedSample {
    std::optional<double> z_p_value;      // success rates
    std::optional<double> welch_p_value;  // mean ratings
};

// The moment the evidence about two arms first sufficed.
struct Crossing {
    std::int64_t units{0};    // of the two arms, the one that decided included
    std::int64_t arrival{0};  // DrawOutcome::arrival of that one
    double log_e{0};          // ln E there
    double difference{0};     // mean rating of b minus a as estimated there, in stars
};

// A crossing that somebody has seen. It is stored, and stays whatever comes later.
struct Declaration {
    std::string better;  // the arm that was ahead
    Crossing crossing;
    TimePoint reached_at;      // the word that decided came
    TimePoint declared_at;     // somebody first saw it
    bool contradicted{false};  // the estimate of today has the other sign
};

struct Comparison {
    std::string a;
    std::string b;
    Interval difference;                  // mean rating of b minus a, always valid
    std::optional<Crossing> crossing;     // nullopt: E never reached 1/kAlpha
    std::optional<Declaration> declared;  // nullopt: not crossed, or nobody has seen it yet
    AlwaysValid always_valid;
    double log_e{0};  // ln E at the last unit; many pairs are judged by this, not by the largest
    FixedSample fixed_sample;
    // Further ratings of both arms together, about, until a difference as large as the present one
    // is settled; nullopt: settled, or nothing to project from.
    std::optional<std::int64_t> needed;
    std::string verdict;  // one sentence for people
};

struct Srm {
    double p_value{1};
    bool alarm{false};
    std::vector<std::pair<std::string, double>> observed;
    std::vector<std::pair<std::string, double>> expected;
};

// One side of the comparison: units drawn while some share was held back.
struct Group {
    std::int64_t outcomes{0};
    std::optional<double> mean_rating;  // nullopt: no outcome yet
};

// What learning is worth: the traffic that learns against the units that never do. Only units drawn
// while the holdback was above 0 inform it, each with that share as the probability of being held.
struct LearningEffect {
    Group held;
    Group learned;
    // Mean rating, learned minus held back, averaged over the draws so far. It holds at all times
    // and while the effect grows, as it should (stats/running_mean.h).
    Interval difference;
    AlwaysValid always_valid;  // "eb-mixture/1"; null: learning changes no unit's mean rating
    std::string verdict;       // one sentence for people
};

struct Results {
    store::Experiment experiment;
    std::int64_t exposures{0};       // of units that learning reaches
    std::int64_t held_exposures{0};  // of units held back from it
    Srm srm;
    LearningEffect learning;
    std::vector<VariantResult> variants;        // in the order of the draw
    std::vector<Comparison> comparisons;        // every other arm against the first
    std::vector<store::Policy> policy_history;  // newest first
};

// Errors of all: NotFound (experiment or variant), the store's.
[[nodiscard]] Result<Results> results(store::Transaction& tx, std::string_view experiment_id);
// Active and inactive arms, best first by avg_rating * success_rate.
[[nodiscard]] Result<std::vector<VariantResult>> performance(store::Transaction& tx,
                                                             std::string_view experiment_id);
[[nodiscard]] Result<Comparison> compare(store::Transaction& tx, std::string_view experiment_id,
                                         std::string_view a, std::string_view b);

}  // namespace refit::experiment
