// kill -9 in the middle of writing: what was acknowledged is there afterwards.
//
// A child process writes sessions from several threads and sends the id of each through a pipe
// once, and only once, write() has returned success. The parent kills it, opens the file and looks
// for every id it was told. (A lost page cache needs a power cut; that commits sync is in the
// PRAGMA synchronous=FULL that the test below asks for.)

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "records.h"
#include "store/arm_statistics.h"
#include "store/migrations.h"
#include "store/rollups.h"
#include "store/sqlite/connection.h"
#include "test_database.h"

namespace refit::store {
namespace {

constexpr int kWriters = 8;
constexpr int kRounds = 3;
constexpr std::chrono::milliseconds kWriteFor{700};

// Never returns.
void write_until_killed(const std::string& url, int acknowledge_fd, int round) {
    const auto database = open_database({.url = url});
    if (!database) _exit(1);
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, writer] {
            for (std::int32_t i = 0;; ++i) {
                const std::int32_t id = (round * kWriters + writer) * 1'000'000 + i;
                const auto written = (*database)->write([&](Transaction& tx) -> Result<void> {
                    REFIT_CHECK(insert_session(tx, sample_session(std::to_string(id))));
                    return {};
                });
                if (written && write(acknowledge_fd, &id, sizeof id) != sizeof id) _exit(2);
            }
        });
    }
    for (std::thread& thread : writers) thread.join();
    _exit(3);
}

// The ids acknowledged until the pipe closed.
std::vector<std::int32_t> read_all(int fd) {
    std::vector<std::int32_t> ids;
    std::int32_t id = 0;
    while (read(fd, &id, sizeof id) == sizeof id) ids.push_back(id);
    return ids;
}

std::vector<std::int32_t> run_and_kill(const std::string& url, int round) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return {};
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_until_killed(url, ends[1], round);
    }
    close(ends[1]);
    std::thread killer{[child] {
        std::this_thread::sleep_for(kWriteFor);
        kill(child, SIGKILL);
    }};
    auto acknowledged = read_all(ends[0]);
    killer.join();
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
    return acknowledged;
}

TEST(Durability, KillNineLosesNoAcknowledgedSession) {
    const TemporaryDirectory directory;
    const std::string url = "sqlite:" + directory.path() + "/refit.db";
    ASSERT_OK(migrate(**open_database({.url = url}), kNow));
    std::vector<std::int32_t> acknowledged;
    for (int round = 0; round < kRounds; ++round) {
        for (const std::int32_t id : run_and_kill(url, round)) acknowledged.push_back(id);
    }
    EXPECT_GT(acknowledged.size(), 100U);
    RecordProperty("acknowledged", static_cast<int>(acknowledged.size()));

    const auto database = open_database({.url = url});
    ASSERT_OK(database);
    EXPECT_OK((*database)->read([&](Transaction& tx) -> Result<void> {
        REFIT_TRY(rows, tx.query("SELECT id FROM resize_sessions", {}));
        std::set<std::string> stored;
        for (std::size_t row = 0; row < rows.size(); ++row) stored.insert(*rows.text(row, 0));
        for (const std::int32_t id : acknowledged) {
            EXPECT_TRUE(stored.contains(std::to_string(id))) << id;
        }
        std::printf("%zu acknowledged, %zu stored\n", acknowledged.size(), stored.size());
        // Counters and sessions are one transaction: neither can be ahead of the other.
        REFIT_TRY(live, rollup_totals(tx));
        EXPECT_EQ(live.sessions, static_cast<std::int64_t>(stored.size()));
        REFIT_TRY(arms, list_arm_statistics(tx, kDefaultExperiment, 1));
        REFIT_TRY(recounted, recount_arm_statistics(tx));
        EXPECT_EQ(arms, recounted);
        REFIT_TRY(check, tx.query("PRAGMA integrity_check", {}));
        EXPECT_EQ(check.text(0, 0), "ok");
        return {};
    }));
}

TEST(Durability, CommitsAreSynchronous) {
    const TemporaryDirectory directory;
    const auto opened =
        SqliteConnection::open(directory.path() + "/refit.db", SqliteMode::ReadWrite);
    ASSERT_OK(opened);
    SqliteConnection& connection = **opened;
    constexpr std::int64_t kFull = 2;
    EXPECT_EQ(connection.query("PRAGMA synchronous", {})->integer(0, 0), kFull);
    EXPECT_EQ(connection.query("PRAGMA journal_mode", {})->text(0, 0), "wal");
    EXPECT_EQ(connection.query("PRAGMA foreign_keys", {})->integer(0, 0), 1);
}

}  // namespace
}  // namespace refit::store
