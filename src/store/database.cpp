#include "store/database.h"

#include <cmath>
#include <string>

#include "base/text.h"
#include "store/postgres/postgres_database.h"
#include "store/sqlite/sqlite_database.h"

namespace refit::store {
namespace {

// Every double of at most this size is a whole number of int64 range.
constexpr double kIntegerMax = 9007199254740992.0;  // 2^53

}  // namespace

std::optional<std::string> Rows::text(std::size_t row, std::size_t column) const {
    const Value& value = at(row, column);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) return format_number(*real);
    return std::nullopt;
}

std::optional<std::int64_t> Rows::integer(std::size_t row, std::size_t column) const {
    const Value& value = at(row, column);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    const auto* real = std::get_if<double>(&value);
    if (!real || std::abs(*real) > kIntegerMax || *real != std::trunc(*real)) return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

std::optional<double> Rows::real(std::size_t row, std::size_t column) const {
    const Value& value = at(row, column);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*integer);
    }
    return std::nullopt;
}

Result<std::unique_ptr<Database>> open_database(const OpenOptions& options) {
    const std::string_view url = options.url;
    if (url.starts_with("sqlite:")) return open_sqlite(options);
    if (url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        return open_postgres(options);
    }
    // The URL may hold a password: only its scheme is repeated.
    return fail(ErrorCode::InvalidInput,
                "the database URL must start with sqlite:, postgres:// or postgresql://");
}

}  // namespace refit::store
