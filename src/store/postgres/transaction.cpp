#include "store/postgres/transaction.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "json/writer.h"

namespace refit::store {
namespace {

void fail_all(std::span<Job* const> batch, const Error& error) {
    for (Job* job : batch) job->result = tl::unexpected(error);
}

// Ends the transaction, whatever is left of it. Should even this fail, the connection is broken,
// and its next user finds that out.
void roll_back(PgConnection& connection) {
    if (connection.is_broken()) return;
    static_cast<void>(connection.flush());
    static_cast<void>(connection.command("ROLLBACK"));
}

// The transaction is gone or is ended here; all jobs hold `error` until they are run again.
BatchEnd give_up(PgConnection& connection, std::span<Job* const> batch, const Error& error) {
    fail_all(batch, error);
    roll_back(connection);
    return BatchEnd::Again;
}

struct JobEnd {
    PgFailure failure{PgFailure::None};
    std::vector<std::string> payloads;
};

JobEnd run_job(PgConnection& connection, std::int64_t shard, Job& job) {
    PgTransaction tx{connection, shard};
    job.result = call_guarded(*job.work, tx);
    if (auto sent = tx.flush(); job.result) job.result = std::move(sent);
    if (!tx.outcome()) job.result = tx.outcome();
    if (!job.result) return {.failure = tx.failure(), .payloads = {}};
    return {.failure = PgFailure::None, .payloads = tx.payloads()};
}

// One statement for all of a batch: commits that notify are one at a time in the whole server, so
// they had better be few and quick.
Result<void> send(PgConnection& connection, const std::vector<std::string>& payloads) {
    if (payloads.empty()) return {};
    json::Writer list;
    list.begin_array();
    for (const std::string& payload : payloads) list.value(payload);
    const Value bound = list.end_array().take();
    REFIT_CHECK(connection.query(
        "SELECT pg_notify('refit', value) FROM json_array_elements_text(CAST(? AS json))",
        {&bound, 1}));
    return {};
}

// COMMIT, whose failure has three meanings.
BatchEnd commit(PgConnection& connection, std::span<Job* const> batch) {
    const auto committed = connection.command("COMMIT");
    if (committed) return BatchEnd::Settled;
    if (connection.last_failure() == PgFailure::Retry) {
        return give_up(connection, batch, committed.error());
    }
    if (connection.is_broken()) {
        // The commit may or may not have reached the disk. Running it again could store it twice.
        const Error unknown{ErrorCode::Unavailable,
                            "lost the connection to PostgreSQL during the commit; whether the "
                            "change was stored is not known"};
        for (Job* job : batch) {
            if (job->result) job->result = tl::unexpected(unknown);
        }
        return BatchEnd::Settled;
    }
    for (Job* job : batch) {
        if (job->result) job->result = tl::unexpected(committed.error());
    }
    roll_back(connection);
    return BatchEnd::Settled;
}

bool must_run_again(PgFailure failure) {
    return failure == PgFailure::Retry || failure == PgFailure::Broken;
}

BatchEnd commit_one(PgConnection& connection, std::int64_t shard, Job& job) {
    Job* const batch[] = {&job};
    if (auto begun = connection.send("BEGIN", {}); !begun) {
        return give_up(connection, batch, begun.error());
    }
    const JobEnd end = run_job(connection, shard, job);
    if (must_run_again(end.failure)) return give_up(connection, batch, Error{job.result.error()});
    if (!job.result) {
        roll_back(connection);
        return BatchEnd::Settled;
    }
    if (auto sent = send(connection, end.payloads); !sent) {
        return give_up(connection, batch, sent.error());
    }
    return commit(connection, batch);
}

}  // namespace

void PgTransaction::remember(const Error& error) {
    outcome_ = tl::unexpected(error);
    failure_ = connection_->last_failure();
}

Result<Rows> PgTransaction::query(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(Result<void>{outcome_});
    auto rows = connection_->query(sql, values);
    if (!rows) remember(rows.error());
    return rows;
}

Result<std::int64_t> PgTransaction::execute(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(Result<void>{outcome_});
    auto changed = connection_->execute(sql, values);
    if (!changed) remember(changed.error());
    return changed;
}

Result<void> PgTransaction::send(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(Result<void>{outcome_});
    auto sent = connection_->send(sql, values);
    if (!sent) remember(sent.error());
    return sent;
}

Result<void> PgTransaction::flush() {
    // Also after a failure: nothing may be out when the transaction is rolled back.
    auto done = connection_->flush();
    if (!done && outcome_) remember(done.error());
    return outcome_;
}

Result<void> PgTransaction::lock(std::string_view name) {
    // Two names may share a hash: then they wait for one another, which costs time and no more.
    const Value key = static_cast<std::int64_t>(fnv1a64(name));
    return send("SELECT pg_advisory_xact_lock(?)", {&key, 1});
}

Result<void> PgTransaction::lock_table(std::string_view table) {
    return send(fmt::format("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", table), {});
}

Result<void> PgTransaction::notify(std::string_view payload) {
    if (payload.size() > kNotifyBytesMax) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("a notification is at most {} bytes", kNotifyBytesMax));
    }
    payloads_.emplace_back(payload);
    return {};
}

BatchEnd commit_batch(PgConnection& connection, std::int64_t shard, std::span<Job* const> batch) {
    if (batch.size() == 1) return commit_one(connection, shard, *batch.front());
    if (auto begun = connection.send("BEGIN", {}); !begun) {
        return give_up(connection, batch, begun.error());
    }
    std::vector<std::string> payloads;
    for (Job* job : batch) {
        if (auto marked = connection.send("SAVEPOINT job", {}); !marked) {
            return give_up(connection, batch, marked.error());
        }
        JobEnd end = run_job(connection, shard, *job);
        if (must_run_again(end.failure)) {
            return give_up(connection, batch, Error{job->result.error()});
        }
        std::move(end.payloads.begin(), end.payloads.end(), std::back_inserter(payloads));
        if (!job->result) {
            if (auto back = connection.command("ROLLBACK TO SAVEPOINT job"); !back) {
                return give_up(connection, batch, back.error());
            }
        }
        if (auto released = connection.send("RELEASE SAVEPOINT job", {}); !released) {
            return give_up(connection, batch, released.error());
        }
    }
    if (auto sent = send(connection, payloads); !sent) {
        return give_up(connection, batch, sent.error());
    }
    return commit(connection, batch);
}

}  // namespace refit::store
