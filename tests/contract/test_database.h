#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "store/database.h"

namespace refit::store {

enum class Engine : unsigned char { SqliteFile, SqliteMemory, Postgres };
std::string_view engine_name(Engine engine);
inline void PrintTo(Engine engine, std::ostream* out) {
    *out << engine_name(engine);
}

// A directory that is deleted with its contents.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

inline constexpr TimePoint kNow{Milliseconds{1'763'875'200'000}};  // 2025-11-23T05:20:00Z

// Each case gets a database of its own, empty in `EmptyDatabase`, migrated in `StoreContract`.
class EmptyDatabase : public ::testing::TestWithParam<Engine> {
protected:
    void SetUp() override;
    [[nodiscard]] Database& db() { return *database_; }
    // Another connection to the same database, as another replica has; null for SqliteMemory.
    [[nodiscard]] std::unique_ptr<Database> open_again() const;
    [[nodiscard]] const std::string& url() const { return url_; }

    // A transaction that is expected to succeed.
    void write(const Database::Work& work);
    void read(const Database::Work& work);

private:
    TemporaryDirectory directory_;
    std::string url_;
    std::unique_ptr<Database> database_;
};

class StoreContract : public EmptyDatabase {
protected:
    void SetUp() override;
};

std::string engine_test_name(const ::testing::TestParamInfo<Engine>& info);

#define REFIT_ALL_ENGINES(fixture)                                                                \
    INSTANTIATE_TEST_SUITE_P(                                                                     \
        , fixture, ::testing::Values(Engine::SqliteFile, Engine::SqliteMemory, Engine::Postgres), \
        engine_test_name)

// Expectations on a Result that print the error.
#define EXPECT_OK(result)                                          \
    do {                                                           \
        const auto& is_ok_result = (result);                       \
        EXPECT_TRUE(is_ok_result.has_value())                      \
            << (is_ok_result ? "" : is_ok_result.error().message); \
    } while (false)
#define ASSERT_OK(result)                                          \
    do {                                                           \
        const auto& is_ok_result = (result);                       \
        ASSERT_TRUE(is_ok_result.has_value())                      \
            << (is_ok_result ? "" : is_ok_result.error().message); \
    } while (false)

}  // namespace refit::store
