#include "store/migrations/list.h"

// Thresholds on the server's own figures (docs/methods/alerts.md), each with what its last check
// found and whether the webhook knows.

namespace refit::store::migrations {

constinit const std::string_view kAlerts = R"sql(
CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    metric TEXT NOT NULL,
    above BIGINT NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    window_days BIGINT NOT NULL,
    count_min BIGINT NOT NULL,
    active BIGINT NOT NULL,
    firing BIGINT NOT NULL,
    told BIGINT NOT NULL,
    value DOUBLE PRECISION,
    since BIGINT,
    checked_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
)sql";

}  // namespace refit::store::migrations
