// How many durable writes a second, from 64 threads that each wait for their own.
//
//   store_bench [seconds per figure] [PostgreSQL URL, an empty database]
//
// Three kinds of write: "row" is one insert of 4.5 KB that does not compress (what
// research on storage engines usually measures); "session" is what one resize stores (assignment,
// session, statistics, roll-up); "feedback" is what one rating stores. Each with group commit
// (<= 64 in one transaction) and without (1), so that the ratio can be read inside one run.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/rng.h"
#include "store/assignments.h"
#include "store/experiments.h"
#include "store/feedback.h"
#include "store/migrations.h"
#include "store/sessions.h"
#include "store/user_outcomes.h"

namespace {

using namespace refit;
using namespace refit::store;
using SteadyClock = std::chrono::steady_clock;

constexpr int kThreads = 64;
constexpr std::size_t kBodyBytes = 4500;
constexpr TimePoint kNow{Milliseconds{1'763'875'200'000}};

std::string incompressible(std::uint64_t seed) {
    SeededRng rng{seed};
    std::string out;
    while (out.size() < kBodyBytes) out += static_cast<char>('0' + uniform_below(rng, 75));
    return out;
}

// The i-th write of thread `thread`.
using Write = std::function<Result<void>(Transaction&, int thread, int i, const std::string& body)>;

Result<void> write_row(Transaction& tx, int thread, int i, const std::string& body) {
    const std::vector<Value> values{fmt::format("{:08}-{:04}", i, thread), body};
    REFIT_CHECK(tx.execute("INSERT INTO bench_rows (id,body) VALUES (?,?)", values));
    return {};
}

std::string session_id(int thread, int i) {
    return fmt::format("0193{:08}-{:04}", i, thread);
}

Session session_of(int thread, int i, const std::string& body) {
    Session session;
    session.facts.id = session_id(thread, i);
    session.facts.user_id = "user-" + session.facts.id;
    session.facts.target_width = session.facts.target_height = 1080;
    session.facts.processing_time = 12.5;
    session.facts.variant_id = i % 2 == 0 ? "original" : "enhanced";
    session.facts.variant_version = session.facts.policy_version = 1;
    session.facts.bucket_version = 1;
    session.facts.experiment_id = std::string{kDefaultExperiment};
    session.facts.propensity = 0.5;
    session.facts.created_at = session.facts.updated_at = kNow;
    session.original_canvas = body;
    return session;
}

Result<void> write_session(Transaction& tx, int thread, int i, const std::string& body) {
    const Session session = session_of(thread, i, body);
    REFIT_CHECK(insert_assignment(tx, {.seq = 0,
                                       .experiment_id = *session.facts.experiment_id,
                                       .bucket_version = 1,
                                       .user_id = session.facts.user_id,
                                       .variant_id = *session.facts.variant_id,
                                       .variant_version = 1,
                                       .propensity = 0.5,
                                       .weights = {{"original", 0.5}, {"enhanced", 0.5}},
                                       .policy_version = 1,
                                       .assigned_at = kNow}));
    REFIT_CHECK(insert_session(tx, session));
    return {};
}

// Rates the sessions of write_session in their order, round and round.
Result<void> write_feedback(Transaction& tx, int thread, int i, const std::string&) {
    constexpr int kSessionsEach = 20;
    const std::string id = session_id(thread, i % kSessionsEach);
    const int rating = 1 + (i + i / kSessionsEach) % 5;
    REFIT_TRY(before, claim_session_facts(tx, id));
    if (!before) return {};
    REFIT_CHECK(put_feedback(tx,
                             {.session_id = id,
                              .rater = before->user_id,
                              .rating = rating,
                              .helpful = true,
                              .text = {},
                              .created_at = kNow,
                              .updated_at = kNow},
                             std::nullopt));
    SessionFacts after = *before;
    after.user_rating = rating;
    REFIT_CHECK(update_session(
        tx, {.before = *before, .after = after, .ai_result = {}, .manual_corrections = {}}));
    REFIT_CHECK(put_outcome(tx, {.experiment_id = *before->experiment_id,
                                 .bucket_version = 1,
                                 .user_id = before->user_id,
                                 .variant_id = *before->variant_id,
                                 .variant_version = 1,
                                 .propensity = 0.5,
                                 .assigned_seq = before->seq,
                                 .session_id = id,
                                 .rating = rating,
                                 .updated_at = kNow}));
    return {};
}

struct Figure {
    double per_second{0};
    double p50_ms{0};
    double p99_ms{0};
};

Figure measure(Database& database, const Write& write, std::chrono::seconds duration, int first) {
    std::vector<std::vector<double>> waits(kThreads);
    const auto start = SteadyClock::now();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            const std::string body = incompressible(static_cast<std::uint64_t>(thread));
            for (int i = first; SteadyClock::now() - start < duration; ++i) {
                const auto begun = SteadyClock::now();
                const auto done =
                    database.write([&](Transaction& tx) { return write(tx, thread, i, body); });
                if (!done) {
                    fmt::print(stderr, "{}\n", done.error().message);
                    std::exit(1);
                }
                const std::chrono::duration<double, std::milli> wait = SteadyClock::now() - begun;
                waits[static_cast<std::size_t>(thread)].push_back(wait.count());
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    const std::chrono::duration<double> took = SteadyClock::now() - start;
    std::vector<double> all;
    for (const auto& each : waits) all.insert(all.end(), each.begin(), each.end());
    std::sort(all.begin(), all.end());
    return {.per_second = static_cast<double>(all.size()) / took.count(),
            .p50_ms = all[all.size() / 2],
            .p99_ms = all[all.size() * 99 / 100]};
}

void run(const std::string& name, const std::string& url, std::chrono::seconds duration) {
    const std::pair<const char*, Write> writes[] = {
        {"row", write_row}, {"session", write_session}, {"feedback", write_feedback}};
    for (const auto& [kind, write] : writes) {
        Figure figures[2];
        for (const std::size_t batch : {std::size_t{1}, std::size_t{64}}) {
            auto opened = open_database({.url = url, .group_commit_max = batch});
            if (!opened || !migrate(**opened, kNow)) std::exit(1);
            const auto table = (*opened)->write([](Transaction& tx) -> Result<void> {
                REFIT_CHECK(
                    tx.execute("CREATE TABLE IF NOT EXISTS bench_rows "
                               "(id TEXT NOT NULL UNIQUE, body TEXT NOT NULL)",
                               {}));
                return {};
            });
            if (!table) std::exit(1);
            // Other ids in the second run; feedback goes to the sessions of the first.
            const int first = batch > 1 && kind != std::string_view{"feedback"} ? 1'000'000 : 0;
            const Figure figure = measure(**opened, write, duration, first);
            figures[batch > 1 ? 1 : 0] = figure;
            fmt::print(
                "{:<9} {:<9} batch <= {:<3} {:>8.0f} /s   p50 {:>7.2f} ms   p99 {:>7.2f} ms\n",
                name, kind, batch, figure.per_second, figure.p50_ms, figure.p99_ms);
        }
        fmt::print("{:<9} {:<9} ratio        {:>8.2f}\n", name, kind,
                   figures[1].per_second / figures[0].per_second);
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::seconds duration{argc > 1 ? std::max(1, std::atoi(argv[1])) : 3};
    std::string directory = std::filesystem::temp_directory_path() / "refit-bench-XXXXXX";
    if (!mkdtemp(directory.data())) return 1;
    run("sqlite", "sqlite:" + directory + "/bench.db", duration);
    std::filesystem::remove_all(directory);
    if (argc > 2) run("postgres", argv[2], duration);
    return 0;
}
