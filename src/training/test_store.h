#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "json/writer.h"
#include "layout/features.h"
#include "store/database.h"
#include "store/experiments.h"
#include "store/migrations.h"
#include "store/sessions.h"

namespace refit::training {

// A migrated database in memory and a clock that stands at 2026-11-23 12:00 UTC. For tests.
class TrainingStore : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        ASSERT_TRUE(opened) << opened.error().message;
        database_ = std::move(*opened);
        const auto migrated = store::migrate(*database_, clock_.now());
        ASSERT_TRUE(migrated) << migrated.error().message;
    }

    static TimePoint noon() { return *parse_iso("2026-11-23T12:00:00.000Z"); }

    // All layout features 0 except the first, which is `first`.
    static std::string features_json(double first) {
        std::vector<double> values(layout::feature_names().size(), 0.0);
        values.front() = first;
        return features_json(values);
    }
    static std::string features_json(const std::vector<double>& values) {
        json::Writer out;
        out.begin_array();
        for (const double value : values) out.value(value);
        out.end_array();
        return out.take();
    }

    store::Session session(const std::string& id, const std::string& user) const {
        store::Session session;
        session.facts.id = id;
        session.facts.user_id = user;
        session.facts.target_width = 1080;
        session.facts.target_height = 1920;
        session.facts.processing_time = 12.5;
        session.facts.features = features_json(0.25);
        session.facts.created_at = clock_.now();
        session.facts.updated_at = clock_.now();
        session.original_canvas = R"({"objects":[]})";
        session.ai_result = R"({"objects":[1]})";
        return session;
    }

    void insert(const store::Session& session) {
        write([&session](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(seq, store::insert_session(tx, session));
            EXPECT_GT(seq, 0);
            return {};
        });
    }

    store::SessionFacts facts(const std::string& id) {
        store::SessionFacts result;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::find_session_facts(tx, id));
            EXPECT_TRUE(found) << id;
            result = found.value_or(store::SessionFacts{});
            return {};
        });
        return result;
    }

    void write(const store::Database::Work& work) {
        const auto done = database_->write(work);
        EXPECT_TRUE(done) << done.error().message;
    }
    void read(const store::Database::Work& work) {
        const auto done = database_->read(work);
        EXPECT_TRUE(done) << done.error().message;
    }

    std::unique_ptr<store::Database> database_;
    ManualClock clock_{noon()};
};

}  // namespace refit::training
