#pragma once

#include <vector>

#include "http/router.h"
#include "http/services.h"

namespace refit::http {

// The routes of each resource. `services` must outlive the routes.
[[nodiscard]] std::vector<Route> seed_routes(const Services& services);
[[nodiscard]] std::vector<Route> session_routes(const Services& services);
[[nodiscard]] std::vector<Route> experiment_routes(const Services& services);
[[nodiscard]] std::vector<Route> guardrail_routes(const Services& services);
[[nodiscard]] std::vector<Route> objective_routes(const Services& services);
[[nodiscard]] std::vector<Route> variant_routes(const Services& services);
[[nodiscard]] std::vector<Route> assignment_routes(const Services& services);
[[nodiscard]] std::vector<Route> alert_routes(const Services& services);
[[nodiscard]] std::vector<Route> scheduler_routes(const Services& services);
[[nodiscard]] std::vector<Route> parameter_search_routes(const Services& services);
[[nodiscard]] std::vector<Route> learning_routes(const Services& services);
[[nodiscard]] std::vector<Route> system_routes(const Services& services);

// All of them.
[[nodiscard]] Router make_router(const Services& services);

}  // namespace refit::http
