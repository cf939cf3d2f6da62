#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/clock.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/sessions.h"

// An empty migrated database on a Monday at noon. For the room's own tests.

namespace refit::analytics {

class TestStore : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        ASSERT_TRUE(opened) << opened.error().message;
        database_ = std::move(*opened);
        const auto migrated = store::migrate(*database_, clock_.now());
        ASSERT_TRUE(migrated) << migrated.error().message;
    }

    store::SessionFacts facts(const std::string& id) const {
        store::SessionFacts made;
        made.id = id;
        made.user_id = "user of " + id;
        made.target_width = 300;
        made.target_height = 600;
        made.variant_id = "original";
        made.variant_version = 1;
        made.created_at = clock_.now();
        made.updated_at = clock_.now();
        return made;
    }

    void insert(const store::SessionFacts& made) {
        write([&made](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(seq, store::insert_session(tx, {made, "{}", std::nullopt, std::nullopt}));
            EXPECT_GT(seq, 0);
            return {};
        });
    }

    void write(const store::Database::Work& work) {
        const auto done = database_->write(work);
        EXPECT_TRUE(done) << done.error().message;
    }

    std::unique_ptr<store::Database> database_;
    ManualClock clock_{*parse_iso("2026-11-23T12:00:00.000Z")};
};

}  // namespace refit::analytics
