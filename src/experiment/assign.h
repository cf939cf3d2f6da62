#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/assignments.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/variants.h"
#include "store/weights.h"

namespace refit::experiment {

inline constexpr std::size_t kUnitBytesMax = 256;

// How a request came by its arm.
enum class Basis : std::uint8_t {
    Drawn,      // a new unit: drawn by the weights of the latest policy
    Sticky,     // the unit's stored assignment
    Pinned,     // the request named the variant; nothing was drawn
    Displaced,  // the unit's own arm was switched off; it follows the current weights
    HeldBack,   // a new unit of the holdback: the control, whatever the weights
};

// The instructions one request is served with, and the decision that led to them. Only Drawn and
// Sticky are part of the experiment; the others have propensity 1 and no policy version, and
// their ratings never reach the tests of the arms (docs/methods/experiment.md). Held-back units
// (HeldBack, and Sticky with held_back) are outside it too; theirs is the test of learning itself.
struct Arm {
    std::string experiment_id{};
    std::int64_t bucket_version{1};
    std::string unit{};
    std::string variant_id{};
    std::int64_t variant_version{1};
    std::string variant_name{};
    std::string prompt{};
    std::string parameters{};  // JSON object of engine parameters
    double propensity{1};      // of this arm at the draw
    store::Weights weights;    // of all arms at the draw
    std::optional<std::int64_t> policy_version{};
    Basis basis{Basis::Drawn};
    bool first_exposure{false};            // set by confirm(): this call stored the assignment
    bool held_back{false};                 // the unit is in the holdback
    double holdback{0};                    // its share at the draw
    std::optional<std::string> context{};  // of a contextual draw (store::Assignment)
};

struct ArmQuery {
    // Who is assigned: the user's id or, for a request without one, "anonymous:<session id>".
    std::string unit{};
    // Serve this variant whatever the weights say. A unit whose stored arm it is stays Sticky.
    std::optional<std::string> variant_id{};
    std::string experiment_id{store::kDefaultExperiment};
    // What a contextual allocation goes by: layout::features(scene, target), its first
    // layout::context_feature_count() entries. Empty or not finite: drawn as without a canvas.
    std::vector<double> context{};
};

// Works out the arm of a unit; changes nothing, so it may run on a read-only snapshot and the
// answer is provisional until confirm(). Equal data give equal answers: the draw is GrowthBook's
// hash of (experiment:bucket version, unit) against the latest policy's weights. Before it, a hash
// with a salt of its own decides whether the unit is held back: then it gets the control, in this
// and every later phase. Errors: InvalidInput (empty or too long a unit), NotFound (experiment or
// named variant), Unavailable (no active variant with a weight).
[[nodiscard]] Result<Arm> choose(store::Transaction& tx, const ArmQuery& query);

// Makes the choice durable. A Drawn or HeldBack arm is stored unless another request of the same
// unit stored one since: then that one is returned (basis Sticky), and the caller must serve it
// instead; see same_instructions(). Others are returned as they are.
[[nodiscard]] Result<Arm> confirm(store::Transaction& tx, const Arm& arm, TimePoint now);

// control_of() the experiment's variants (shares.h). Errors: Unavailable (no active variant).
[[nodiscard]] Result<store::Variant> find_control(store::Transaction& tx,
                                                  std::string_view experiment_id);

[[nodiscard]] bool same_instructions(const Arm& a, const Arm& b);

// choose() and confirm() in one transaction.
[[nodiscard]] Result<Arm> assign(store::Transaction& tx, const ArmQuery& query, TimePoint now);

}  // namespace refit::experiment
