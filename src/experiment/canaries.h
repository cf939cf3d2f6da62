#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "experiment/allocation.h"
#include "experiment/variants.h"
#include "store/database.h"
#include "store/variants.h"

namespace refit::experiment {

// A canary is a variant with a traffic cap: something the house thought of itself, tried on a small
// share until the evidence says what becomes of it. A promoted one has no cap any more and is an
// arm like any other.
[[nodiscard]] bool is_canary(const store::Variant& variant);

// The arm that canaries start from and are compared with: of the active ones that are neither
// canaries nor stopped, the one with the largest share. nullptr without one.
[[nodiscard]] const store::Variant* leader_of(const std::vector<store::Variant>& variants,
                                              const store::Weights& shares);

// Enters a variant as a canary: at most kTrafficCapDefault of traffic, warm from the leader unless
// it names another. False (and nothing is written) if its id exists, a canary of the same origin is
// live (instructions and parameters may be on trial at once, each once), or kActiveVariantsMax
// variants are active: no reason for a retraining to fail. Errors: those of add_variant().
[[nodiscard]] Result<bool> enter_canary(store::Transaction& tx, NewVariant canary, TimePoint now);

// A canary retires when the probability that its mean is above the leader's is below what its
// number of outcomes asks: the longer a trial, the more must speak for it. Trials are short because
// the search learns more from many points than from one known exactly; a promising one goes on.
struct CanaryBar {
    std::int64_t outcomes;
    double hope;
};
inline constexpr std::array<CanaryBar, 4> kCanaryBars{
    {{15, 0.2}, {40, 0.6}, {120, 0.9}, {400, 1.0}}};

enum class CanaryFate : std::uint8_t { Waits, Promoted, Retired };
[[nodiscard]] std::string_view to_string(CanaryFate fate);

struct CanaryVerdict {
    std::string variant_id{};
    std::string compared_with{};
    CanaryFate fate{CanaryFate::Waits};
    std::int64_t outcomes{0};
    double difference{0};          // mean rating less the leader's, stars; weighted by the draws
    double probability_better{0};  // P(its mean is higher), normal posteriors
    double e_value{1};             // that the two are alike
    std::string reason{};          // one sentence for people
};

// What becomes of every live canary, by the always-valid test of results.h (promoted or retired the
// moment it is significant, whichever look that is) and by futility, which is free because stopping
// early cannot make a false promotion likelier. Reads only. Errors: NotFound, the store's.
[[nodiscard]] Result<std::vector<CanaryVerdict>> canary_verdicts(store::Transaction& tx,
                                                                 std::string_view experiment_id);

// Carries them out: a promoted canary loses its cap and gets an even share to start with (under
// Thompson allocation evidence takes over at once); a retired one is switched off; an arm that was
// itself once a canary and is significantly worse than the promoted one retires with it. Each
// change has an audit row and a policy row with the reason. Errors: as above.
// Method: docs/methods/parameter-search.md.
[[nodiscard]] Result<std::vector<CanaryVerdict>> judge_canaries(store::Transaction& tx,
                                                                std::string_view experiment_id,
                                                                TimePoint now);

}  // namespace refit::experiment
