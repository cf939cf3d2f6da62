#include "store/postgres/postgres_database.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/commit_queue.h"
#include "store/notifier.h"
#include "store/postgres/connection.h"
#include "store/postgres/listener.h"
#include "store/postgres/transaction.h"

namespace refit::store {
namespace {

// Enough to keep a server busy with batches (bench/results/store.txt), and leaves room for
// other replicas' connections.
constexpr std::size_t kWritersMax = 4;
constexpr int kAttemptsMax = 6;
constexpr std::chrono::milliseconds kRetryPause{5};  // doubled with each attempt
constexpr std::chrono::seconds kReaderWaitMax{10};
// Key space of the session locks by which a connection owns its shard: "refit" in ASCII, below
// which the low byte is the shard.
constexpr std::int64_t kShardLockBase = 0x7265'6669'7400;

struct Writer {
    std::unique_ptr<PgConnection> connection;
    std::int64_t shard{0};
};

// A shard no other connection adds to, as long as there are at most kShards of them. With more,
// some share: they wait for one another, and count right all the same.
Result<std::int64_t> claim_shard(PgConnection& connection) {
    for (std::int64_t shard = 0; shard < kShards; ++shard) {
        const Value key = kShardLockBase + shard;
        REFIT_TRY(rows, connection.query("SELECT pg_try_advisory_lock(?)", {&key, 1}));
        if (rows.integer(0, 0) == 1) return shard;
    }
    REFIT_TRY(rows, connection.query("SELECT pg_backend_pid()", {}));
    return rows.integer(0, 0).value_or(0) % kShards;
}

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(const OpenOptions& options, std::unique_ptr<PgConnection> first)
        : url_{options.url},
          writers_(std::clamp<std::size_t>(options.connections_max / 2, 1, kWritersMax)),
          readers_max_{std::max(options.connections_max, writers_.size() + 1) - writers_.size()},
          queue_{{.workers = writers_.size(), .batch_max = options.group_commit_max},
                 [this](std::size_t worker, std::span<Job* const> batch) {
                     run_batch(writers_[worker], batch);
                 }} {
        return_reader(std::move(first));
        readers_ = 1;
    }

    Result<void> write(const Work& work) override { return queue_.run(work); }
    Result<void> read(const Work& work) override;
    void listen(Listener listener) override;
    Dialect dialect() const override { return Dialect::Postgres; }

private:
    void run_batch(Writer& writer, std::span<Job* const> batch);
    [[nodiscard]] BatchEnd try_batch(Writer& writer, std::span<Job* const> batch);
    Result<std::unique_ptr<PgConnection>> borrow_reader();
    void return_reader(std::unique_ptr<PgConnection> reader);
    void forget_reader();

    const std::string url_;
    std::vector<Writer> writers_;  // each used by one worker of the queue
    const std::size_t readers_max_;

    std::mutex readers_mutex_;
    std::condition_variable reader_returned_;
    std::vector<std::unique_ptr<PgConnection>> idle_readers_;
    std::size_t readers_{0};  // idle and lent

    Notifier notifier_;
    std::optional<PgListener> listener_;
    CommitQueue queue_;  // last: its threads use all of the above
};

BatchEnd PostgresDatabase::try_batch(Writer& writer, std::span<Job* const> batch) {
    if (writer.connection && writer.connection->is_broken()) writer.connection.reset();
    if (!writer.connection) {
        auto opened = PgConnection::open(url_);
        auto shard = opened ? claim_shard(**opened) : Result<std::int64_t>{0};
        if (!opened || !shard) {
            const Error error = !opened ? opened.error() : shard.error();
            for (Job* job : batch) job->result = tl::unexpected(error);
            return BatchEnd::Settled;
        }
        writer.connection = *std::move(opened);
        writer.shard = *shard;
    }
    return commit_batch(*writer.connection, writer.shard, batch);
}

void PostgresDatabase::run_batch(Writer& writer, std::span<Job* const> batch) {
    if (try_batch(writer, batch) == BatchEnd::Settled) return;
    // Alone, a job holds fewest locks, and one that cannot succeed fails only itself.
    for (Job* job : batch) {
        auto pause = kRetryPause;
        for (int attempt = 1; attempt < kAttemptsMax; ++attempt, pause *= 2) {
            if (try_batch(writer, {&job, 1}) == BatchEnd::Settled) break;
            std::this_thread::sleep_for(pause);
        }
    }
}

Result<void> PostgresDatabase::read(const Work& work) {
    // A second attempt, for a connection that went stale while it lay idle.
    Result<void> result;
    for (int attempt = 0; attempt < 2; ++attempt) {
        REFIT_TRY(reader, borrow_reader());
        PgTransaction tx{*reader, 0};
        result = reader->send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {});
        if (result) result = call_guarded(work, tx);
        if (auto sent = tx.flush(); result) result = std::move(sent);
        if (!tx.outcome()) result = tx.outcome();
        if (!reader->is_broken()) static_cast<void>(reader->command("ROLLBACK"));
        if (!reader->is_broken()) {
            return_reader(std::move(reader));
            return result;
        }
        forget_reader();
    }
    return result;
}

Result<std::unique_ptr<PgConnection>> PostgresDatabase::borrow_reader() {
    std::unique_lock lock{readers_mutex_};
    const bool is_free = reader_returned_.wait_for(
        lock, kReaderWaitMax, [this] { return !idle_readers_.empty() || readers_ < readers_max_; });
    if (!is_free) return fail(ErrorCode::Unavailable, "all database readers are busy");
    if (!idle_readers_.empty()) {
        auto reader = std::move(idle_readers_.back());
        idle_readers_.pop_back();
        return reader;
    }
    ++readers_;
    lock.unlock();
    auto opened = PgConnection::open(url_);
    if (!opened) forget_reader();
    return opened;
}

void PostgresDatabase::return_reader(std::unique_ptr<PgConnection> reader) {
    {
        const std::lock_guard lock{readers_mutex_};
        idle_readers_.push_back(std::move(reader));
    }
    reader_returned_.notify_one();
}

void PostgresDatabase::forget_reader() {
    {
        const std::lock_guard lock{readers_mutex_};
        --readers_;
        // The others were most likely lost with it; a server that restarted is reached anew.
        readers_ -= idle_readers_.size();
        idle_readers_.clear();
    }
    reader_returned_.notify_all();
}

void PostgresDatabase::listen(Listener listener) {
    notifier_.listen(std::move(listener));
    if (!listener_) listener_.emplace(url_, notifier_);
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const OpenOptions& options) {
    REFIT_TRY(first, PgConnection::open(options.url));
    return std::make_unique<PostgresDatabase>(options, std::move(first));
}

}  // namespace refit::store
