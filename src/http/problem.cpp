#include "http/problem.h"

namespace refit::http {

int status_of(ErrorCode code, Style style) {
    switch (code) {
        case ErrorCode::InvalidInput:
            return style == Style::Seed ? 400 : 422;
        case ErrorCode::TooLarge:
            return 413;
        case ErrorCode::Unauthorized:
            return 401;
        case ErrorCode::Forbidden:
            return 403;
        case ErrorCode::NotFound:
            return 404;
        case ErrorCode::Conflict:
            return 409;
        case ErrorCode::RateLimited:
            return 429;
        case ErrorCode::Unavailable:
            return 503;
        case ErrorCode::DeadlineExceeded:
            return 504;
        case ErrorCode::Upstream:
            return 502;
        case ErrorCode::Internal:
            return 500;
    }
    return 500;
}

net::Response problem_of(const Error& error, Style style) {
    const int status = status_of(error.code, style);
    if (error.code == ErrorCode::Internal)
        return net::Response::problem(status, "something went wrong on our side; it was logged");
    net::Response response = net::Response::problem(status, error.message);
    if (status == 429 || status == 503) response.headers.set("Retry-After", "1");
    if (status == 401) response.headers.set("WWW-Authenticate", "Bearer");
    return response;
}

}  // namespace refit::http
