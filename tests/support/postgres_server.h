#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace refit::testing {

// A PostgreSQL cluster of this process's own, in a temporary directory, reached over a Unix socket
// and 127.0.0.1 on a free port, without passwords. Run as root it uses the account "postgres",
// since the server refuses to run as root.
//
// A guardian process waits for this one to end, however it ends (a failed assertion and kill -9
// included), and then stops the server and deletes the directory.
class PostgresServer {
public:
    enum class Durability : unsigned char { Off, On };  // fsync; off makes tests quick

    // Errors: Unavailable if PostgreSQL is not installed or does not start.
    [[nodiscard]] static Result<std::unique_ptr<PostgresServer>> start(
        Durability durability = Durability::Off);
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    // Makes an empty database and returns its URL.
    [[nodiscard]] Result<std::string> create_database();

    // kill -9 of the whole server, as in a crash, and starting it again on what the disk holds.
    [[nodiscard]] Result<void> crash();
    [[nodiscard]] Result<void> resume();

private:
    PostgresServer() = default;
    [[nodiscard]] Result<void> initialise();
    [[nodiscard]] Result<void> run(std::string_view program, std::vector<std::string> arguments);
    void post_guardian();

    std::string programs_;   // the directory of initdb, pg_ctl …
    std::string directory_;  // everything of ours
    Durability durability_{Durability::Off};
    int port_{0};
    int databases_{0};
    pid_t guardian_{-1};
    int guardian_pipe_{-1};
};

// The one server of a test program, started at first use; null if PostgreSQL is not installed.
[[nodiscard]] PostgresServer* shared_postgres();

}  // namespace refit::testing
