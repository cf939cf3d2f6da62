#include "store/migrations/list.h"

// Evidence counts a unit's first word, in the order in which first words came, and a verdict once
// seen is kept (docs/decisions/0078-evidence-in-the-order-of-arrival.md).

namespace refit::store::migrations {

constinit const std::string_view kArrivals = R"sql(
ALTER TABLE user_outcomes ADD COLUMN first_rating BIGINT NOT NULL DEFAULT 0;
ALTER TABLE user_outcomes ADD COLUMN arrival BIGINT NOT NULL DEFAULT 0;
UPDATE user_outcomes SET arrival = COALESCE((SELECT MIN(h.seq) FROM feedback_history h
    WHERE h.session_id = user_outcomes.session_id AND h.rating IS NOT NULL), 0);
UPDATE user_outcomes SET first_rating = COALESCE((SELECT h.rating FROM feedback_history h
    WHERE h.seq = user_outcomes.arrival), rating);
DROP INDEX user_outcomes_order;
CREATE INDEX user_outcomes_order
    ON user_outcomes (experiment_id, bucket_version, arrival, assigned_seq);

CREATE TABLE verdicts (
    experiment_id TEXT NOT NULL,
    bucket_version BIGINT NOT NULL,
    variant_a TEXT NOT NULL,
    variant_b TEXT NOT NULL,
    method TEXT NOT NULL,
    better TEXT NOT NULL,
    units BIGINT NOT NULL,
    arrival BIGINT NOT NULL,
    log_e DOUBLE PRECISION NOT NULL,
    difference DOUBLE PRECISION NOT NULL,
    reached_at BIGINT NOT NULL,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, bucket_version, variant_a, variant_b)
);
)sql";

}  // namespace refit::store::migrations
