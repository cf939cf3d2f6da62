#include "store/sqlite/sqlite_database.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "store/commit_queue.h"
#include "store/notifier.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/transaction.h"

namespace refit::store {
namespace {

constexpr std::size_t kReadersMax = 8;
constexpr std::chrono::seconds kReaderWaitMax{10};
constexpr std::string_view kMemory = ":memory:";

// "sqlite:refit.db", "sqlite:/srv/refit.db", "sqlite:///srv/refit.db", "sqlite::memory:".
std::string path_of(std::string_view url) {
    url.remove_prefix(std::string_view{"sqlite:"}.size());
    if (url.starts_with("//")) url.remove_prefix(2);
    return std::string{url};
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::string path, std::unique_ptr<SqliteConnection> writer,
                   std::size_t batch_max)
        : path_{std::move(path)},
          writer_{std::move(writer)},
          queue_{{.workers = 1, .batch_max = batch_max},
                 [this](std::size_t, std::span<Job* const> batch) { run_batch(batch); }} {}

    Result<void> write(const Work& work) override { return queue_.run(work); }
    Result<void> read(const Work& work) override;
    void listen(Listener listener) override { notifier_.listen(std::move(listener)); }
    Dialect dialect() const override { return Dialect::Sqlite; }

private:
    void run_batch(std::span<Job* const> batch);
    Result<void> read_with(SqliteConnection& connection, const Work& work);
    Result<std::unique_ptr<SqliteConnection>> borrow_reader();
    void return_reader(std::unique_ptr<SqliteConnection> reader);

    const std::string path_;
    std::mutex writer_mutex_;  // taken by readers only when everything is in memory
    const std::unique_ptr<SqliteConnection> writer_;

    std::mutex readers_mutex_;
    std::condition_variable reader_returned_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_readers_;
    std::size_t readers_{0};  // idle and lent

    Notifier notifier_;
    CommitQueue queue_;  // last: its thread uses all of the above
};

void SqliteDatabase::run_batch(std::span<Job* const> batch) {
    const std::lock_guard lock{writer_mutex_};
    for (std::string& payload : commit_batch(*writer_, batch)) notifier_.post(std::move(payload));
}

Result<void> SqliteDatabase::read(const Work& work) {
    if (path_ == kMemory) {
        const std::lock_guard lock{writer_mutex_};
        REFIT_CHECK(writer_->query("PRAGMA query_only=ON", {}));
        auto result = read_with(*writer_, work);
        REFIT_CHECK(writer_->query("PRAGMA query_only=OFF", {}));
        return result;
    }
    REFIT_TRY(reader, borrow_reader());
    auto result = read_with(*reader, work);
    return_reader(std::move(reader));
    return result;
}

Result<void> SqliteDatabase::read_with(SqliteConnection& connection, const Work& work) {
    REFIT_CHECK(connection.execute("BEGIN", {}));
    SqliteTransaction tx{connection};
    auto result = call_guarded(work, tx);
    if (result) result = tx.outcome();
    if (connection.in_transaction()) REFIT_CHECK(connection.execute("ROLLBACK", {}));
    return result;
}

Result<std::unique_ptr<SqliteConnection>> SqliteDatabase::borrow_reader() {
    std::unique_lock lock{readers_mutex_};
    const bool is_free = reader_returned_.wait_for(
        lock, kReaderWaitMax, [this] { return !idle_readers_.empty() || readers_ < kReadersMax; });
    if (!is_free) return fail(ErrorCode::Unavailable, "all database readers are busy");
    if (!idle_readers_.empty()) {
        auto reader = std::move(idle_readers_.back());
        idle_readers_.pop_back();
        return reader;
    }
    ++readers_;
    lock.unlock();
    auto opened = SqliteConnection::open(path_, SqliteMode::ReadOnly);
    if (!opened) {
        lock.lock();
        --readers_;
    }
    return opened;
}

void SqliteDatabase::return_reader(std::unique_ptr<SqliteConnection> reader) {
    {
        const std::lock_guard lock{readers_mutex_};
        idle_readers_.push_back(std::move(reader));
    }
    reader_returned_.notify_one();
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const OpenOptions& options) {
    const std::string path = path_of(options.url);
    if (path.empty()) return fail(ErrorCode::InvalidInput, "the database URL names no SQLite file");
    REFIT_TRY(writer, SqliteConnection::open(path, SqliteMode::ReadWrite));
    return std::make_unique<SqliteDatabase>(path, std::move(writer), options.group_commit_max);
}

}  // namespace refit::store
