#include "store/idempotency.h"

#include <array>
#include <string>

#include "store/columns.h"

namespace refit::store {
namespace {

struct KeyRow {
    std::string key;
    std::string route;
    std::string body_hash;
    std::optional<std::string> user_id;
    std::optional<std::int64_t> status;  // null while the request runs
    std::optional<std::string> content_type;
    std::optional<std::string> response;
    TimePoint created_at;
};
constexpr std::array kColumns{
    column<&KeyRow::key>("key"),
    column<&KeyRow::route>("route"),
    column<&KeyRow::body_hash>("body_hash"),
    column<&KeyRow::user_id>("user_id"),
    column<&KeyRow::status>("status"),
    column<&KeyRow::content_type>("content_type"),
    column<&KeyRow::response>("response"),
    column<&KeyRow::created_at>("created_at"),
};
constexpr Table<KeyRow> kTable{"idempotency_keys", kColumns};

// Takes over a key whose request must have died. Conditional on its time, so that one of several
// that try gets it.
Result<IdempotencyClaim> take_over(Transaction& tx, const KeyRow& dead, TimePoint now) {
    REFIT_TRY(taken, tx.execute("UPDATE idempotency_keys SET created_at=? WHERE key=? AND route=? "
                                "AND status IS NULL AND created_at=?",
                                params(now, dead.key, dead.route, dead.created_at)));
    return IdempotencyClaim{
        .state = taken == 1 ? IdempotencyState::Fresh : IdempotencyState::Running,
        .response = std::nullopt};
}

}  // namespace

Result<IdempotencyClaim> claim_idempotency_key(Transaction& tx, const IdempotentRequest& request) {
    const KeyRow wanted{.key = request.key,
                        .route = request.route,
                        .body_hash = request.body_hash,
                        .user_id = request.user_id,
                        .status = std::nullopt,
                        .content_type = std::nullopt,
                        .response = std::nullopt,
                        .created_at = request.created_at};
    REFIT_TRY(added, tx.execute(insert_into(kTable) + " ON CONFLICT (key,route) DO NOTHING",
                                bind_all(kTable, wanted)));
    if (added == 1) return IdempotencyClaim{};
    REFIT_TRY(held, select_one(tx, kTable, "WHERE key=? AND route=?",
                               params(request.key, request.route)));
    if (!held) return IdempotencyClaim{.state = IdempotencyState::Running, .response = {}};
    if (held->body_hash != request.body_hash) {
        return IdempotencyClaim{.state = IdempotencyState::Mismatch, .response = std::nullopt};
    }
    if (held->status) {
        return IdempotencyClaim{
            .state = IdempotencyState::Replay,
            .response = StoredResponse{.status = *held->status,
                                       .content_type = held->content_type.value_or(""),
                                       .body = held->response.value_or("")}};
    }
    if (request.created_at - held->created_at >= kIdempotencyRunMax) {
        return take_over(tx, *held, request.created_at);
    }
    return IdempotencyClaim{.state = IdempotencyState::Running, .response = std::nullopt};
}

Result<void> finish_idempotency_key(Transaction& tx, std::string_view key, std::string_view route,
                                    const StoredResponse& response) {
    REFIT_CHECK(
        tx.execute("UPDATE idempotency_keys SET status=?,content_type=?,response=? "
                   "WHERE key=? AND route=?",
                   params(response.status, response.content_type, response.body, key, route)));
    return {};
}

Result<void> release_idempotency_key(Transaction& tx, std::string_view key,
                                     std::string_view route) {
    REFIT_CHECK(
        tx.execute("DELETE FROM idempotency_keys WHERE key=? AND route=? AND status IS NULL",
                   params(key, route)));
    return {};
}

Result<std::int64_t> purge_idempotency_keys(Transaction& tx, TimePoint limit) {
    return tx.execute(
        "DELETE FROM idempotency_keys WHERE (key,route) IN (SELECT key,route FROM "
        "idempotency_keys WHERE created_at<? LIMIT ?)",
        params(limit, kIdempotencyPurgeBatch));
}

}  // namespace refit::store
