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

// One connection in pipeline mode, with its prepared statements. Statements that are sent travel
// together with the next that is waited for. Not thread-safe.
class PgConnection {
public:
    // Errors: Unavailable if the server cannot be reached or refuses.
    [[nodiscard]] static Result<std::unique_ptr<PgConnection>> open(const std::string& url);

    // A prepared statement with "?" placeholders, waited for. Reports also the failure of what was
    // sent before it, in which case it was not run itself.
    [[nodiscard]] Result<Rows> query(std::string_view sql, std::span<const Value> values);
    [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values);
    // The same, not waited for.
    [[nodiscard]] Result<void> send(std::string_view sql, std::span<const Value> values);
    // Waits for everything that was sent.
    [[nodiscard]] Result<void> flush();
    // A statement without values (BEGIN, COMMIT, …), sent and waited for.
    [[nodiscard]] Result<void> command(std::string_view sql);

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

    // One message whose answer has not been read.
    struct Pending {
        std::string prepares;  // the SQL that it prepares; empty for a run
    };

    PgConnection() = default;
    [[nodiscard]] Result<void> set_up();
    [[nodiscard]] Result<std::string> prepare(std::string_view sql);
    [[nodiscard]] Result<void> post(std::string_view sql, std::span<const Value> values);
    [[nodiscard]] Result<Answer> synchronise();
    [[nodiscard]] Error describe(const pg_result* failed);
    [[nodiscard]] tl::unexpected<Error> lost();

    std::unique_ptr<pg_conn, Finish> connection_;
    std::unordered_map<std::string, std::string> statements_;  // SQL as given -> name
    std::int64_t statements_made_{0};
    std::vector<Pending> pending_;
    PgFailure last_failure_{PgFailure::None};
};

}  // namespace refit::store
