#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/http.h"

namespace refit::net {

struct EventHubOptions {
    std::size_t history_max{1024};        // events kept for Last-Event-ID
    std::size_t queue_max{256};           // events waiting for one subscriber; beyond: dropped
    std::size_t subscribers_max{256};     // beyond: Unavailable
    std::size_t event_bytes_max{65'536};  // beyond: the event goes out with data "{}"
    Milliseconds heartbeat{15'000};       // a comment line after this much silence
    Milliseconds retry{3'000};            // told to the client
};

// Sends events to every open server-sent-events stream (WHATWG HTML, section 9.2).
//
// Ids are "<start>-<sequence>", where <start> tells this process' life from another's. A client
// that comes back with the id of the last event it saw gets what it missed; if that is no longer
// known (too old, restart, other replica) it gets one event "resync" first and should reload.
// A subscriber that does not keep up is disconnected; EventSource comes back by itself.
// Thread-safe.
class EventHub {
public:
    // `clock` must outlive the hub and its streams; streams may outlive the hub.
    explicit EventHub(const Clock& clock, const EventHubOptions& options = {});
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    // Returns the sequence number given to the event. `type` must be a single line.
    std::uint64_t publish(std::string_view type, std::string_view data);

    // `last_event_id` is the request's Last-Event-ID header, or empty.
    // Errors: Unavailable (too many subscribers, or closed).
    [[nodiscard]] Result<std::unique_ptr<StreamingBody>> subscribe(std::string_view last_event_id);

    // Ends every stream; later subscriptions fail. Called before the server stops.
    void close();

    [[nodiscard]] std::size_t subscribers() const;
    [[nodiscard]] std::uint64_t dropped_subscribers() const;

private:
    struct State;
    std::shared_ptr<State> state_;  // shared with the streams, which may live longer
};

}  // namespace refit::net
