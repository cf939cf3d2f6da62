#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "experiment/audit.h"
#include "store/database.h"
#include "store/variants.h"
#include "store/weights.h"

namespace refit::experiment {

// A metric an arm may be limited in. One observation a unit: of the session it came with, or its
// one rating.
struct Guardrail {
    std::string_view name;
    double lowest;  // a limit lies between these
    double highest;
    std::string_view meaning;
};
inline constexpr std::array<Guardrail, 5> kGuardrails{{
    {"latency", 1, 3'600'000, "mean processing time, ms"},
    {"p95Latency", 1, 3'600'000, "the time that at most 5 % of the sessions may exceed, ms"},
    {"failures", 0.001, 0.99, "share of sessions that failed or fell back on the engine"},
    {"corrections", 0.001, 0.99, "share of sessions corrected by hand"},
    {"ratingDrop", 0.01, 3.9, "mean rating below the control's, stars"},
}};

// Level of the guardrails of one arm together: an arm that keeps all its limits is ever stopped
// with at most this probability, however often one looks.
inline constexpr double kGuardrailAlpha = 0.05;
// Times count up to so many limits, so that one hung request does not decide.
inline constexpr double kLatencySpan = 5;

// Limits by metric. Errors: InvalidInput (unknown metric, limit out of its range).
[[nodiscard]] Result<void> check_limits(const store::Weights& limits);

// What is known about one arm and one limit.
struct GuardrailState {
    std::string variant_id;
    std::string metric;
    double limit{0};
    std::int64_t units{0};
    std::optional<double> mean;  // of what the limit is about; the share above it for p95Latency
    double e_value{1};           // the largest so far; held below 1e300
    double threshold{20};        // at which the arm is stopped: number of limits / kGuardrailAlpha
    [[nodiscard]] bool violated() const { return e_value >= threshold; }
};

// Every active arm but the control against every limit, since the arm was last resumed. O(units).
// Errors: NotFound, the store's.
[[nodiscard]] Result<std::vector<GuardrailState>> guardrail_states(store::Transaction& tx,
                                                                   std::string_view experiment_id);

// Stops the arms that violate a limit: no new unit is drawn to them until resume_variant(). Writes
// the reason into the variant, an audit row and a policy row. The control is never stopped. Returns
// the ids of the arms it stopped. Errors: those of guardrail_states().
[[nodiscard]] Result<std::vector<std::string>> enforce_guardrails(store::Transaction& tx,
                                                                  std::string_view experiment_id,
                                                                  TimePoint now);

// Lets a stopped arm be drawn again; its limits are tested afresh, on units that come from now on.
// Errors: NotFound; Conflict, if the arm is not stopped.
[[nodiscard]] Result<void> resume_variant(store::Transaction& tx, std::string_view id,
                                          const Actor& actor, TimePoint now);

}  // namespace refit::experiment
