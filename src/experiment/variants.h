#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "experiment/audit.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/variants.h"

namespace refit::experiment {

inline constexpr std::size_t kVariantIdBytesMax = 64;  // [A-Za-z0-9][A-Za-z0-9._-]*
inline constexpr std::size_t kVariantNameBytesMax = 200;
inline constexpr std::size_t kPromptBytesMax = 20'000;
inline constexpr std::size_t kActiveVariantsMax = 20;
inline constexpr double kWeightPercentMax = 100;

// A variant with the text it is served with now.
struct VariantView {
    store::Variant variant;
    store::VariantVersion version;
    double share{0};  // of traffic under the latest policy; 0 while inactive
};

struct NewVariant {
    std::string id{};
    std::string name{};
    std::string prompt{};
    std::string parameters{"{}"};  // JSON object of engine parameters
    double weight_percent{0};      // 0..100 of all traffic; 0: no traffic of its own
    bool active{true};
    store::VariantOrigin origin{store::VariantOrigin::Api};
    std::optional<double> traffic_cap{};
    std::string note{};
    std::optional<std::string> warm_from{};  // the variant whose ratings it starts from
};

// What a PATCH may change; a changed prompt or parameter set becomes a new version, and the
// experiment starts a new phase (bucket version + 1): an arm is never edited in place.
struct VariantPatch {
    std::optional<std::string> name{};
    std::optional<std::string> prompt{};
    std::optional<std::string> parameters{};
    std::optional<double> weight_percent{};
    std::optional<bool> active{};
};

// Adds an arm that gets weight_percent of traffic at first; the requested shares of the others
// shrink in proportion. Writes an audit row and a policy row, as every function below does.
// Errors: InvalidInput (what and where), Conflict (id taken), TooLarge (kActiveVariantsMax).
[[nodiscard]] Result<VariantView> add_variant(store::Transaction& tx, const NewVariant& request,
                                              const Actor& actor, TimePoint now);
// Errors: NotFound, InvalidInput; Conflict when it would leave no active arm with a weight.
[[nodiscard]] Result<VariantView> change_variant(store::Transaction& tx, std::string_view id,
                                                 const VariantPatch& patch, const Actor& actor,
                                                 TimePoint now);
[[nodiscard]] Result<VariantView> activate_variant(store::Transaction& tx, std::string_view id,
                                                   const Actor& actor, TimePoint now);
[[nodiscard]] Result<VariantView> deactivate_variant(store::Transaction& tx, std::string_view id,
                                                     const Actor& actor, TimePoint now);

[[nodiscard]] Result<VariantView> find_variant(store::Transaction& tx, std::string_view id);
[[nodiscard]] Result<std::vector<VariantView>> list_variants(
    store::Transaction& tx, std::string_view experiment_id = store::kDefaultExperiment);

// The variant as the API and the command line show it.
[[nodiscard]] std::string to_json(const VariantView& view);

struct ExperimentPatch {
    std::optional<store::Allocation> allocation{};
    std::optional<double> exploration_floor{};          // 0.01 .. 0.5, shared by all arms
    std::optional<double> holdback{};                   // 0 .. 0.5, kept to a ten thousandth
    std::optional<store::Weights> objective_weights{};  // experiment/objectives.h
    std::optional<store::Weights> objective_limits{};
    std::optional<double> half_life_days{};      // 1 .. 365, or 0: all ratings count alike
    std::optional<store::Weights> guardrails{};  // limits by metric: experiment/guardrails.h
};
inline constexpr double kExplorationFloorMin = 0.01;
inline constexpr double kExplorationFloorMax = 0.5;
inline constexpr double kHoldbackMax = 0.5;
inline constexpr double kHalfLifeDaysMin = 1;
inline constexpr double kHalfLifeDaysMax = 365;
// Errors: NotFound, InvalidInput.
[[nodiscard]] Result<store::Experiment> change_experiment(store::Transaction& tx,
                                                          std::string_view id,
                                                          const ExperimentPatch& patch,
                                                          const Actor& actor, TimePoint now);

}  // namespace refit::experiment
