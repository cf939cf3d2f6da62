#include "simulation/client.h"

#include <fmt/format.h>

#include <utility>

#include "store/idempotency.h"
#include "store/sessions.h"

namespace refit::simulation {
namespace {

constexpr int kTriesMax = 1000;  // of one request; a scenario that needs more is hopeless
constexpr Milliseconds kPause{1'000};
constexpr const char* kRoute = "POST /v1/resize";

}  // namespace

bool Client::happens(double probability) {
    return probability > 0 && uniform01(site_.rng()) < probability;
}

void Client::wait(Milliseconds time) {
    ++totals_.retries;
    site_.clock().advance(time);
}

// Whether the key is ours to run; false: it has run, and `finished_` is what it said.
Result<bool> Client::claim(std::size_t replica, const std::string& key) {
    for (int i = 0; i < 2; ++i) {
        store::IdempotencyClaim claim;
        REFIT_CHECK(
            site_.services(replica).database.write([&](store::Transaction& tx) -> Result<void> {
                REFIT_TRY(made, store::claim_idempotency_key(
                                    tx, {key, kRoute, "body", {}, site_.clock().now()}));
                claim = std::move(made);
                return {};
            }));
        if (claim.state == store::IdempotencyState::Fresh) return true;
        if (claim.state == store::IdempotencyState::Replay) {
            if (!finished_ || claim.response->body != finished_->session_id)
                return fail(ErrorCode::Internal, "a key was answered with another session");
            ++totals_.replayed;
            return false;
        }
        wait(store::kIdempotencyRunMax + kPause);  // whoever ran it is dead
    }
    return fail(ErrorCode::Internal, "a key stays taken");
}

Result<void> Client::finish(std::size_t replica, const std::string& key,
                            const std::string& session) {
    return site_.services(replica).database.write([&](store::Transaction& tx) {
        return store::finish_idempotency_key(tx, key, kRoute, {200, "text/plain", session});
    });
}

Result<void> Client::release(std::size_t replica, const std::string& key) {
    return site_.services(replica).database.write(
        [&](store::Transaction& tx) { return store::release_idempotency_key(tx, key, kRoute); });
}

// One request; nullopt: no reply came.
Result<std::optional<resize::ResizeOutcome>> Client::attempt(std::size_t replica,
                                                             const resize::ResizeRequest& request,
                                                             const std::string& key) {
    if (!key.empty()) {
        REFIT_TRY(ours, claim(replica, key));
        if (!ours) return finished_;
    }
    site_.weather().faulty = true;
    auto outcome = site_.services(replica).resize.resize(request);
    site_.weather().faulty = false;
    if (!outcome) {
        if (outcome.error().code != ErrorCode::Unavailable)
            return fail(outcome.error().code, outcome.error().message);
        if (!key.empty()) REFIT_CHECK(release(replica, key));
        wait(kPause);
        return std::optional<resize::ResizeOutcome>{};
    }
    // It dies with the session stored and no reply sent: before the key is finished, or after.
    const bool dies = happens(faults_.kills);
    const bool before = dies && happens(.5);
    if (!key.empty() && !before) {
        REFIT_CHECK(finish(replica, key, outcome->session_id));
        finished_ = *outcome;
    }
    if (!dies) return std::optional{*std::move(outcome)};
    ++totals_.kills;
    REFIT_CHECK(site_.restart(replica));
    wait(kPause);
    return std::optional<resize::ResizeOutcome>{};
}

// The same request once more, though it was answered: under its key, and without one.
Result<void> Client::ask_again(std::size_t replica, const resize::ResizeRequest& request,
                               const std::string& key) {
    if (happens(faults_.keyed_duplicates)) {
        REFIT_TRY(ours, claim((replica + 1) % scenario_.replicas, key));
        if (ours) return fail(ErrorCode::Internal, "a finished key was free again");
    }
    if (!happens(faults_.plain_duplicates)) return {};
    REFIT_TRY(twin, site_.services(replica).resize.resize(request));
    acknowledged_[twin.session_id];
    ++totals_.twins;
    return {};
}

Result<resize::ResizeOutcome> Client::resize(std::size_t replica,
                                             const resize::ResizeRequest& request) {
    const std::string key = keyed() ? fmt::format("key-{}", ++keys_) : "";
    finished_.reset();
    for (int i = 0; i < kTriesMax; ++i) {
        REFIT_TRY(outcome, attempt((replica + static_cast<std::size_t>(i)) % scenario_.replicas,
                                   request, key));
        if (!outcome) continue;
        acknowledged_[outcome->session_id];
        REFIT_CHECK(ask_again(replica, request, key));
        return *std::move(outcome);
    }
    return fail(ErrorCode::Unavailable, "no reply after many tries: fewer faults, please");
}

Result<training::FeedbackReceipt> Client::feedback(std::size_t replica,
                                                   const training::FeedbackRequest& request) {
    for (int i = 0; i < kTriesMax; ++i) {
        site_.weather().faulty = true;
        auto receipt = site_.services(replica).feedback.feedback(request);
        site_.weather().faulty = false;
        if (receipt) {
            if (request.rating) acknowledged_[request.session_id] = request.rating;
            return receipt;
        }
        if (receipt.error().code != ErrorCode::Unavailable) return receipt;
        wait(kPause);
    }
    return fail(ErrorCode::Unavailable, "no reply after many tries: fewer faults, please");
}

Result<std::vector<std::string>> Client::lost() {
    std::vector<std::string> lost;
    REFIT_CHECK(site_.services(0).database.read([&](store::Transaction& tx) -> Result<void> {
        for (const auto& [id, rating] : acknowledged_) {
            REFIT_TRY(facts, store::find_session_facts(tx, id));
            if (!facts) {
                lost.push_back("session " + id);
            } else if (rating && facts->user_rating != rating) {
                lost.push_back(fmt::format("rating {} of session {}", *rating, id));
            }
        }
        return {};
    }));
    return lost;
}

}  // namespace refit::simulation
