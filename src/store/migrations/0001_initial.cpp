#include "store/migrations/list.h"

// In resize_sessions the small columns come first: SQLite reads a row front to back, so a list
// never walks through the pages of the canvases. What the columns mean: docs/formats/schema.md.

namespace refit::store::migrations {

constinit const std::string_view kInitial = R"sql(
CREATE TABLE resize_sessions (
    seq {{serial}},
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    project_id TEXT,
    target_dimensions TEXT NOT NULL,
    target_width BIGINT NOT NULL,
    target_height BIGINT NOT NULL,
    user_rating BIGINT CHECK (user_rating BETWEEN 1 AND 5),
    helpful BIGINT,
    feedback_text TEXT,
    corrected BIGINT NOT NULL DEFAULT 0,
    correction_size DOUBLE PRECISION,
    undone BIGINT NOT NULL DEFAULT 0,
    processing_time DOUBLE PRECISION,
    variant_id TEXT,
    variant_version BIGINT,
    experiment_id TEXT,
    propensity DOUBLE PRECISION,
    policy_version BIGINT,
    bucket_version BIGINT,
    first_exposure BIGINT NOT NULL DEFAULT 0,
    resizer TEXT NOT NULL,
    status TEXT NOT NULL,
    error_message TEXT,
    quality_score DOUBLE PRECISION,
    prompt_tokens BIGINT,
    completion_tokens BIGINT,
    cost_usd DOUBLE PRECISION,
    etag BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    rated_at BIGINT,
    features TEXT NOT NULL,
    original_canvas TEXT NOT NULL,
    ai_result TEXT,
    manual_corrections TEXT
);
CREATE INDEX resize_sessions_user ON resize_sessions (user_id);
CREATE INDEX resize_sessions_variant ON resize_sessions (variant_id, seq);
CREATE INDEX resize_sessions_created ON resize_sessions (created_at);
CREATE INDEX resize_sessions_rated ON resize_sessions (seq) WHERE user_rating IS NOT NULL;

CREATE TABLE feedback (
    session_id TEXT NOT NULL REFERENCES resize_sessions (id),
    rater TEXT NOT NULL,
    rating BIGINT CHECK (rating BETWEEN 1 AND 5),
    helpful BIGINT,
    text TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, rater)
);
CREATE INDEX feedback_rater ON feedback (rater);

CREATE TABLE feedback_history (
    seq {{serial}},
    session_id TEXT NOT NULL REFERENCES resize_sessions (id),
    rater TEXT NOT NULL,
    rating BIGINT,
    helpful BIGINT,
    text TEXT,
    correction_size DOUBLE PRECISION,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX feedback_history_session ON feedback_history (session_id);
CREATE INDEX feedback_history_rater ON feedback_history (rater);

CREATE TABLE training_data (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL UNIQUE REFERENCES resize_sessions (id),
    input_features TEXT NOT NULL,
    expected_output TEXT,
    quality_score DOUBLE PRECISION NOT NULL,
    quality_version TEXT NOT NULL,
    validated BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX training_data_created ON training_data (created_at);

CREATE TABLE experiments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    allocation TEXT NOT NULL,
    bucket_version BIGINT NOT NULL,
    exploration_floor DOUBLE PRECISION NOT NULL,
    holdback DOUBLE PRECISION NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE variants (
    id TEXT PRIMARY KEY,
    experiment_id TEXT NOT NULL REFERENCES experiments (id),
    name TEXT NOT NULL,
    active BIGINT NOT NULL,
    weight DOUBLE PRECISION NOT NULL,
    current_version BIGINT NOT NULL,
    origin TEXT NOT NULL,
    traffic_cap DOUBLE PRECISION,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE variant_versions (
    variant_id TEXT NOT NULL REFERENCES variants (id),
    version BIGINT NOT NULL,
    prompt TEXT NOT NULL,
    parameters TEXT NOT NULL,
    parent_version BIGINT,
    note TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (variant_id, version)
);

CREATE TABLE policies (
    experiment_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    weights TEXT NOT NULL,
    reason TEXT NOT NULL,
    details TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (experiment_id, version)
);

CREATE TABLE assignments (
    seq {{serial}},
    experiment_id TEXT NOT NULL,
    bucket_version BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    variant_version BIGINT NOT NULL,
    propensity DOUBLE PRECISION NOT NULL,
    weights TEXT NOT NULL,
    policy_version BIGINT NOT NULL,
    assigned_at BIGINT NOT NULL,
    UNIQUE (user_id, experiment_id, bucket_version)
);

CREATE TABLE user_outcomes (
    experiment_id TEXT NOT NULL,
    bucket_version BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    variant_version BIGINT NOT NULL,
    propensity DOUBLE PRECISION NOT NULL,
    assigned_seq BIGINT NOT NULL,
    session_id TEXT NOT NULL REFERENCES resize_sessions (id),
    rating BIGINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, experiment_id, bucket_version)
);
CREATE INDEX user_outcomes_order ON user_outcomes (experiment_id, bucket_version, assigned_seq);
CREATE INDEX user_outcomes_session ON user_outcomes (session_id);

CREATE TABLE arm_statistics (
    experiment_id TEXT NOT NULL,
    bucket_version BIGINT NOT NULL,
    variant_id TEXT NOT NULL,
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
    PRIMARY KEY (experiment_id, bucket_version, variant_id, shard)
);

CREATE TABLE daily_rollups (
    day TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    shard BIGINT NOT NULL,
    sessions BIGINT NOT NULL,
    rated BIGINT NOT NULL,
    rating_sum DOUBLE PRECISION NOT NULL,
    successes BIGINT NOT NULL,
    helpful BIGINT NOT NULL,
    processing_sum DOUBLE PRECISION NOT NULL,
    processing_n BIGINT NOT NULL,
    corrected BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    fallbacks BIGINT NOT NULL,
    PRIMARY KEY (day, variant_id, shard)
);

CREATE TABLE models (
    version {{serial}},
    kind TEXT NOT NULL,
    parameters TEXT NOT NULL,
    metrics TEXT NOT NULL,
    parent BIGINT,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX models_serving ON models (kind) WHERE status = 'serving';

CREATE TABLE scheduled_tasks (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    interval_ms BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    last_run BIGINT,
    next_run BIGINT,
    last_outcome TEXT,
    last_error TEXT,
    last_duration_ms BIGINT,
    lease_owner TEXT,
    lease_until BIGINT
);

CREATE TABLE task_runs (
    seq {{serial}},
    task_id TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX task_runs_task ON task_runs (task_id, seq);

CREATE TABLE reports (
    seq {{serial}},
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    markdown TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX reports_kind ON reports (kind, seq);

CREATE TABLE audit_log (
    seq {{serial}},
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before_json TEXT,
    after_json TEXT,
    reason TEXT NOT NULL
);

CREATE TABLE idempotency_keys (
    key TEXT NOT NULL,
    route TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    user_id TEXT,
    status BIGINT,
    content_type TEXT,
    response TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (key, route)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_user ON idempotency_keys (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
)sql";

}  // namespace refit::store::migrations
