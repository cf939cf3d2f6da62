#pragma once

#include "base/result.h"
#include "http/router.h"
#include "http/services.h"

namespace refit::http {

// The longest processingTime a client may report, in ms; the seed's own limit.
inline constexpr double kProcessingTimeMax = 300'000;

// The longest side of a page a design comes from, and the shortest target of a resize that the
// client did itself (the seed's own limit), in px.
inline constexpr double kSourceSideMax = 100'000;
inline constexpr double kClientTargetSideMin = 100;

// Handlers that the seed's paths and /v1 share; Call::style decides the difference.

// {canvas, targetDimensions, userId?, projectId?, currentSize?, variantId?, page?}; the older form
// {prompt, type: "resize"} answers the engine's advice as text.
[[nodiscard]] Result<net::Response> resize(const Services& services, const Call& call);
// {sessionId, rating?, helpful?, feedbackText?}; on /v1 the id stands in the path.
[[nodiscard]] Result<net::Response> feedback(const Services& services, const Call& call);
// A resize the client did itself.
[[nodiscard]] Result<net::Response> create_session(const Services& services, const Call& call);
// {manualCorrections?, undone?}, If-Match.
[[nodiscard]] Result<net::Response> patch_session(const Services& services, const Call& call);

}  // namespace refit::http
