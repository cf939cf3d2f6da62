#include "http/routes.h"

namespace refit::http {

Router make_router(const Services& services) {
    Router router;
    router.add(seed_routes(services));
    router.add(session_routes(services));
    router.add(experiment_routes(services));
    router.add(guardrail_routes(services));
    router.add(objective_routes(services));
    router.add(variant_routes(services));
    router.add(assignment_routes(services));
    router.add(scheduler_routes(services));
    router.add(alert_routes(services));
    router.add(parameter_search_routes(services));
    router.add(learning_routes(services));
    router.add(system_routes(services));
    return router;
}

}  // namespace refit::http
