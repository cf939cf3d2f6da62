#pragma once

#include <memory>

#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// Raw libpq: a few writing connections, each with group commit; a pool of reading ones; one that
// listens. Connections that break are opened anew at their next use; while the server is away,
// calls fail with Unavailable.
[[nodiscard]] Result<std::unique_ptr<Database>> open_postgres(const OpenOptions& options);

}  // namespace refit::store
