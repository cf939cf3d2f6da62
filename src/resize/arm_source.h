#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::resize {

// The instructions a request is served with, as this room sees them, and the facts of the decision
// that belong into the session. Propensity 1 and no policy version: outside the experiment.
struct ServedArm {
    std::string variant_id{};
    std::int64_t variant_version{1};
    std::string prompt{};      // template, placeholders of llm/prompt.h
    std::string parameters{};  // JSON object of engine parameters
    std::string experiment_id{};
    std::int64_t bucket_version{1};
    double propensity{1};
    std::optional<std::int64_t> policy_version{};
    bool first_exposure{false};
    std::vector<double> context{};  // what choose() was given
};

// Who decides which arm a unit of assignment gets. The experiment room does; it is handed in, so
// that the use case can be tested with any decision. Thread-safe.
class ArmSource {
public:
    virtual ~ArmSource() = default;

    // The arm of `unit`, or the named variant; `context` are the task's features
    // (layout/features.h) that a contextual allocation goes by. Reads only; provisional until
    // confirm(). Errors: InvalidInput, NotFound (no such variant), Unavailable (no active variant).
    [[nodiscard]] virtual Result<ServedArm> choose(store::Transaction& tx, const std::string& unit,
                                                   const std::optional<std::string>& variant,
                                                   const std::vector<double>& context) = 0;
    // Stores the choice and returns the arm that holds for the unit: `arm` itself, or another one
    // if a request at the same time was first. The session must be served with what is returned.
    [[nodiscard]] virtual Result<ServedArm> confirm(store::Transaction& tx, const std::string& unit,
                                                    const ServedArm& arm, TimePoint now) = 0;
};

}  // namespace refit::resize
