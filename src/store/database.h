#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace refit::store {

// A value bound to a statement or read from a row. Booleans are stored as 0 and 1, times as
// milliseconds since 1970 (int64), JSON as text.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

// Rows of an answer, column by column as the statement names them.
class Rows {
public:
    explicit Rows(std::size_t columns) : columns_{columns} {}
    void append(Value value) { values_.push_back(std::move(value)); }

    [[nodiscard]] std::size_t size() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] const Value& at(std::size_t row, std::size_t column) const {
        return values_[row * columns_ + column];
    }
    // Typed reading; SQL NULL is nullopt. A number is read as either kind.
    [[nodiscard]] std::optional<std::string> text(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::optional<double> real(std::size_t row, std::size_t column) const;

private:
    std::size_t columns_;
    std::vector<Value> values_;
};

// One open transaction. SQL is the common subset of SQLite 3.40 and PostgreSQL 15, with "?"
// placeholders (rewritten to $1… for PostgreSQL); only files in store/ write SQL.
class Transaction {
public:
    virtual ~Transaction() = default;
    [[nodiscard]] virtual Result<Rows> query(std::string_view sql,
                                             std::span<const Value> values) = 0;
    // Returns the number of rows changed.
    [[nodiscard]] virtual Result<std::int64_t> execute(std::string_view sql,
                                                       std::span<const Value> values) = 0;
    // As execute(), where the number of rows does not matter: it may travel with the next statement
    // (PostgreSQL: one round trip less), which then reports its failure; the commit at the latest.
    [[nodiscard]] virtual Result<void> send(std::string_view sql, std::span<const Value> values) {
        auto changed = execute(sql, values);
        if (!changed) return error_of(std::move(changed));
        return {};
    }
    // Adds `row_id … FOR UPDATE` semantics where the engine needs it: waits for and holds a named
    // lock until the transaction ends. A no-op in SQLite, where there is one writer.
    [[nodiscard]] virtual Result<void> lock(std::string_view name) = 0;
    // Keeps every other transaction from changing `table` until this one ends; for recounting it.
    // A no-op in SQLite.
    [[nodiscard]] virtual Result<void> lock_table(std::string_view table) = 0;
    // Sends `payload` to every process that listens on this database, at commit. At most
    // kNotifyBytesMax, else TooLarge. SQLite: to the listener of this process only.
    [[nodiscard]] virtual Result<void> notify(std::string_view payload) = 0;
    // Which of kShards rows of a shared counter this transaction adds to, so that transactions that
    // run at once do not wait for one another's row. Readers sum over the shards.
    [[nodiscard]] virtual std::int64_t shard() const { return 0; }
};

inline constexpr std::size_t kNotifyBytesMax = 4096;
// Payload a listener gets when others may have been lost (a connection was): look at everything.
inline constexpr std::string_view kResync = R"({"type":"resync"})";
inline constexpr std::int64_t kShards = 16;

enum class Dialect : std::uint8_t { Sqlite, Postgres };

// A database that survives kill -9: when write() has returned success, the change is on disk.
// Thread-safe: any number of threads may call write() and read() at once; they block.
class Database {
public:
    using Work = std::function<Result<void>(Transaction&)>;
    using Listener = std::function<void(std::string_view payload)>;

    virtual ~Database() = default;
    // Runs `work` in a transaction of its own (SQLite: in a savepoint of a group commit). An error
    // from `work` rolls its changes back and is returned. May run `work` again after a
    // serialisation conflict, so it must have no other effect than through the transaction.
    [[nodiscard]] virtual Result<void> write(const Work& work) = 0;
    // Runs read-only `work` on a consistent snapshot.
    [[nodiscard]] virtual Result<void> read(const Work& work) = 0;
    // Calls `listener` (from a thread of the database) for each payload notified by any process,
    // this one included. One listener; an empty one ends the calls, but for one under way.
    virtual void listen(Listener listener) = 0;
    [[nodiscard]] virtual Dialect dialect() const = 0;
};

struct OpenOptions {
    std::string url;                    // "sqlite:PATH", "sqlite::memory:" or "postgres://…"
    std::size_t connections_max = 16;   // PostgreSQL only
    std::size_t group_commit_max = 64;  // SQLite only: transactions joined in one fsync
};

// Opens (SQLite: creates) the database. Does not migrate.
[[nodiscard]] Result<std::unique_ptr<Database>> open_database(const OpenOptions& options);

}  // namespace refit::store
