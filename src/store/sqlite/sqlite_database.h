#pragma once

#include <memory>

#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// One writer thread with group commit, a pool of reading connections (snapshots of the WAL), and
// listeners within this process. "sqlite::memory:" keeps everything in one connection.
// A second process may use the same file: writers wait for one another up to the busy timeout.
[[nodiscard]] Result<std::unique_ptr<Database>> open_sqlite(const OpenOptions& options);

}  // namespace refit::store
