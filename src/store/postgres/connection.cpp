#include "store/postgres/connection.h"

#include <array>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "base/text.h"
#include "store/postgres/placeholders.h"
#include "store/value_check.h"

namespace refit::store {
namespace {

// The program has a fixed set of statements; beyond this the cache is emptied.
constexpr std::size_t kStatementsMax = 512;

// Messages sent and not waited for. Answers must not pile up unread: the server would stop reading
// what is sent, and both sides would wait.
constexpr std::size_t kPendingMax = 64;

// Every session of ours: bounded waits, and commits that are on disk even where the server's own
// default says otherwise ('local', 'remote_apply' and the like are left as they are).
constexpr const char* kSessionSettings =
    "SET statement_timeout = '30s';"
    "SET lock_timeout = '10s';"
    "SET idle_in_transaction_session_timeout = '60s';"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'";

// Types by their fixed numbers in pg_type.
constexpr Oid kBool = 16;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;

ErrorCode code_of(std::string_view state) {
    if (state.starts_with("23")) return ErrorCode::Conflict;  // a constraint
    if (state == "22021") return ErrorCode::InvalidInput;     // not in the encoding
    if (state == "40001" || state == "40P01") return ErrorCode::Unavailable;
    // Connection, resources, operator's intervention, timeouts, "cannot connect now".
    for (const std::string_view group : {"08", "53", "57", "55"}) {
        if (state.starts_with(group)) return ErrorCode::Unavailable;
    }
    if (state.empty()) return ErrorCode::Unavailable;  // libpq itself: the connection
    return ErrorCode::Internal;
}

std::string one_line(const char* message) {
    std::string out{trim(message)};
    for (char& c : out) {
        if (c == '\n') c = ' ';
    }
    return out;
}

Value read_one(const PGresult* answer, int row, int column) {
    if (PQgetisnull(answer, row, column) != 0) return {};
    const std::string_view text{PQgetvalue(answer, row, column),
                                static_cast<std::size_t>(PQgetlength(answer, row, column))};
    switch (PQftype(answer, column)) {
        case kBool:
            return std::int64_t{text == "t"};
        case kInt2:
        case kInt4:
        case kInt8:
            if (const auto number = parse_int(text)) return *number;
            return std::string{text};
        case kFloat4:
        case kFloat8:
        case kNumeric:
            if (const auto number = parse_double(text)) return *number;
            return std::string{text};
        default:
            return std::string{text};
    }
}

// nullopt is SQL NULL.
std::optional<std::string> print_number(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) return format_number(*real);
    return std::nullopt;
}

}  // namespace

void PgConnection::Finish::operator()(pg_conn* connection) const {
    PQfinish(connection);
}
void PgConnection::Clear::operator()(pg_result* result) const {
    PQclear(result);
}

Result<std::unique_ptr<PgConnection>> PgConnection::open(const std::string& url) {
    // What stands after "dbname" wins over the URL, what stands before it is a default.
    const std::array<const char*, 6> keys{"connect_timeout", "application_name", "tcp_user_timeout",
                                          "dbname",          "client_encoding",  nullptr};
    const std::array<const char*, 6> settings{"5", "refit", "10000", url.c_str(), "UTF8", nullptr};
    std::unique_ptr<PgConnection> made{new PgConnection};
    made->connection_.reset(PQconnectdbParams(keys.data(), settings.data(), 1));
    PGconn* raw = made->connection_.get();
    if (PQstatus(raw) != CONNECTION_OK) {
        return fail(ErrorCode::Unavailable,
                    fmt::format("cannot reach PostgreSQL: {}", one_line(PQerrorMessage(raw))));
    }
    REFIT_CHECK(made->set_up());
    return made;
}

Result<void> PgConnection::set_up() {
    PGconn* raw = connection_.get();
    PQsetNoticeProcessor(
        raw, [](void*, const char*) {}, nullptr);
    const Answer answer{PQexec(raw, kSessionSettings)};
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return tl::unexpected(describe(answer.get()));
    }
    if (PQenterPipelineMode(raw) == 0) return lost();
    return {};
}

bool PgConnection::is_broken() const {
    return PQstatus(connection_.get()) != CONNECTION_OK;
}

tl::unexpected<Error> PgConnection::lost() {
    last_failure_ = PgFailure::Broken;
    return fail(ErrorCode::Unavailable, fmt::format("lost the connection to PostgreSQL: {}",
                                                    one_line(PQerrorMessage(connection_.get()))));
}

