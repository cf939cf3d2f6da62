#include "store/sqlite/transaction.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace refit::store {
namespace {

// Runs one job inside its savepoint; on failure its changes are gone.
Result<void> run_job(SqliteConnection& connection, Job& job, std::vector<std::string>& payloads) {
    REFIT_CHECK(connection.execute("SAVEPOINT job", {}));
    SqliteTransaction tx{connection};
    auto result = call_guarded(*job.work, tx);
    if (result) result = tx.outcome();
    if (!connection.in_transaction()) {
        // The engine gave up the whole transaction: a full disk, or an I/O error.
        return result ? fail(ErrorCode::Unavailable, "the database rolled the transaction back")
                      : result;
    }
    if (!result) REFIT_CHECK(connection.execute("ROLLBACK TO job", {}));
    REFIT_CHECK(connection.execute("RELEASE job", {}));
    if (!result) return result;
    auto sent = tx.take_payloads();
    std::move(sent.begin(), sent.end(), std::back_inserter(payloads));
    return {};
}

void fail_all(std::span<Job* const> batch, const Error& error) {
    for (Job* job : batch) {
        if (job->result) job->result = tl::unexpected(error);
    }
}

}  // namespace

Result<Rows> SqliteTransaction::query(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(Result<void>{outcome_});
    auto rows = connection_->query(sql, values);
    if (!rows) outcome_ = tl::unexpected(rows.error());
    return rows;
}

Result<std::int64_t> SqliteTransaction::execute(std::string_view sql,
                                                std::span<const Value> values) {
    REFIT_CHECK(Result<void>{outcome_});
    auto changed = connection_->execute(sql, values);
    if (!changed) outcome_ = tl::unexpected(changed.error());
    return changed;
}

Result<void> SqliteTransaction::notify(std::string_view payload) {
    if (payload.size() > kNotifyBytesMax) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("a notification is at most {} bytes", kNotifyBytesMax));
    }
    payloads_.emplace_back(payload);
    return {};
}

std::vector<std::string> commit_batch(SqliteConnection& connection, std::span<Job* const> batch) {
    // IMMEDIATE: the write lock is waited for here, by the busy timeout, and not in
    // mid-transaction, where a snapshot that another process has outdated could only fail.
    if (auto begun = connection.execute("BEGIN IMMEDIATE", {}); !begun) {
        fail_all(batch, begun.error());
        return {};
    }
    std::vector<std::string> payloads;
    for (Job* job : batch) {
        job->result = run_job(connection, *job, payloads);
        if (connection.in_transaction()) continue;
        fail_all(batch, {ErrorCode::Unavailable, "a write of the same batch broke the commit"});
        return {};
    }
    if (auto committed = connection.execute("COMMIT", {}); !committed) {
        if (connection.in_transaction()) {
            // Nothing to do if this fails too: the next BEGIN will say so.
            static_cast<void>(connection.execute("ROLLBACK", {}));
        }
        fail_all(batch, committed.error());
        return {};
    }
    return payloads;
}

}  // namespace refit::store
