#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/result.h"
#include "base/rng.h"
#include "canvas/text.h"
#include "layout/engine.h"
#include "resize/arm_source.h"
#include "resize/request.h"
#include "store/database.h"
#include "store/sessions.h"

namespace refit::llm {
class LlmClient;
}  // namespace refit::llm

namespace refit::resize {

// Sides of a target page the API takes.
inline constexpr double kTargetSideMin = 16;
inline constexpr double kTargetSideMax = 10'000;
inline constexpr std::size_t kCanvasBytesMax = std::size_t{20} * 1024 * 1024;
inline constexpr std::size_t kIdBytesMax = 256;  // user and project ids
inline constexpr std::size_t kErrorMessageBytesMax = 2'000;

// Hands out the ranker that serves now; nullptr: the engine's own judgement. Called per request.
using RankerProvider = std::function<std::shared_ptr<const layout::Ranker>()>;

// Writes a change of a session. training::record_change: it keeps the quality score and the
// training example in step.
using ChangeRecorder = std::function<Result<store::SessionFacts>(store::Transaction&,
                                                                 store::SessionChange, TimePoint)>;

struct Settings {
    Milliseconds deadline = std::chrono::seconds{60};    // of a request that names none
    Milliseconds llm_reserve = std::chrono::seconds{5};  // kept back for the engine's answer
    double usd_per_prompt_token{0};  // price of the configured model; both 0: unknown
    double usd_per_completion_token{0};
};

// Everything the service works with; all of it must outlive the service and be thread-safe.
struct Dependencies {
    store::Database& database;
    const Clock& clock;
    Rng& rng;
    const canvas::TextMeasurer& measurer;
    ArmSource& arms;
    llm::LlmClient* llm{nullptr};  // nullptr: the embedded engine does everything
    RankerProvider ranker{};
    layout::Learned layout_model{layout::Learned::shipped()};  // arms' parameters go over it
    ChangeRecorder record_change;                              // required
    Metrics& metrics;
    Log& log;
};

// The use case "resize": arm → proposal → validated, repaired, ranked → recorded → answered.
// A person never receives a broken design, nor an error because a model misbehaved: whatever fails
// behind the arm's resizer, the embedded engine's layout is served, and the session says so.
// Each call that stores something has stored it durably when it returns. Thread-safe.
class Service {
public:
    Service(const Dependencies& dependencies, Settings settings);

    // Errors: InvalidInput, TooLarge (canvas, target), NotFound (pinned variant), Unavailable.
    [[nodiscard]] Result<ResizeOutcome> resize(const ResizeRequest& request);
    [[nodiscard]] Result<VisionOutcome> vision_resize(const VisionRequest& request);

    // Errors: InvalidInput, TooLarge. A variant that does not exist is kept as the client named it,
    // outside every experiment.
    [[nodiscard]] Result<store::Session> record_client_session(const ClientSession& request);

    // Errors: NotFound, Forbidden (another user's session), Conflict (etag), InvalidInput.
    [[nodiscard]] Result<store::Session> patch_session(const SessionPatch& patch);
    [[nodiscard]] Result<store::Session> find_session(std::string_view id);
    [[nodiscard]] Result<std::vector<store::SessionFacts>> list_sessions(
        const store::SessionFilter& filter);

private:
    Dependencies dependencies_;
    Settings settings_;
};

}  // namespace refit::resize
