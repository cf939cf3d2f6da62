#include "app/serve.h"

#include <fmt/format.h>
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/assets.h"
#include "app/wiring.h"
#include "http/pipeline.h"
#include "http/routes.h"
#include "http/static_files.h"
#include "net/server.h"

namespace refit::app {
namespace {

constexpr long kWorkersMax = 1024;
constexpr long kRateLimitMax = 1'000'000;

// Blocks the signals that end the server, so that every thread started later inherits it and only
// wait_for_signal() sees them.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

void wait_for_signal(const sigset_t& signals) {
    int received = 0;
    while (sigwait(&signals, &received) != 0) {
    }
}

Result<LogLevel> log_level(const std::string& name) {
    if (name == "debug") return LogLevel::Debug;
    if (name == "info") return LogLevel::Info;
    if (name == "warning") return LogLevel::Warning;
    if (name == "error") return LogLevel::Error;
    return fail(ErrorCode::InvalidInput,
                fmt::format("REFIT_LOG_LEVEL={}: expected debug, info, warning or error", name));
}

std::vector<http::StaticFile> front_end() {
    std::vector<http::StaticFile> files;
    for (const Asset& asset : assets()) files.push_back({asset.name, asset.bytes});
    return files;
}

Result<std::unique_ptr<http::Pipeline>> make_pipeline(const Config& config, House& house,
                                                      const http::Services& services, Log& log) {
    REFIT_TRY(rate, config.integer("REFIT_RATE_LIMIT", 0, kRateLimitMax));
    http::PipelineParts parts{http::make_router(services), house.guard(),
                              http::Cors{config.text("REFIT_CORS_ORIGINS")}, rate,
                              http::make_static_files(front_end())};
    return std::make_unique<http::Pipeline>(std::move(parts), house.database(), house.clock(),
                                            house.metrics(), log);
}

Result<net::ServerOptions> server_options(const Config& config) {
    REFIT_TRY(port, config.integer("REFIT_PORT", 0, 65535));
    REFIT_TRY(workers, config.integer("REFIT_WORKERS", 1, kWorkersMax));
    net::ServerOptions options;
    options.host = config.text("REFIT_HOST");
    options.port = static_cast<std::uint16_t>(port);
    options.workers = static_cast<std::size_t>(workers);
    return options;
}

// What the server counts, as metrics of this moment.
void expose(const net::ServerCounters& counters, Metrics& metrics) {
    struct Row {
        const char* name;
        const char* type;
        const char* help;
        std::uint64_t value;
    };
    const Row rows[] = {
        {"refit_connections_open", "gauge", "Connections open.", counters.connections_open},
        {"refit_connections_total", "counter", "Connections.", counters.connections_accepted},
        {"refit_connections_refused_total", "counter", "Connections beyond the limit.",
         counters.connections_refused},
        {"refit_http_active", "gauge", "Requests being answered.", counters.requests_active},
        {"refit_http_queue_depth", "gauge", "Requests that wait for a worker.",
         counters.queue_depth},
        {"refit_http_total", "counter", "Requests read.", counters.requests},
        {"refit_http_shed_total", "counter", "Requests answered 503 for want of a worker.",
         counters.requests_shed},
        {"refit_http_malformed_total", "counter", "Requests that broke HTTP or its limits.",
         counters.malformed},
    };
    for (const Row& row : rows) {
        metrics.describe(row.name, row.type, row.help);
        metrics.set(row.name, {}, static_cast<double>(row.value));
    }
}

// Never blocks, so the event loop answers it ahead of the queue.
bool is_quick(const net::Request& request) {
    return request.path == "/healthz" || request.path == "/metrics";
}

// Ends a server: no new requests, streams closed, running ones finished; a second signal forces.
void shut_down(net::Server& server, House& house, const sigset_t& signals, Log& log) {
    log.info("stopping");
    house.events().close();
    std::atomic<bool> drained{false};
    std::jthread second{[&] {
        timespec pause{0, 100'000'000};
        while (!drained)
            if (sigtimedwait(&signals, nullptr, &pause) > 0) server.force();
    }};
    const bool clean = server.stop(kDrainTime);
    drained = true;
    log.info("stopped", {{"clean", clean ? "true" : "false"}});
}

Result<void> run(const Config& config, Log& log, const sigset_t& signals) {
    REFIT_TRY(options, server_options(config));
    const SystemClock clock;
    SystemRng rng;
    REFIT_TRY(house, House::build(config, log, clock, rng));
    const http::Services services = house->services();
    REFIT_TRY(pipeline, make_pipeline(config, *house, services, log));
    std::atomic<bool> stopping{false};
    std::atomic<const net::Server*> running{nullptr};
    net::ServerHooks hooks;
    hooks.handle = [&](const net::Request& request) {
        const net::Server* self = running;
        if (request.path == "/metrics" && self) expose(self->counters(), house->metrics());
        if (stopping && request.path == "/readyz")
            return net::Response::problem(503, "shutting down");
        return pipeline->handle(request);
    };
    hooks.is_quick = is_quick;
    REFIT_TRY(server, net::Server::start(options, std::move(hooks), log));
    running = server.get();
    std::jthread scheduler{[&](const std::stop_token& stop) { house->scheduler().run(stop); }};
    log.info("serving", {{"url", fmt::format("http://{}:{}", options.host, server->port())},
                         {"version", REFIT_VERSION},
                         {"database", services.facts.database}});
    // Scripts that ask for port 0 read the address from this line.
    fmt::print("Refit {} on http://{}:{}\n", REFIT_VERSION,
               options.host == "127.0.0.1" ? "localhost" : options.host, server->port());
    std::fflush(stdout);
    wait_for_signal(signals);
    stopping = true;
    scheduler.request_stop();
    shut_down(*server, *house, signals, log);
    return {};
}

int report_failure(const Error& error) {
    fmt::print(stderr, "refit: {}\n", error.message);
    return error.code == ErrorCode::InvalidInput ? 2 : 1;
}

}  // namespace

int serve(const Config& config) {
    const sigset_t signals = block_signals();
    const auto level = log_level(config.text("REFIT_LOG_LEVEL"));
    if (!level) return report_failure(level.error());
    StderrLog log{*level};
    if (const auto done = run(config, log, signals); !done) return report_failure(done.error());
    return 0;
}

}  // namespace refit::app
