#include "app/wiring.h"

#include <fmt/format.h>
#include <unistd.h>

#include <thread>

#include "app/arm_source.h"
#include "app/search.h"
#include "app/tasks.h"
#include "base/uuid.h"
#include "cli/model_file.h"
#include "experiment/defaults.h"
#include "experiment/outcome.h"
#include "json/document.h"
#include "llm/guarded_client.h"
#include "llm/openai_client.h"
#include "net/http_client.h"
#include "net/llm_transport.h"
#include "schedule/seed_tasks.h"
#include "store/migrations.h"
#include "training/corrections.h"

namespace refit::app {
namespace {

constexpr long kLlmTimeoutMsMin = 100;
// Below store::kIdempotencyRunMax, so that a slow model's request is not run twice.
constexpr long kLlmTimeoutMsMax = 100'000;
constexpr double kTokensPerPrice = 1e6;  // prices are per million tokens, as providers quote them
constexpr double kPriceMax = 10'000;
constexpr long kRetentionDaysMax = 36'500;

std::string payload_type(std::string_view payload) {
    const auto document = json::Document::parse(std::string{payload});
    if (!document) return "change";
    return document->root().string("type").value_or("change");
}

}  // namespace

Result<std::unique_ptr<canvas::FontLibrary>> open_fonts(const Config& config) {
    canvas::FontOptions options;
    if (config.has("REFIT_FONT_DIR")) options.directories.push_back(config.text("REFIT_FONT_DIR"));
    return canvas::FontLibrary::create(options);
}

Result<std::unique_ptr<store::Database>> open_store(const Config& config, const Clock& clock) {
    store::OpenOptions options;
    options.url = config.text("DATABASE_URL");
    REFIT_TRY(database, store::open_database(options));
    REFIT_CHECK(store::migrate(*database, clock.now()));
    REFIT_CHECK(database->write(
        [&](store::Transaction& tx) { return experiment::seed_defaults(tx, clock.now()); }));
    return database;
}

Result<layout::Learned> read_layout_model(const Config& config) {
    if (!config.has("REFIT_LAYOUT_MODEL")) return layout::Learned::shipped();
    auto learned = cli::read_layout_model(config.text("REFIT_LAYOUT_MODEL"));
    if (!learned)
        return fail(learned.error().code, "REFIT_LAYOUT_MODEL: " + learned.error().message);
    return learned;
}

Result<std::unique_ptr<House>> House::build(const Config& config, Log& log, const Clock& clock,
                                            Rng& rng, const Interposers& between) {
    std::unique_ptr<House> house{new House{log, clock, rng}};
    REFIT_CHECK(house->open(config));
    if (between.database) house->database_ = between.database(std::move(house->database_));
    house->arms_ = make_arm_source();
    if (between.arms) house->arms_ = between.arms(std::move(house->arms_));
    REFIT_CHECK(house->connect_model(config));
    REFIT_CHECK(house->make_services(config));
    REFIT_CHECK(house->register_tasks(config));
    house->listen();
    return house;
}

House::~House() {
    // The database's listener calls into the house: not any more once its members start to go.
    if (database_) database_->listen({});
}

Result<void> House::open(const Config& config) {
    REFIT_TRY(fonts, open_fonts(config));
    fonts_ = std::move(fonts);
    REFIT_TRY(keys, http::parse_api_keys(config.text("REFIT_API_KEYS")));
    guard_ = std::make_unique<http::Guard>(config.text("ADMIN_SECRET_KEY"), std::move(keys));
    events_ = std::make_unique<net::EventHub>(clock_);
    REFIT_TRY(database, open_store(config, clock_));
    database_ = std::move(database);
    database_kind_ = database_->dialect() == store::Dialect::Sqlite ? "sqlite" : "postgres";
    return ranker_.refresh(*database_);
}

Result<void> House::connect_model(const Config& config) {
    if (!config.has("OPENAI_API_KEY") && !config.has("OPENAI_BASE_URL")) return {};
    REFIT_TRY(timeout, config.integer("REFIT_LLM_TIMEOUT_MS", kLlmTimeoutMsMin, kLlmTimeoutMsMax));
    // The operator chose this address, so it may be on this machine or network.
    net::HttpClientOptions reach;
    reach.reach = net::Reach::Anywhere;
    transport_ = net::make_llm_transport(net::make_http_client(reach));
    llm::OpenAiOptions options;
    if (config.has("OPENAI_BASE_URL")) {
        options.base_url = config.text("OPENAI_BASE_URL");
        // Compatible servers know the older name of the field.
        options.token_limit = llm::TokenLimitField::MaxTokens;
    }
    options.api_key = config.text("OPENAI_API_KEY");
    options.model = config.text("REFIT_MODEL");
    options.attempt_timeout = Milliseconds{timeout};
    // Retries included: what is left of it is the engine's own time.
    resizing_.deadline = Milliseconds{timeout} + resizing_.llm_reserve;
    REFIT_TRY(client,
              llm::make_openai_client(options, *transport_, clock_, rng_, [](Milliseconds pause) {
                  std::this_thread::sleep_for(pause);
              }));
    llm_ = llm::make_guarded_client(std::move(client), clock_);
    return {};
}

Result<void> House::make_services(const Config& config) {
    REFIT_TRY(prompt_price, config.number("REFIT_PRICE_PROMPT", kPriceMax));
    REFIT_TRY(completion_price, config.number("REFIT_PRICE_COMPLETION", kPriceMax));
    resizing_.usd_per_prompt_token = prompt_price / kTokensPerPrice;
    resizing_.usd_per_completion_token = completion_price / kTokensPerPrice;
    REFIT_TRY(layout_model, read_layout_model(config));
    // The ranker is a member that outlives every request: the pointer owns nothing.
    const auto ranker = [this] {
        return std::shared_ptr<const layout::Ranker>{std::shared_ptr<void>{}, &ranker_};
    };
    search_ = std::make_unique<experiment::ParameterSearch>(
        *database_, clock_, layout_model.parameters,
        replay_loader(*database_, *fonts_, layout_model, ranker_));
    resize_ = std::make_unique<resize::Service>(
        resize::Dependencies{*database_, clock_, rng_, *fonts_, *arms_, llm_.get(), ranker,
                             std::move(layout_model), training::record_change, metrics_, log_},
        resizing_);
    feedback_ = std::make_unique<training::FeedbackService>(
        *database_, clock_,
        [](store::Transaction& tx, const store::SessionFacts& rated,
           TimePoint now) -> Result<void> {
            if (!rated.user_rating) return {};
            REFIT_CHECK(experiment::apply_outcome(tx, rated, *rated.user_rating, now));
            return {};
        });
    retrainer_ = std::make_unique<training::Retrainer>(*database_, clock_, proposal_hook(),
                                                       proposal_gate(*database_, clock_, *search_));
    scheduler_ = std::make_unique<schedule::Scheduler>(
        *database_, clock_, metrics_, log_,
        fmt::format("{}-{}", getpid(), make_uuid(clock_.now(), rng_)));
    return {};
}

Result<void> House::register_tasks(const Config& config) {
    REFIT_TRY(days, config.integer("REFIT_RETENTION_DAYS", 0, kRetentionDaysMax));
    REFIT_TRY(webhook, read_alert_webhook(config));
    alert_webhook_ = std::move(webhook);
    const TaskContext context{*database_, clock_, *retrainer_,
                              *search_,   days,   alert_webhook_.get()};
    for (const schedule::TaskPlan& plan : schedule::kSeedTasks) {
        schedule::Task task{std::string{plan.id}, std::string{plan.name}, plan.interval,
                            plan.enabled, task_work(plan.id, context)};
        REFIT_CHECK(scheduler_->register_task(std::move(task)));
    }
    const std::string& choice = config.text("REFIT_SCHEDULER");
    if (choice != "" && choice != "on" && choice != "off")
        return fail(ErrorCode::InvalidInput,
                    fmt::format("REFIT_SCHEDULER={}: expected on or off", choice));
    if (choice == "off") return scheduler_->stop();
    if (choice == "on" || config.text("NODE_ENV") == "production") return scheduler_->start();
    return {};  // as it was left
}

void House::listen() {
    database_->listen([this](std::string_view payload) {
        const std::string type = payload_type(payload);
        // "resync": notifications were lost while the connection was, one of a model perhaps.
        if (type == "model" || type == "resync") {
            if (const auto done = ranker_.refresh(*database_); !done)
                log_.warning("model_not_loaded", {{"error", done.error().message}});
        }
        events_->publish(type, payload);
    });
}

http::Services House::services() {
    return {*database_,
            clock_,
            metrics_,
            log_,
            *guard_,
            *fonts_,
            *resize_,
            *feedback_,
            *retrainer_,
            *search_,
            *scheduler_,
            *events_,
            {REFIT_VERSION, database_kind_, llm_ != nullptr}};
}

}  // namespace refit::app
