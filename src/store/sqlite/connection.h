#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "store/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace refit::store {

enum class SqliteMode : unsigned char { ReadWrite, ReadOnly };

// One connection with its prepared statements. Not thread-safe.
class SqliteConnection {
public:
    // Opens (ReadWrite: creates) `path` and sets the pragmas every connection of ours has: WAL,
    // synchronous=FULL, foreign keys, a busy timeout.
    // Errors: Unavailable (cannot be opened, locked, read-only), Internal (not a database).
    [[nodiscard]] static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path,
                                                                        SqliteMode mode);

    [[nodiscard]] Result<Rows> query(std::string_view sql, std::span<const Value> values);
    [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values);
    // False outside a transaction, also after SQLite rolled one back by itself (disk full).
    [[nodiscard]] bool in_transaction() const;

private:
    struct CloseConnection {
        void operator()(sqlite3* connection) const;
    };
    struct FinalizeStatement {
        void operator()(sqlite3_stmt* statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

    SqliteConnection() = default;
    [[nodiscard]] Result<void> configure(const std::string& path, SqliteMode mode);
    [[nodiscard]] Result<sqlite3_stmt*> prepare(std::string_view sql);
    [[nodiscard]] tl::unexpected<Error> failure(std::string_view doing) const;

    std::unique_ptr<sqlite3, CloseConnection> connection_;
    std::unordered_map<std::string, Statement> statements_;  // declared after: finalized first
};

}  // namespace refit::store
