// The search for better engine parameters: its trace, and a run on request.
#include "experiment/parameter_search.h"
#include "http/routes.h"

namespace refit::http {
namespace {

Result<net::Response> show(const Services& services) {
    REFIT_TRY(trace, services.search.trace());
    return net::Response::json(200, experiment::to_json(trace));
}

Result<net::Response> run(const Services& services) {
    REFIT_TRY(report, services.search.run("admin"));
    return net::Response::json(200, experiment::to_json(report));
}

}  // namespace

std::vector<Route> parameter_search_routes(const Services& services) {
    const Services* s = &services;
    return {
        {"GET", "/v1/parameter-search", Access::Read, Body::None,
         [s](const Call&) { return show(*s); }},
        {"POST", "/v1/parameter-search", Access::Admin, Body::OptionalJson,
         [s](const Call&) { return run(*s); }},
    };
}

}  // namespace refit::http
