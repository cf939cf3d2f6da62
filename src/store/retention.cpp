#include "store/retention.h"

#include <array>

namespace refit::store {

Result<std::int64_t> expire_canvases(Transaction& tx, TimePoint limit) {
    const std::array<Value, 1> values{std::int64_t{limit.time_since_epoch().count()}};
    return tx.execute(
        "UPDATE resize_sessions SET original_canvas = '{}', ai_result = NULL, "
        "manual_corrections = NULL WHERE created_at < ? AND original_canvas <> '{}'",
        values);
}

}  // namespace refit::store
