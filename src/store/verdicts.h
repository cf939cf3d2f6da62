#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// That two arms of one phase are received differently, as it was known when the evidence first
// sufficed. Never changed once written. variant_a < variant_b.
struct Verdict {
    std::string experiment_id;
    std::int64_t bucket_version{1};
    std::string variant_a;
    std::string variant_b;
    std::string method;       // "e-mean/2"
    std::string better;       // the arm that was ahead then
    std::int64_t units{0};    // of the two arms, the one that decided included
    std::int64_t arrival{0};  // UserOutcome::arrival of the one that decided
    double log_e{0};          // ln E at that unit
    double difference{0};     // mean rating of b minus a then, in stars
    TimePoint reached_at;     // that unit's word came
    TimePoint declared_at;    // somebody first saw it
};

// False, and nothing changed, if the pair has a verdict in this phase.
[[nodiscard]] Result<bool> insert_verdict(Transaction& tx, const Verdict& verdict);

// In the order of the pair's names. Of one phase; of all phases of all experiments.
[[nodiscard]] Result<std::vector<Verdict>> list_verdicts(Transaction& tx,
                                                         std::string_view experiment_id,
                                                         std::int64_t bucket_version);
[[nodiscard]] Result<std::vector<Verdict>> list_all_verdicts(Transaction& tx);

// Puts `verdict` in the place of the stored one of its pair and phase; for repair.
[[nodiscard]] Result<void> replace_verdict(Transaction& tx, const Verdict& verdict);

}  // namespace refit::store
