#include "store/retention.h"

#include <array>

namespace refit::store {

Result<std::int64_t> expire_canvases(Transaction& tx, TimePoint limit) {
    const std::array<Value, 2> values{std::int64_t{limit.time_since_epoch().count()},
                                      kRetentionBatch};
    return tx.execute(
        "UPDATE resize_sessions SET original_canvas = '{}', ai_result = NULL, "
        "manual_corrections = NULL WHERE seq IN (SELECT seq FROM resize_sessions "
        "WHERE created_at < ? AND original_canvas <> '{}' ORDER BY seq LIMIT ?)",
        values);
}

}  // namespace refit::store
