#include "store/migrations/list.h"

// Units held back from learning (docs/methods/experiment.md): a mark on their rows, and sums of
// their own. The key of arm_statistics grows by the mark, so the table is made anew. A session's
// mark is its policy version 0: a column of resize_sessions would stand behind the canvases.

namespace refit::store::migrations {

constinit const std::string_view kHoldback = R"sql(
ALTER TABLE assignments ADD COLUMN held_back BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assignments ADD COLUMN holdback DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE user_outcomes ADD COLUMN held_back BIGINT NOT NULL DEFAULT 0;

CREATE TABLE arm_statistics_anew (
    experiment_id TEXT NOT NULL,
    bucket_version BIGINT NOT NULL,
    variant_id TEXT NOT NULL,
    held_back BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    exposures BIGINT NOT NULL,
    expected_exposures DOUBLE PRECISION NOT NULL,
    outcomes BIGINT NOT NULL,
    rating_sum DOUBLE PRECISION NOT NULL,
    rating_sq_sum DOUBLE PRECISION NOT NULL,
    successes BIGINT NOT NULL,
    sessions BIGINT NOT NULL,
    all_ratings BIGINT NOT NULL,
    all_rating_sum DOUBLE PRECISION NOT NULL,
    all_successes BIGINT NOT NULL,
    processing_sum DOUBLE PRECISION NOT NULL,
    processing_n BIGINT NOT NULL,
    corrections BIGINT NOT NULL,
    correction_size_sum DOUBLE PRECISION NOT NULL,
    failures BIGINT NOT NULL,
    fallbacks BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, bucket_version, variant_id, held_back, shard)
);
INSERT INTO arm_statistics_anew
SELECT experiment_id, bucket_version, variant_id, 0, shard, exposures, expected_exposures, outcomes,
    rating_sum, rating_sq_sum, successes, sessions, all_ratings, all_rating_sum, all_successes,
    processing_sum, processing_n, corrections, correction_size_sum, failures, fallbacks
FROM arm_statistics;
DROP TABLE arm_statistics;
ALTER TABLE arm_statistics_anew RENAME TO arm_statistics;
)sql";

}  // namespace refit::store::migrations
