#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Forward-only, numbered changes of the schema, compiled into the binary from store/migrations/.
// Each is recorded in schema_migrations with a checksum of its text; a migration that was applied
// is never edited.

enum class MigrationState : unsigned char {
    Applied,
    Pending,
    Changed,  // applied, but with a text other than this binary's
    Unknown,  // applied by a newer binary
};

struct MigrationStatus {
    std::int64_t version{0};
    std::string name;
    std::string checksum;  // this binary's; the recorded one for Unknown
    MigrationState state{MigrationState::Pending};
    TimePoint applied_at;  // meaningless while pending
};

// What stands in the database against what this binary knows, by version. An empty database is all
// Pending.
[[nodiscard]] Result<std::vector<MigrationStatus>> migration_status(Database& database);

// Applies all pending migrations in one transaction and returns how many. Safe to call from several
// processes at once: one applies, the others wait and find nothing to do.
// Errors: Conflict if any migration is Changed or Unknown (nothing is touched then).
[[nodiscard]] Result<std::size_t> migrate(Database& database, TimePoint now);

struct MigrationText {
    std::int64_t version{0};
    std::string name;      // "0001_initial"
    std::string checksum;  // 16 hex digits, the same for both dialects
    std::string sql;       // in the dialect asked for
};
// The migrations as SQL, for `refit db generate` and for reading.
[[nodiscard]] std::vector<MigrationText> migration_texts(Dialect dialect);

}  // namespace refit::store
