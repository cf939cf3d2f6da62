#include "store/migrations/list.h"

// Contextual allocation: what a draw went by, and what is known of each arm
// (docs/methods/contextual-bandit.md).

namespace refit::store::migrations {

constinit const std::string_view kContextual = R"sql(
ALTER TABLE assignments ADD COLUMN context TEXT;
CREATE TABLE contextual_arms (
    experiment_id TEXT NOT NULL,
    bucket_version BIGINT NOT NULL,
    variant_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    statistics TEXT NOT NULL,
    PRIMARY KEY (experiment_id, bucket_version, variant_id)
);
)sql";

}  // namespace refit::store::migrations
