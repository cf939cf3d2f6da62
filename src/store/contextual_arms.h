#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// What a contextual allocation knows of one arm in one phase; experiment/contextual.h reads it.
struct ContextualArm {
    std::string experiment_id;
    std::int64_t bucket_version{1};
    std::string variant_id;
    std::int64_t version{0};  // changes so far
    std::string statistics;   // JSON
};

// By variant id.
[[nodiscard]] Result<std::vector<ContextualArm>> list_contextual_arms(
    Transaction& tx, std::string_view experiment_id, std::int64_t bucket_version);

// Removes what is known of other phases than this one.
[[nodiscard]] Result<void> drop_other_phases(Transaction& tx, std::string_view experiment_id,
                                             std::int64_t bucket_version);

// Inserts or replaces. The caller holds the experiment's lock.
[[nodiscard]] Result<void> put_contextual_arm(Transaction& tx, const ContextualArm& arm);

}  // namespace refit::store
