#pragma once

#include "net/http.h"
#include "net/io_loop.h"
#include "net/worker_pool.h"

namespace refit::net {

// One request on its way through a handler, on whatever thread. `request` must outlive it.
struct RequestJob {
    ServerContext& context;
    Request& request;
    Response response{};

    // Runs the handler, unless the pool is closing or the request's deadline passed in the queue:
    // then the answer is 503. Never throws.
    void perform(Turn turn);
    // Answers 503 with Retry-After and counts it.
    void shed();
};

}  // namespace refit::net
