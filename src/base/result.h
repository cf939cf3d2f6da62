#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace refit {

// What went wrong, coarse enough that a caller can act on it without reading `message`.
// The mapping to HTTP stands once, in http/problem.cpp.
enum class ErrorCode : std::uint8_t {
    InvalidInput,  // the caller's data is wrong; the same call will fail again
    TooLarge,      // a named limit on size, depth or count was passed
    Unauthorized,  // no or wrong credentials
    Forbidden,     // known caller, not theirs
    NotFound,
    Conflict,          // the state changed under the caller, or the same key was used otherwise
    RateLimited,       // try again later, at the caller's pace
    Unavailable,       // a peer or resource is down or not configured; try again later
    DeadlineExceeded,  // ran out of time
    Upstream,          // a model or a webhook target answered something unusable
    Internal,          // our bug, or a broken disk
};

struct Error {
    ErrorCode code{ErrorCode::Internal};
    std::string message;  // For operators and API clients: what, where, the mend. Never parsed.
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

// The error of a failed result, ready to be returned from a function of another result type.
template <typename T>
[[nodiscard]] tl::unexpected<Error> error_of(Result<T>&& failed) {
    return tl::unexpected<Error>(std::move(failed).error());
}

}  // namespace refit

// Declares `name` from a Result expression, or returns its error from the enclosing function.
#define REFIT_TRY(name, expression)                                         \
    auto name##_result = (expression);                                      \
    if (!name##_result) return ::refit::error_of(std::move(name##_result)); \
    auto name = std::move(name##_result).value()

// The same for an expression whose value is void or not wanted. The counter keeps the names of
// nested checks apart.
#define REFIT_CHECK_NAMED(name, expression)                                             \
    do {                                                                                \
        if (auto name = (expression); !name) return ::refit::error_of(std::move(name)); \
    } while (false)
#define REFIT_CHECK_COUNTED(counter, expression) \
    REFIT_CHECK_NAMED(refit_check_##counter, expression)
#define REFIT_CHECK_EXPANDED(counter, expression) REFIT_CHECK_COUNTED(counter, expression)
#define REFIT_CHECK(expression) REFIT_CHECK_EXPANDED(__COUNTER__, expression)