Error PgConnection::describe(const pg_result* failed) {
    const char* field = PQresultErrorField(failed, PG_DIAG_SQLSTATE);
    const std::string_view state = field ? field : "";
    const char* primary = PQresultErrorField(failed, PG_DIAG_MESSAGE_PRIMARY);
    const bool is_conflict = state == "40001" || state == "40P01";
    last_failure_ = is_conflict ? PgFailure::Retry : PgFailure::Statement;
    return {code_of(state),
            fmt::format("SQL: {} (SQLSTATE {})",
                        one_line(primary ? primary : PQresultErrorMessage(failed)), state)};
}

// Reads one answer for each message that is out; the first failure makes the server skip the rest.
Result<PgConnection::Answer> PgConnection::synchronise() {
    PGconn* raw = connection_.get();
    const std::vector<Pending> expected = std::exchange(pending_, {});
    if (PQpipelineSync(raw) == 0) return lost();
    Answer last;
    std::optional<Error> first_error;
    for (const Pending& message : expected) {
        Answer answer{PQgetResult(raw)};
        if (is_broken() || !answer) return lost();
        Answer{PQgetResult(raw)}.reset();  // the null that ends each message's answers
        const ExecStatusType status = PQresultStatus(answer.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            last = std::move(answer);
            continue;
        }
        if (!message.prepares.empty()) statements_.erase(message.prepares);
        if (status != PGRES_PIPELINE_ABORTED && !first_error) first_error = describe(answer.get());
    }
    const Answer end{PQgetResult(raw)};
    if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) return lost();
    if (first_error) return tl::unexpected(*std::move(first_error));
    return last;
}

Result<std::string> PgConnection::prepare(std::string_view sql) {
    std::string key{sql};
    if (const auto known = statements_.find(key); known != statements_.end()) return known->second;
    if (statements_.size() >= kStatementsMax) {
        REFIT_CHECK(flush());
        statements_.clear();
        REFIT_CHECK(command("DEALLOCATE ALL"));
        statements_.clear();  // of the statement that just deallocated itself
    }
    std::string name = fmt::format("s{}", ++statements_made_);
    const std::string numbered = number_placeholders(sql);
    if (PQsendPrepare(connection_.get(), name.c_str(), numbered.c_str(), 0, nullptr) == 0) {
        return lost();
    }
    pending_.push_back({.prepares = key});
    return statements_.emplace(std::move(key), std::move(name)).first->second;
}

Result<void> PgConnection::post(std::string_view sql, std::span<const Value> values) {
    last_failure_ = PgFailure::None;
    REFIT_CHECK(check_values(values));
    REFIT_TRY(name, prepare(sql));
    std::vector<std::optional<std::string>> numbers(values.size());
    std::vector<const char*> pointers(values.size(), nullptr);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (const auto* text = std::get_if<std::string>(&values[i])) {
            pointers[i] = text->c_str();
            continue;
        }
        numbers[i] = print_number(values[i]);
        if (numbers[i]) pointers[i] = numbers[i]->c_str();
    }
    if (PQsendQueryPrepared(connection_.get(), name.c_str(), static_cast<int>(values.size()),
                            pointers.data(), nullptr, nullptr, 0) == 0) {
        return lost();
    }
    pending_.push_back({});
    return {};
}

Result<void> PgConnection::send(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(post(sql, values));
    return pending_.size() < kPendingMax ? Result<void>{} : flush();
}

Result<void> PgConnection::flush() {
    if (pending_.empty()) return {};
    REFIT_CHECK(synchronise());
    return {};
}

Result<Rows> PgConnection::query(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(post(sql, values));
    REFIT_TRY(answer, synchronise());
    const int columns = PQnfields(answer.get());
    Rows rows{static_cast<std::size_t>(columns)};
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
        for (int column = 0; column < columns; ++column) {
            rows.append(read_one(answer.get(), row, column));
        }
    }
    return rows;
}

Result<std::int64_t> PgConnection::execute(std::string_view sql, std::span<const Value> values) {
    REFIT_CHECK(post(sql, values));
    REFIT_TRY(answer, synchronise());
    return parse_int(PQcmdTuples(answer.get())).value_or(0);
}

Result<void> PgConnection::command(std::string_view sql) {
    REFIT_CHECK(post(sql, {}));
    return flush();
}

int PgConnection::socket() const {
    return PQsocket(connection_.get());
}

Result<std::vector<std::string>> PgConnection::take_notifications() {
    if (PQconsumeInput(connection_.get()) == 0 || is_broken()) {
        last_failure_ = PgFailure::Broken;
        return fail(ErrorCode::Unavailable, "lost the listening connection to PostgreSQL");
    }
    std::vector<std::string> payloads;
    while (PGnotify* notification = PQnotifies(connection_.get())) {
        payloads.emplace_back(notification->extra);
        PQfreemem(notification);
    }
    return payloads;
}

}  // namespace refit::store
