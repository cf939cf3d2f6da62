#include "llm/openai_client.h"

#include <algorithm>
#include <utility>

#include "base/uuid.h"
#include "llm/openai_protocol.h"
#include "llm/redact.h"
#include "llm/retry.h"

namespace refit::llm {
namespace {

constexpr std::string_view kJsonType = "application/json";

LlmFailure failure_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::DeadlineExceeded:
            return LlmFailure::Timeout;
        case ErrorCode::TooLarge:
            return LlmFailure::TooLarge;
        case ErrorCode::InvalidInput:
        case ErrorCode::Forbidden:
            return LlmFailure::BadRequest;
        case ErrorCode::Unauthorized:
        case ErrorCode::NotFound:
        case ErrorCode::Conflict:
        case ErrorCode::RateLimited:
        case ErrorCode::Unavailable:
        case ErrorCode::Upstream:
        case ErrorCode::Internal:
            return LlmFailure::Transport;
    }
    return LlmFailure::Transport;
}

class OpenAiClient final : public LlmClient {
public:
    OpenAiClient(OpenAiOptions options, std::string url, LlmTransport& transport,
                 const Clock& clock, Rng& rng, std::function<void(Milliseconds)> sleep)
        : options_{std::move(options)},
          url_{std::move(url)},
          transport_{transport},
          clock_{clock},
          rng_{rng},
          sleep_{std::move(sleep)} {}

    [[nodiscard]] std::string name() const override { return "openai:" + options_.model; }

    [[nodiscard]] LlmResult complete(const LlmRequest& request) override {
        const TimePoint start = clock_.now();
        TransportCall call = call_for(request);
        for (int attempt = 1;; ++attempt) {
            const Milliseconds left = request.deadline - clock_.now();
            if (left <= Milliseconds{0}) return out_of_time(attempt - 1);
            call.timeout = std::min(left, options_.attempt_timeout);
            Attempt outcome = try_once(call);
            if (outcome.reply) {
                LlmReply reply = std::move(*outcome.reply);
                if (reply.model.empty()) reply.model = model_of(request);
                reply.attempts = attempt;
                reply.duration = clock_.now() - start;
                return reply;
            }
            LlmError error = std::move(outcome.reply.error().error);
            error.attempts = attempt;
            const bool may_retry = outcome.reply.error().retry == Retry::Yes;
            if (!may_retry || attempt > options_.retries_max) {
                return tl::unexpected<LlmError>(std::move(error));
            }
            const auto wait = wait_before_retry(
                {options_.backoff_first, options_.backoff_max, options_.retry_after_max},
                attempt - 1, outcome.asked_wait, rng_);
            // A wait that would end past the deadline only delays the bad news.
            if (!wait || clock_.now() + *wait >= request.deadline) {
                return tl::unexpected<LlmError>(std::move(error));
            }
            sleep_(*wait);
        }
    }

private:
    struct Attempt {
        tl::expected<LlmReply, ReadFailure> reply;
        std::optional<Milliseconds> asked_wait;
    };

    [[nodiscard]] std::string model_of(const LlmRequest& request) const {
        return request.model.empty() ? options_.model : request.model;
    }

    [[nodiscard]] TransportCall call_for(const LlmRequest& request) {
        TransportCall call;
        call.url = url_;
        call.headers = {{"Content-Type", std::string{kJsonType}},
                        {"Accept", std::string{kJsonType}},
                        // The same for all attempts, so that a retry is not charged twice.
                        {"Idempotency-Key", make_uuid(clock_.now(), rng_)}};
        if (!options_.api_key.empty()) {
            if (options_.auth == AuthScheme::Bearer) {
                call.headers.emplace_back("Authorization", "Bearer " + options_.api_key);
            } else {
                call.headers.emplace_back("api-key", options_.api_key);
            }
        }
        call.body = completion_body(request, options_);
        call.reply_bytes_max = options_.reply_bytes_max;
        return call;
    }

    [[nodiscard]] Attempt try_once(const TransportCall& call) {
        auto reply = transport_.post(call);
        if (reply) {
            return {read_completion(*reply, options_.api_key), asked_wait(*reply, clock_.now())};
        }
        const LlmFailure failure = failure_of(reply.error().code);
        const bool can_help = failure == LlmFailure::Transport || failure == LlmFailure::Timeout;
        return {tl::unexpected<ReadFailure>(ReadFailure{
                    LlmError{failure, redact(reply.error().message, options_.api_key), 0, {}},
                    can_help ? Retry::Yes : Retry::No}),
                std::nullopt};
    }

    static LlmResult out_of_time(int attempts) {
        return tl::unexpected<LlmError>(
            LlmError{LlmFailure::Timeout, "the deadline passed", attempts, {}});
    }

    const OpenAiOptions options_;
    const std::string url_;
    LlmTransport& transport_;
    const Clock& clock_;
    Rng& rng_;
    const std::function<void(Milliseconds)> sleep_;
};

}  // namespace

Result<std::unique_ptr<LlmClient>> make_openai_client(OpenAiOptions options,
                                                      LlmTransport& transport, const Clock& clock,
                                                      Rng& rng,
                                                      std::function<void(Milliseconds)> sleep) {
    auto url = completions_url(options.base_url);
    if (!url) {
        return fail(ErrorCode::InvalidInput,
                    "the model's base URL must be http(s)://host[/path], without credentials");
    }
    if (options.model.empty()) return fail(ErrorCode::InvalidInput, "no model is named");
    const bool is_clean = std::all_of(options.api_key.begin(), options.api_key.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    if (!is_clean) {
        return fail(ErrorCode::InvalidInput,
                    "the model's API key has white space or other characters no key has");
    }
    return std::make_unique<OpenAiClient>(std::move(options), std::move(*url), transport, clock,
                                          rng, std::move(sleep));
}

}  // namespace refit::llm
