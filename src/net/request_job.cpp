#include "net/request_job.h"

#include <chrono>
#include <exception>

namespace refit::net {
namespace {

Response run_handler(ServerContext& context, const Request& request) {
    try {
        return context.hooks.handle(request);
    } catch (const std::exception& thrown) {
        context.log.error("handler_threw", {{"path", request.path}, {"what", thrown.what()}});
    } catch (...) {
        context.log.error("handler_threw", {{"path", request.path}, {"what", "unknown"}});
    }
    return Response::problem(500, "internal error");
}

}  // namespace

void RequestJob::perform(Turn turn) {
    const bool too_late = std::chrono::steady_clock::now() > request.deadline;
    if (turn == Turn::Dropped || too_late) return shed();
    response = run_handler(context, request);
}

void RequestJob::shed() {
    ++context.requests_shed;
    response = Response::problem(503, "the server is busy, try again shortly")
                   .with("Retry-After", std::to_string(context.options.retry_after.count()));
}

}  // namespace refit::net
