#pragma once

#include <cstddef>
#include <memory>

#include "base/clock.h"
#include "llm/client.h"

namespace refit::llm {

struct GuardOptions {
    std::size_t concurrent_max{16};  // calls under way; beyond: CircuitOpen at once
    int failures_to_open{5};         // in a row, of the kinds that mean "the provider is down"
    Milliseconds open_for{30'000};   // then one trial call decides
};

// Keeps a failing provider from costing every person a full deadline: after failures_to_open
// failures in a row calls fail at once with CircuitOpen until a trial call succeeds.
// Transport, Timeout, RateLimited, QuotaExhausted, ServerError and Auth count; an answer that was
// merely unusable does not. Takes ownership of `inner`; `clock` must outlive it.
[[nodiscard]] std::unique_ptr<LlmClient> make_guarded_client(std::unique_ptr<LlmClient> inner,
                                                             const Clock& clock,
                                                             const GuardOptions& options = {});

}  // namespace refit::llm
