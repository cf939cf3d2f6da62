#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/commit_queue.h"
#include "store/database.h"
#include "store/postgres/connection.h"

namespace refit::store {

// A transaction, or one job's part of a batch. After a statement has failed every later one fails
// with the same error (PostgreSQL itself would refuse it, less helpfully).
class PgTransaction final : public Transaction {
public:
    PgTransaction(PgConnection& connection, std::int64_t its_shard)
        : connection_{&connection}, shard_{its_shard} {}

    Result<Rows> query(std::string_view sql, std::span<const Value> values) override;
    Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) override;
    Result<void> send(std::string_view sql, std::span<const Value> values) override;
    Result<void> lock(std::string_view name) override;
    Result<void> lock_table(std::string_view table) override;
    Result<void> notify(std::string_view payload) override;
    std::int64_t shard() const override { return shard_; }

    // Waits for what was sent; to be called when the work is done.
    [[nodiscard]] Result<void> flush();
    // The first statement's failure, if any, and its kind.
    [[nodiscard]] const Result<void>& outcome() const { return outcome_; }
    [[nodiscard]] PgFailure failure() const { return failure_; }
    [[nodiscard]] const std::vector<std::string>& payloads() const { return payloads_; }

private:
    void remember(const Error& error);

    PgConnection* connection_;
    std::int64_t shard_;
    Result<void> outcome_;
    PgFailure failure_{PgFailure::None};
    std::vector<std::string> payloads_;
};

// How a batch ended.
enum class BatchEnd : unsigned char {
    Settled,  // every job has its result
    Again,    // nothing of it is stored; it may be run again, on a new connection if this broke
};

// Runs the jobs in one transaction, each in a savepoint if there are several, and commits.
// With Again, the jobs' results hold the error to give up with.
[[nodiscard]] BatchEnd commit_batch(PgConnection& connection, std::int64_t shard,
                                    std::span<Job* const> batch);

}  // namespace refit::store
