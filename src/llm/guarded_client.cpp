#include "llm/guarded_client.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace refit::llm {
namespace {

bool means_down(LlmFailure failure) {
    switch (failure) {
        case LlmFailure::Transport:
        case LlmFailure::Timeout:
        case LlmFailure::RateLimited:
        case LlmFailure::QuotaExhausted:
        case LlmFailure::ServerError:
        case LlmFailure::Auth:
            return true;
        case LlmFailure::BadRequest:
        case LlmFailure::Refusal:
        case LlmFailure::ContentFilter:
        case LlmFailure::Truncated:
        case LlmFailure::Empty:
        case LlmFailure::NotJson:
        case LlmFailure::SchemaMismatch:
        case LlmFailure::TooLarge:
        case LlmFailure::CircuitOpen:
            return false;
    }
    return false;
}

class GuardedClient final : public LlmClient {
public:
    GuardedClient(std::unique_ptr<LlmClient> inner, const Clock& clock, const GuardOptions& options)
        : inner_{std::move(inner)}, clock_{clock}, options_{options} {}

    [[nodiscard]] std::string name() const override { return inner_->name(); }

    [[nodiscard]] LlmResult complete(const LlmRequest& request) override {
        const Admission admission = enter();
        if (admission == Admission::Full) return refuse("too many calls are under way");
        if (admission == Admission::Open) return refuse("recent calls failed");
        LlmResult result = inner_->complete(request);
        leave(admission, !result && means_down(result.error().failure));
        return result;
    }

private:
    enum class Admission { Normal, Trial, Full, Open };

    static LlmResult refuse(const char* reason) {
        return tl::unexpected<LlmError>(LlmError{LlmFailure::CircuitOpen, reason, 0, std::nullopt});
    }

    // Counts the call as under way if it is admitted.
    Admission enter() {
        const std::lock_guard lock{mutex_};
        if (under_way_ >= options_.concurrent_max) return Admission::Full;
        const bool is_open = failures_ >= options_.failures_to_open;
        if (is_open && (trial_ || clock_.now() < try_again_)) return Admission::Open;
        ++under_way_;
        if (is_open) trial_ = true;
        return is_open ? Admission::Trial : Admission::Normal;
    }

    void leave(Admission admission, bool failed) {
        const std::lock_guard lock{mutex_};
        --under_way_;
        if (admission == Admission::Trial) trial_ = false;
        failures_ = failed ? std::min(failures_ + 1, options_.failures_to_open) : 0;
        if (failed) try_again_ = clock_.now() + options_.open_for;
    }

    std::unique_ptr<LlmClient> inner_;
    const Clock& clock_;
    const GuardOptions options_;
    std::mutex mutex_;
    std::size_t under_way_{0};
    int failures_{0};  // in a row
    bool trial_{false};
    TimePoint try_again_{};
};

}  // namespace

std::unique_ptr<LlmClient> make_guarded_client(std::unique_ptr<LlmClient> inner, const Clock& clock,
                                               const GuardOptions& options) {
    return std::make_unique<GuardedClient>(std::move(inner), clock, options);
}

}  // namespace refit::llm
