#pragma once

#include <optional>

#include "base/clock.h"
#include "base/rng.h"
#include "llm/transport.h"

namespace refit::llm {

struct Backoff {
    Milliseconds first{500};
    Milliseconds max{8'000};
    Milliseconds retry_after_max{120'000};
};

// How long the server asks to wait: retry-after-ms, else Retry-After in seconds (a fraction is
// allowed) or as an HTTP date. nullopt if it does not say, or says nonsense.
[[nodiscard]] std::optional<Milliseconds> asked_wait(const TransportReply& reply, TimePoint now);

// The wait before retry number `retry` (0 = the first):
//   asked, if the server asked for at most retry_after_max; nullopt (give up) if for more;
//   else min(first * 2^retry, max) * (1 - u/4), u uniform in [0, 1) so that clients spread out.
// Source: the retry policy of OpenAI's Python client.
[[nodiscard]] std::optional<Milliseconds> wait_before_retry(const Backoff& backoff, int retry,
                                                            std::optional<Milliseconds> asked,
                                                            Rng& rng);

}  // namespace refit::llm
