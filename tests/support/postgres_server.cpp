#include "support/postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace refit::testing {
namespace {

constexpr const char* kAccount = "postgres";

// The newest installed version's programs; empty if there is none.
std::string find_programs() {
    std::string newest;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
        const std::string bin = entry.path().string() + "/bin";
        if (std::filesystem::exists(bin + "/initdb")) newest = std::max(newest, bin);
    }
    return newest;
}

int free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool is_bound = bind(fd, generic, length) == 0 && getsockname(fd, generic, &length) == 0;
    close(fd);
    return is_bound ? ntohs(address.sin_port) : 0;
}

// In the child, before exec.
void drop_root() {
    if (geteuid() != 0) return;
    const passwd* account = getpwnam(kAccount);
    if (!account || initgroups(kAccount, account->pw_gid) != 0 || setgid(account->pw_gid) != 0 ||
        setuid(account->pw_uid) != 0) {
        _exit(126);
    }
}

std::string shell_quoted(const std::string& word) {
    return "'" + word + "'";
}

}  // namespace

Result<std::unique_ptr<PostgresServer>> PostgresServer::start(Durability durability) {
    std::unique_ptr<PostgresServer> server{new PostgresServer};
    server->programs_ = find_programs();
    server->durability_ = durability;
    if (server->programs_.empty()) {
        return fail(ErrorCode::Unavailable, "PostgreSQL is not installed");
    }
    REFIT_CHECK(server->initialise());
    REFIT_CHECK(server->resume());
    return server;
}

Result<void> PostgresServer::initialise() {
    std::string pattern = std::filesystem::temp_directory_path() / "refit-pg-XXXXXX";
    if (!mkdtemp(pattern.data())) return fail(ErrorCode::Unavailable, "no temporary directory");
    directory_ = pattern;
    post_guardian();
    if (geteuid() == 0) {
        const passwd* account = getpwnam(kAccount);
        if (!account || chown(directory_.c_str(), account->pw_uid, account->pw_gid) != 0) {
            return fail(ErrorCode::Unavailable, "no account to run PostgreSQL as");
        }
    }
    return run("initdb", {"-D", directory_ + "/data", "-U", "refit", "-A", "trust", "-E", "UTF8",
                          "--locale=C", "--no-sync"});
}

void PostgresServer::post_guardian() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return;
    const std::string data = shell_quoted(directory_ + "/data");
    const std::string script =
        fmt::format("cd /; {}/pg_ctl -D {} -m immediate -w stop >/dev/null 2>&1; rm -rf {}",
                    programs_, data, shell_quoted(directory_));
    guardian_ = fork();
    if (guardian_ == 0) {
        setsid();  // Ctrl-C in the terminal must not end the guardian before its work
        close(ends[1]);
        char byte = 0;
        while (read(ends[0], &byte, 1) > 0) {
        }
        drop_root();
        execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
        _exit(127);
    }
    close(ends[0]);
    guardian_pipe_ = ends[1];
}

Result<void> PostgresServer::run(std::string_view program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), fmt::format("{}/{}", programs_, program));
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const std::string log = directory_ + "/commands.log";
    const pid_t child = fork();
    if (child == 0) {
        drop_root();
        const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        if (chdir("/") == 0) execv(argv[0], argv.data());
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status == 0) return {};
    return fail(ErrorCode::Unavailable, fmt::format("{} failed, status {}", program, status));
}

Result<void> PostgresServer::resume() {
    // Another process may take a free port before the server does: a few tries.
    constexpr int kTries = 5;
    Result<void> started;
    for (int i = 0; i < kTries; ++i) {
        if (port_ == 0) port_ = free_port();
        const std::string options = fmt::format(
            "-k {} -p {} -c listen_addresses=127.0.0.1 -c fsync={} -c max_connections=200",
            directory_, port_, durability_ == Durability::On ? "on" : "off");
        started = run("pg_ctl", {"-D", directory_ + "/data", "-l", directory_ + "/server.log", "-w",
                                 "-o", options, "start"});
        if (started) return {};
        if (databases_ == 0) port_ = 0;
    }
    return started;
}

Result<void> PostgresServer::crash() {
    return run("pg_ctl", {"-D", directory_ + "/data", "-m", "immediate", "-w", "stop"});
}

Result<std::string> PostgresServer::create_database() {
    const std::string name = fmt::format("t{}", ++databases_);
    REFIT_CHECK(
        run("createdb", {"-h", directory_, "-p", std::to_string(port_), "-U", "refit", name}));
    return fmt::format("postgresql://refit@127.0.0.1:{}/{}", port_, name);
}

PostgresServer::~PostgresServer() {
    if (guardian_ < 0) return;
    close(guardian_pipe_);
    waitpid(guardian_, nullptr, 0);
}

PostgresServer* shared_postgres() {
    static const std::unique_ptr<PostgresServer> server = [] {
        auto started = PostgresServer::start();
        if (!started) std::fprintf(stderr, "%s\n", started.error().message.c_str());
        return started ? *std::move(started) : nullptr;
    }();
    return server.get();
}

}  // namespace refit::testing
