#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/rng.h"
#include "resize/service.h"
#include "resize/test_measurer.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/sessions.h"

namespace refit::resize {

// Gives every unit the arm a test wants.
class FixedArms final : public ArmSource {
public:
    Result<ServedArm> choose(store::Transaction&, const std::string& unit,
                             const std::optional<std::string>& variant,
                             const std::vector<double>&) override {
        units.push_back(unit);
        if (variant && *variant != arm.variant_id) return fail(ErrorCode::NotFound, "no variant");
        return arm;
    }
    Result<ServedArm> confirm(store::Transaction&, const std::string&, const ServedArm& wanted,
                              TimePoint) override {
        if (on_confirm) return on_confirm(wanted);
        ServedArm held = wanted;
        held.first_exposure = true;
        return held;
    }

    ServedArm arm{.variant_id = "original",
                  .prompt = "From {currentWidth} to {newWidth}: {objectsData}",
                  .parameters = "{}",
                  .experiment_id = "default",
                  .propensity = 0.5,
                  .policy_version = 3};
    std::vector<std::string> units;
    std::function<ServedArm(const ServedArm&)> on_confirm;
};

// A service on a database in memory.
class House : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::open_database({.url = "sqlite::memory:"});
        ASSERT_TRUE(opened) << opened.error().message;
        database = std::move(*opened);
        ASSERT_TRUE(store::migrate(*database, clock.now()));
        make_service(nullptr);
    }

    void make_service(llm::LlmClient* model) {
        service.emplace(
            Dependencies{
                .database = *database,
                .clock = clock,
                .rng = rng,
                .measurer = measurer,
                .arms = arms,
                .llm = model,
                .ranker = {},
                .record_change = [](store::Transaction& tx, store::SessionChange change,
                                    TimePoint) { return store::update_session(tx, change); },
                .metrics = metrics,
                .log = log},
            Settings{.usd_per_prompt_token = 0.001});
    }

    std::int64_t session_count() {
        const auto all = service->list_sessions({});
        EXPECT_TRUE(all);
        return static_cast<std::int64_t>(all->size());
    }

    // A page of 400 x 300 with a background, a headline, a logo and a button with its label.
    static std::string banner() {
        return R"({"version":"5.3.0","width":400,"height":300,"objects":[)"
               R"({"type":"rect","id":"bg","left":0,"top":0,"width":400,"height":300,"strokeWidth":0,"fill":"#eee"},)"
               R"({"type":"textbox","id":"head","left":40,"top":40,"width":320,"height":45,"fontSize":40,"text":"Summer sale","strokeWidth":0},)"
               R"({"type":"image","id":"logo","left":20,"top":250,"width":60,"height":30,"src":"logo.png","strokeWidth":0},)"
               R"({"type":"rect","id":"button","left":240,"top":240,"width":120,"height":40,"strokeWidth":0,"fill":"#f00"},)"
               R"({"type":"i-text","id":"label","left":270,"top":250,"width":60,"height":18,"fontSize":16,"text":"Buy","strokeWidth":0}]})";
    }
    static ResizeRequest request() {
        return {.canvas = banner(), .target = {300, 600}, .user_id = "ada"};
    }

    ManualClock clock{TimePoint{Milliseconds{1'700'000'000'000}}};
    SeededRng rng{11};
    PlainMeasurer measurer;
    FixedArms arms;
    Metrics metrics;
    NullLog log;
    std::unique_ptr<store::Database> database;
    std::optional<Service> service;
};

}  // namespace refit::resize
