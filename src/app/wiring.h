#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/alerts.h"
#include "app/config.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/result.h"
#include "base/rng.h"
#include "canvas/font_library.h"
#include "experiment/parameter_search.h"
#include "http/guard.h"
#include "http/services.h"
#include "layout/learned.h"
#include "llm/client.h"
#include "llm/transport.h"
#include "net/event_hub.h"
#include "resize/arm_source.h"
#include "resize/service.h"
#include "schedule/scheduler.h"
#include "store/database.h"
#include "training/feedback.h"
#include "training/ranker.h"
#include "training/retrain.h"

namespace refit::app {

// Fonts as the configuration names them.
[[nodiscard]] Result<std::unique_ptr<canvas::FontLibrary>> open_fonts(const Config& config);

// The configured database, migrated, with the default experiment in it.
[[nodiscard]] Result<std::unique_ptr<store::Database>> open_store(const Config& config,
                                                                  const Clock& clock);

// The configured layout model, or the built-in one.
[[nodiscard]] Result<layout::Learned> read_layout_model(const Config& config);

// The house with everybody in it: every object the server needs, made once, in an order in which
// each outlives those that use it. The only place that names concrete types.
// What a simulation puts between the house and its parts; an empty one changes nothing.
struct Interposers {
    std::function<std::unique_ptr<store::Database>(std::unique_ptr<store::Database>)> database{};
    std::function<std::unique_ptr<resize::ArmSource>(std::unique_ptr<resize::ArmSource>)> arms{};
};

class House {
public:
    // Borrows all three; the clock and the random numbers of a simulation are its own, and so may
    // be what stands between the house and its database and arms.
    [[nodiscard]] static Result<std::unique_ptr<House>> build(const Config& config, Log& log,
                                                              const Clock& clock, Rng& rng,
                                                              const Interposers& between = {});
    ~House();
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    [[nodiscard]] http::Services services();
    [[nodiscard]] const Clock& clock() const { return clock_; }
    [[nodiscard]] Metrics& metrics() { return metrics_; }
    [[nodiscard]] store::Database& database() { return *database_; }
    [[nodiscard]] schedule::Scheduler& scheduler() { return *scheduler_; }
    [[nodiscard]] net::EventHub& events() { return *events_; }
    [[nodiscard]] const http::Guard& guard() const { return *guard_; }
    [[nodiscard]] resize::Service& resize() { return *resize_; }
    [[nodiscard]] training::FeedbackService& feedback() { return *feedback_; }
    [[nodiscard]] training::QualityRanker& ranker() { return ranker_; }

private:
    House(Log& log, const Clock& clock, Rng& rng) : log_{log}, clock_{clock}, rng_{rng} {}
    [[nodiscard]] Result<void> open(const Config& config);
    [[nodiscard]] Result<void> connect_model(const Config& config);
    [[nodiscard]] Result<void> make_services(const Config& config);
    [[nodiscard]] Result<void> register_tasks(const Config& config);
    void listen();

    Log& log_;
    const Clock& clock_;
    Rng& rng_;
    Metrics metrics_;
    std::string database_kind_;
    std::unique_ptr<canvas::FontLibrary> fonts_;
    std::unique_ptr<net::EventHub> events_;
    std::unique_ptr<http::Guard> guard_;
    std::unique_ptr<llm::LlmTransport> transport_;
    std::unique_ptr<llm::LlmClient> llm_;
    resize::Settings resizing_;
    training::QualityRanker ranker_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<resize::ArmSource> arms_;
    std::unique_ptr<resize::Service> resize_;
    std::unique_ptr<training::FeedbackService> feedback_;
    std::unique_ptr<experiment::ParameterSearch> search_;
    std::unique_ptr<training::Retrainer> retrainer_;
    std::unique_ptr<AlertWebhook> alert_webhook_;
    std::unique_ptr<schedule::Scheduler> scheduler_;
};

}  // namespace refit::app
