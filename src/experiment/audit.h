#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::experiment {

// Who changes something, and why; for the audit log.
struct Actor {
    std::string name{};
    std::string reason{};
};

struct Change {
    std::string action{};   // "variant.create"
    std::string subject{};  // "variant:enhanced"
    std::optional<std::string> before_json{};
    std::optional<std::string> after_json{};
};

[[nodiscard]] Result<void> audit(store::Transaction& tx, const Actor& actor, const Change& change,
                                 TimePoint now);

}  // namespace refit::experiment
