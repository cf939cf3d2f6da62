#pragma once

#include <cstdint>

#include "base/result.h"
#include "net/http.h"

namespace refit::http {

// How a path reports that a field of the request is wrong: the seed's paths say 400, /v1 says 422.
enum class Style : std::uint8_t { Seed, V1 };

// The one place where domain errors become HTTP statuses.
[[nodiscard]] int status_of(ErrorCode code, Style style);

// The error as problem+json. Messages of Internal errors stay in the log; the client reads a
// general sentence.
[[nodiscard]] net::Response problem_of(const Error& error, Style style);

}  // namespace refit::http
