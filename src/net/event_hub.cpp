#include "net/event_hub.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/text.h"

namespace refit::net {
namespace {

struct Event {
    std::uint64_t sequence;
    std::string text;  // as it goes over the wire
};

// A line break would start another field of the event.
std::string single_line(std::string_view text) {
    std::string line{text};
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
    return line;
}

std::string event_text(std::string_view id, std::string_view type, std::string_view data) {
    std::string out = "id: " + std::string{id} + "\nevent: " + single_line(type) + "\n";
    for (std::string_view line : split(data, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        out += "data: " + single_line(line) + "\n";
    }
    return out + "\n";
}

}  // namespace

// Shared by the hub and its streams.
struct EventHub::State {
    class Stream;

    State(const Clock& clock_in, const EventHubOptions& options_in)
        : clock{clock_in},
          options{options_in},
          start{std::to_string(clock_in.now().time_since_epoch().count())} {}

    [[nodiscard]] std::string id_of(std::uint64_t number) const {
        return start + "-" + std::to_string(number);
    }
    // The wire text of what a client that last saw `id` has missed.
    [[nodiscard]] std::deque<std::string> missed_since(std::string_view id) const;

    const Clock& clock;
    const EventHubOptions options;
    const std::string start;  // names this process' life in ids

    mutable std::mutex mutex;
    std::uint64_t sequence{0};
    std::deque<Event> history;
    std::unordered_set<Stream*> streams;
    std::uint64_t dropped{0};
    bool closed{false};
};

class EventHub::State::Stream final : public StreamingBody {
public:
    Stream(std::shared_ptr<State> state, std::deque<std::string> queue)
        : state_{std::move(state)}, queue_{std::move(queue)} {
        queue_.push_front("retry: " + std::to_string(state_->options.retry.count()) + "\n\n");
        last_sent_ = state_->clock.now();
    }
    ~Stream() override {
        const std::lock_guard lock{state_->mutex};
        state_->streams.erase(this);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void start(std::function<void()> wake) override {
        const std::lock_guard lock{state_->mutex};
        wake_ = std::move(wake);
    }

    std::optional<std::string> next() override {
        const TimePoint now = state_->clock.now();
        const std::lock_guard lock{state_->mutex};
        if (overrun_ || (state_->closed && queue_.empty())) return std::nullopt;
        std::string out;
        for (const std::string& text : queue_) out += text;
        queue_.clear();
        if (out.empty() && now - last_sent_ >= state_->options.heartbeat) out = ": alive\n\n";
        if (!out.empty()) last_sent_ = now;
        return out;
    }

    // With the state's mutex held. Returns what must be called once it is released.
    std::function<void()> offer(const std::string& text) {
        if (overrun_) return {};
        if (queue_.size() >= state_->options.queue_max) {
            overrun_ = true;
            ++state_->dropped;
        } else {
            queue_.push_back(text);
        }
        return wake_;
    }
    [[nodiscard]] std::function<void()> waker() const { return wake_; }

private:
    std::shared_ptr<State> state_;  // guarded by its mutex: everything below
    std::deque<std::string> queue_;
    std::function<void()> wake_;
    TimePoint last_sent_{};
    bool overrun_{false};  // did not keep up: the connection is closed
};

std::deque<std::string> EventHub::State::missed_since(std::string_view id) const {
    if (id.empty()) return {};
    std::deque<std::string> resync{event_text(id_of(sequence), "resync", "{}")};
    const std::size_t dash = id.find('-');
    if (dash == std::string_view::npos || id.substr(0, dash) != start) return resync;
    const auto seen = parse_int(id.substr(dash + 1));
    if (!seen || *seen < 0 || std::cmp_greater(*seen, sequence)) return resync;
    const std::uint64_t oldest = history.empty() ? sequence + 1 : history.front().sequence;
    if (std::cmp_less(*seen + 1, oldest)) return resync;
    std::deque<std::string> missed;
    for (const Event& event : history) {
        if (std::cmp_greater(event.sequence, *seen)) missed.push_back(event.text);
    }
    return missed;
}

EventHub::EventHub(const Clock& clock, const EventHubOptions& options)
    : state_{std::make_shared<State>(clock, options)} {}

EventHub::~EventHub() {
    close();
}

std::uint64_t EventHub::publish(std::string_view type, std::string_view data) {
    std::vector<std::function<void()>> wakers;
    std::uint64_t sequence = 0;
    {
        const std::lock_guard lock{state_->mutex};
        sequence = ++state_->sequence;
        const bool too_long = data.size() > state_->options.event_bytes_max;
        std::string text = event_text(state_->id_of(sequence), type, too_long ? "{}" : data);
        for (State::Stream* stream : state_->streams) wakers.push_back(stream->offer(text));
        state_->history.push_back({sequence, std::move(text)});
        if (state_->history.size() > state_->options.history_max) state_->history.pop_front();
    }
    for (const auto& wake : wakers) {
        if (wake) wake();
    }
    return sequence;
}

Result<std::unique_ptr<StreamingBody>> EventHub::subscribe(std::string_view last_event_id) {
    const std::lock_guard lock{state_->mutex};
    if (state_->closed) return fail(ErrorCode::Unavailable, "the server is shutting down");
    if (state_->streams.size() >= state_->options.subscribers_max) {
        return fail(ErrorCode::Unavailable, "too many event streams are open (" +
                                                std::to_string(state_->options.subscribers_max) +
                                                "), try again later");
    }
    auto stream = std::make_unique<State::Stream>(state_, state_->missed_since(last_event_id));
    state_->streams.insert(stream.get());
    return stream;
}

void EventHub::close() {
    std::vector<std::function<void()>> wakers;
    {
        const std::lock_guard lock{state_->mutex};
        state_->closed = true;
        for (const State::Stream* stream : state_->streams) wakers.push_back(stream->waker());
    }
    for (const auto& wake : wakers) {
        if (wake) wake();
    }
}

std::size_t EventHub::subscribers() const {
    const std::lock_guard lock{state_->mutex};
    return state_->streams.size();
}

std::uint64_t EventHub::dropped_subscribers() const {
    const std::lock_guard lock{state_->mutex};
    return state_->dropped;
}

}  // namespace refit::net
