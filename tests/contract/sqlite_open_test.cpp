// SQLite alone: opening, and a second process at the same file.

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "store/migrations.h"
#include "test_database.h"

namespace refit::store {
namespace {

constexpr uid_t kNobody = 65534;

Error open_error(const std::string& url) {
    const auto opened = open_database({.url = url});
    EXPECT_FALSE(opened) << url;
    return opened ? Error{} : opened.error();
}

TEST(SqliteOpen, AFileThatIsNoDatabaseIsSaidToBeNone) {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/letter.txt";
    std::ofstream{path} << std::string(5000, 'x');
    const Error error = open_error("sqlite:" + path);
    EXPECT_EQ(error.code, ErrorCode::Internal);
    EXPECT_NE(error.message.find("not a database"), std::string::npos) << error.message;
    EXPECT_NE(error.message.find(path), std::string::npos);
}

TEST(SqliteOpen, AMissingDirectoryIsAnErrorThatNamesThePath) {
    const Error error = open_error("sqlite:/nonexistent/refit.db");
    EXPECT_EQ(error.code, ErrorCode::Unavailable);
    EXPECT_NE(error.message.find("/nonexistent/refit.db"), std::string::npos);
    const TemporaryDirectory directory;
    EXPECT_EQ(open_error("sqlite:" + directory.path()).code, ErrorCode::Unavailable);
}

TEST(SqliteOpen, AUrlWithoutASchemeOrPathIsRefusedWithoutRepeatingIt) {
    const Error error = open_error("mysql://ada:secret@host/db");
    EXPECT_EQ(error.code, ErrorCode::InvalidInput);
    EXPECT_EQ(error.message.find("secret"), std::string::npos);
    EXPECT_EQ(open_error("sqlite:").code, ErrorCode::InvalidInput);
}

TEST(SqliteOpen, AReadOnlyPlaceIsSaidToBeSo) {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/refit.db";
    { ASSERT_TRUE(open_database({.url = "sqlite:" + path})); }
    ASSERT_EQ(chmod(path.c_str(), 0444), 0);
    ASSERT_EQ(chmod(directory.path().c_str(), 0555), 0);
    // Root may write anywhere; nobody may not. For all others this changes nothing.
    const uid_t self = geteuid();
    ASSERT_EQ(seteuid(self == 0 ? kNobody : self), 0);
    const Error error = open_error("sqlite:" + path);
    ASSERT_EQ(seteuid(self), 0);
    EXPECT_EQ(error.code, ErrorCode::Unavailable) << error.message;
    EXPECT_NE(error.message.find(path), std::string::npos) << error.message;
    ASSERT_EQ(chmod(directory.path().c_str(), 0755), 0);
}

TEST(SqliteOpen, ManySpellingsOfAPathAreOneFile) {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/refit.db";
    ASSERT_OK(migrate(**open_database({.url = "sqlite:" + path}), kNow));
    const auto again = open_database({.url = "sqlite://" + path});
    ASSERT_OK(again);
    EXPECT_EQ(migrate(**again, kNow).value_or(9), 0U);
}

// Adds `count` rows named by `name`, one transaction each; the number that succeeded.
int add_rows(const std::string& url, const std::string& name, int count) {
    const auto database = open_database({.url = url});
    if (!database) return 0;
    int added = 0;
    for (int i = 0; i < count; ++i) {
        const auto result = (*database)->write([&](Transaction& tx) -> Result<void> {
            const Value key = name + std::to_string(i);
            REFIT_CHECK(tx.execute("INSERT INTO t VALUES (?)", {&key, 1}));
            return {};
        });
        if (result) ++added;
    }
    return added;
}

TEST(SqliteSecondProcess, BothMayWriteTheSameFile) {
    constexpr int kRows = 100;
    const TemporaryDirectory directory;
    const std::string url = "sqlite:" + directory.path() + "/refit.db";
    {
        const auto database = open_database({.url = url});
        ASSERT_OK(database);
        ASSERT_OK((*database)->write([](Transaction& tx) -> Result<void> {
            REFIT_CHECK(tx.execute("CREATE TABLE t (k TEXT PRIMARY KEY)", {}));
            return {};
        }));
    }
    const pid_t child = fork();
    if (child == 0) _exit(add_rows(url, "child", kRows));
    EXPECT_EQ(add_rows(url, "parent", kRows), kRows);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), kRows);
    const auto database = open_database({.url = url});
    ASSERT_OK(database);
    EXPECT_OK((*database)->read([](Transaction& tx) -> Result<void> {
        REFIT_TRY(rows, tx.query("SELECT count(*) FROM t", {}));
        EXPECT_EQ(rows.integer(0, 0), 2 * kRows);
        return {};
    }));
}

}  // namespace
}  // namespace refit::store
