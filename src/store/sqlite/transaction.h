#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/commit_queue.h"
#include "store/database.h"
#include "store/sqlite/connection.h"

namespace refit::store {

// A transaction, or one job's part of a batch. After a statement has failed every later one fails
// likewise, as in PostgreSQL, so that work cannot come to rest on half a change.
class SqliteTransaction final : public Transaction {
public:
    explicit SqliteTransaction(SqliteConnection& connection) : connection_{&connection} {}

    Result<Rows> query(std::string_view sql, std::span<const Value> values) override;
    Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) override;
    Result<void> lock(std::string_view) override { return {}; }  // there is one writer
    Result<void> lock_table(std::string_view) override { return {}; }
    Result<void> notify(std::string_view payload) override;

    // The first statement's failure, if any.
    [[nodiscard]] const Result<void>& outcome() const { return outcome_; }
    [[nodiscard]] std::vector<std::string> take_payloads() { return std::move(payloads_); }

private:
    SqliteConnection* connection_;
    Result<void> outcome_;
    std::vector<std::string> payloads_;
};

// Runs each job in a savepoint of one transaction, commits, and sets the jobs' results: a job's own
// error, or the commit's. Returns the payloads to send, of the jobs that took effect.
[[nodiscard]] std::vector<std::string> commit_batch(SqliteConnection& connection,
                                                    std::span<Job* const> batch);

}  // namespace refit::store
