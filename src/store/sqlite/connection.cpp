#include "store/sqlite/connection.h"

#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <sqlite3.h>

#include "store/value_check.h"

namespace refit::store {
namespace {

// How long a statement waits for another process's lock before it is Unavailable.
constexpr int kBusyTimeoutMs = 5000;
// The program has a fixed set of statements; beyond this the cache is emptied.
constexpr std::size_t kStatementsMax = 512;
// Pages in the log before a commit copies them to the database (16 MiB): fewer, larger syncs.
constexpr std::string_view kCheckpointPages = "PRAGMA wal_autocheckpoint=4000";

ErrorCode code_of(int status) {
    switch (status & 0xFF) {
        case SQLITE_CONSTRAINT:
            return ErrorCode::Conflict;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_PERM:
            return ErrorCode::Unavailable;
        case SQLITE_TOOBIG:
            return ErrorCode::TooLarge;
        default:
            return ErrorCode::Internal;
    }
}

int bind_one(sqlite3_stmt* statement, int index, const Value& value) {
    return std::visit(
        [&](const auto& content) {
            using T = std::decay_t<decltype(content)>;
            if constexpr (std::is_same_v<T, std::monostate>) {
                return sqlite3_bind_null(statement, index);
            } else if constexpr (std::is_same_v<T, std::int64_t>) {
                return sqlite3_bind_int64(statement, index, content);
            } else if constexpr (std::is_same_v<T, double>) {
                return sqlite3_bind_double(statement, index, content);
            } else {
                // No copy: the values outlive the statement's run, and are unbound after it.
                return sqlite3_bind_text64(statement, index, content.data(), content.size(),
                                           nullptr, SQLITE_UTF8);
            }
        },
        value);
}

Value read_one(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_NULL:
            return {};
        default: {
            const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
            const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return std::string{bytes ? bytes : "", length};
        }
    }
}

// Leaves a statement ready for its next use, whatever happened.
class StatementRun {
public:
    explicit StatementRun(sqlite3_stmt* statement) : statement_{statement} {}
    ~StatementRun() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    StatementRun(const StatementRun&) = delete;
    StatementRun& operator=(const StatementRun&) = delete;

private:
    sqlite3_stmt* statement_;
};

}  // namespace

void SqliteConnection::CloseConnection::operator()(sqlite3* connection) const {
    sqlite3_close_v2(connection);
}

void SqliteConnection::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path,
                                                                 SqliteMode mode) {
    std::unique_ptr<SqliteConnection> made{new SqliteConnection};
    sqlite3* raw = nullptr;
    // One thread at a time uses a connection, so SQLite need not lock it.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int status = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    made->connection_.reset(raw);
    if (status != SQLITE_OK) {
        return made->failure(fmt::format("cannot open the SQLite file {}", path));
    }
    REFIT_CHECK(made->configure(path, mode));
    return made;
}

Result<void> SqliteConnection::configure(const std::string& path, SqliteMode mode) {
    sqlite3* raw = connection_.get();
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, kBusyTimeoutMs);
    const auto journal = query("PRAGMA journal_mode=WAL", {});
    if (!journal) {
        return fail(journal.error().code, fmt::format("cannot use the SQLite file {}: {}", path,
                                                      journal.error().message));
    }
    if (sqlite3_db_readonly(raw, "main") == 1) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("the SQLite file {} is read-only; check its permissions", path));
    }
    REFIT_CHECK(query("PRAGMA synchronous=FULL", {}));
    REFIT_CHECK(query("PRAGMA foreign_keys=ON", {}));
    REFIT_CHECK(query(kCheckpointPages, {}));
    if (mode == SqliteMode::ReadOnly) REFIT_CHECK(query("PRAGMA query_only=ON", {}));
    statements_.clear();
    return {};
}

tl::unexpected<Error> SqliteConnection::failure(std::string_view doing) const {
    sqlite3* raw = connection_.get();
    return fail(code_of(sqlite3_extended_errcode(raw)),
                fmt::format("{}: {}", doing, sqlite3_errmsg(raw)));
}

Result<sqlite3_stmt*> SqliteConnection::prepare(std::string_view sql) {
    std::string key{sql};
    if (const auto known = statements_.find(key); known != statements_.end()) {
        return known->second.get();
    }
    if (statements_.size() >= kStatementsMax) statements_.clear();
    sqlite3_stmt* raw = nullptr;
    const int status =
        sqlite3_prepare_v3(connection_.get(), key.c_str(), static_cast<int>(key.size() + 1),
                           SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (status != SQLITE_OK) return failure("SQL");
    return statements_.emplace(std::move(key), Statement{raw}).first->second.get();
}

Result<Rows> SqliteConnection::query(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(check_values(values));
    REFIT_TRY(statement, prepare(sql));
    const StatementRun run{statement};
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values.size())) {
        return fail(ErrorCode::Internal, fmt::format("wrong number of values for: {}", sql));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (bind_one(statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK) {
            return failure("SQL");
        }
    }
    const int columns = sqlite3_column_count(statement);
    Rows rows{static_cast<std::size_t>(columns)};
    for (;;) {
        const int status = sqlite3_step(statement);
        if (status == SQLITE_DONE) return rows;
        if (status != SQLITE_ROW) return failure("SQL");
        for (int column = 0; column < columns; ++column) rows.append(read_one(statement, column));
    }
}

Result<std::int64_t> SqliteConnection::execute(std::string_view sql,
                                               std::span<const Value> values) {
    const std::int64_t before = sqlite3_total_changes64(connection_.get());
    REFIT_CHECK(query(sql, values));
    return sqlite3_total_changes64(connection_.get()) - before;
}

bool SqliteConnection::in_transaction() const {
    return sqlite3_get_autocommit(connection_.get()) == 0;
}

}  // namespace refit::store
