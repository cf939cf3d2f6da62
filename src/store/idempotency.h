#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// One request that carried an Idempotency-Key. Keyed by (key, route).
struct IdempotentRequest {
    std::string key;
    std::string route;      // "POST /v1/resize"
    std::string body_hash;  // of user and body: another one under the same key is a mistake
    std::optional<std::string> user_id;  // whose data the response holds, for erasure
    TimePoint created_at;
};

struct StoredResponse {
    std::int64_t status{200};
    std::string content_type;
    std::string body;
};

enum class IdempotencyState : unsigned char {
    Fresh,     // ours to run; the key is now taken
    Running,   // another request with this key has not finished
    Replay,    // it has finished: `response`
    Mismatch,  // the key was used with another body
};
struct IdempotencyClaim {
    IdempotencyState state{IdempotencyState::Fresh};
    std::optional<StoredResponse> response;
};

// A request that never finished (its process died) may be claimed again after this long.
inline constexpr Milliseconds kIdempotencyRunMax{120'000};

[[nodiscard]] Result<IdempotencyClaim> claim_idempotency_key(Transaction& tx,
                                                             const IdempotentRequest& request);
// Keeps the response for replays.
[[nodiscard]] Result<void> finish_idempotency_key(Transaction& tx, std::string_view key,
                                                  std::string_view route,
                                                  const StoredResponse& response);
// Frees a key whose request failed in a way that a retry may mend.
[[nodiscard]] Result<void> release_idempotency_key(Transaction& tx, std::string_view key,
                                                   std::string_view route);
// Deletes up to kIdempotencyPurgeBatch keys made before `limit` and returns how many; call it until
// it returns less.
inline constexpr std::int64_t kIdempotencyPurgeBatch = 500;
[[nodiscard]] Result<std::int64_t> purge_idempotency_keys(Transaction& tx, TimePoint limit);

}  // namespace refit::store
