#include "test_database.h"

#include <cstdlib>
#include <filesystem>

#include "store/migrations.h"
#include "support/postgres_server.h"

namespace refit::store {

std::string_view engine_name(Engine engine) {
    switch (engine) {
        case Engine::SqliteFile:
            return "SqliteFile";
        case Engine::SqliteMemory:
            return "SqliteMemory";
        case Engine::Postgres:
            return "Postgres";
    }
    return "?";
}

std::string engine_test_name(const ::testing::TestParamInfo<Engine>& info) {
    return std::string{engine_name(info.param)};
}

TemporaryDirectory::TemporaryDirectory()
    : path_{std::filesystem::temp_directory_path() / "refit-store-XXXXXX"} {
    if (!mkdtemp(path_.data())) std::abort();
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void EmptyDatabase::SetUp() {
    switch (GetParam()) {
        case Engine::SqliteFile:
            url_ = "sqlite:" + directory_.path() + "/refit.db";
            break;
        case Engine::SqliteMemory:
            url_ = "sqlite::memory:";
            break;
        case Engine::Postgres: {
            auto* server = refit::testing::shared_postgres();
            if (!server) GTEST_SKIP() << "PostgreSQL is not installed";
            auto made = server->create_database();
            ASSERT_OK(made);
            url_ = *made;
            break;
        }
    }
    auto opened = open_database({.url = url_});
    ASSERT_OK(opened);
    database_ = *std::move(opened);
}

std::unique_ptr<Database> EmptyDatabase::open_again() const {
    if (GetParam() == Engine::SqliteMemory) return nullptr;
    auto opened = open_database({.url = url_});
    EXPECT_OK(opened);
    return opened ? *std::move(opened) : nullptr;
}

void EmptyDatabase::write(const Database::Work& work) {
    ASSERT_OK(database_->write(work));
}
void EmptyDatabase::read(const Database::Work& work) {
    ASSERT_OK(database_->read(work));
}

void StoreContract::SetUp() {
    EmptyDatabase::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ASSERT_OK(migrate(db(), kNow));
}

}  // namespace refit::store
