#pragma once

#include "base/result.h"
#include "http/router.h"
#include "http/services.h"

namespace refit::http {

// Retrains on {days?, minRating?} and answers the seed's report; on /v1 and on the seed's path.
[[nodiscard]] Result<net::Response> retrain(const Services& services, const Call& call);

}  // namespace refit::http
