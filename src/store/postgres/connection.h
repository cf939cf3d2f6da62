#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "store/database.h"

struct pg_conn;
struct pg_result;

namespace refit::store {

// What a failed statement means for its transaction.
enum class PgFailure : unsigned char {
    None,
    Statement,  // the statement is at fault; trying again will not help
    Retry,      // a serialisation conflict or a deadlock: run the transaction again
    Broken,     // the connection is gone, and the open transaction with it
};

// One connection with its prepared statements. Not thread-safe.
class PgConnection {
public:
    // Errors: Unavailable if the server cannot be reached or refuses.
    [[nodiscard]] static Result<std::unique_ptr<PgConnection>> open(const std::string& url);

    // A prepared statement with "?" placeholders.
    [[nodiscard]] Result<Rows> query(std::string_view sql, std::span<const Value> values);
    [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values);
    // One or more statements without values and without an answer: BEGIN, COMMIT, SAVEPOINT.
    [[nodiscard]] Result<void> command(const char* sql);

    // Of the last call that failed.
    [[nodiscard]] PgFailure last_failure() const { return last_failure_; }
    [[nodiscard]] bool is_broken() const;

    // For a listening connection: the socket to wait on, and the payloads that have come.
    [[nodiscard]] int socket() const;
    [[nodiscard]] Result<std::vector<std::string>> take_notifications();

private:
    struct Finish {
        void operator()(pg_conn* connection) const;
    };
    struct Clear {
        void operator()(pg_result* result) const;
    };
    using Answer = std::unique_ptr<pg_result, Clear>;

    PgConnection() = default;
    [[nodiscard]] Result<Answer> run(std::string_view sql, std::span<const Value> values);
    [[nodiscard]] Result<std::string> prepare(std::string_view sql);
    [[nodiscard]] Result<Answer> inspect(pg_result* raw);

    std::unique_ptr<pg_conn, Finish> connection_;
    std::unordered_map<std::string, std::string> statements_;  // SQL as given -> name
    PgFailure last_failure_{PgFailure::None};
};

}  // namespace refit::store
