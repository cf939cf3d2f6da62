#include "resize/service.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "canvas/document.h"
#include "canvas/page.h"
#include "json/document.h"
#include "layout/features.h"
#include "resize/test_house.h"

namespace refit::resize {
namespace {

using ServiceTest = House;

TEST_F(ServiceTest, TheReplyIsBackedByASession) {
    const auto outcome = service->resize(request());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->resizer, store::Resizer::Engine);
    EXPECT_EQ(outcome->variant_id, "original");
    EXPECT_DOUBLE_EQ(outcome->propensity, 0.5);
    EXPECT_EQ(outcome->placements.size(), 5U);
    EXPECT_EQ(arms.units, std::vector<std::string>{"ada"});

    const auto session = service->find_session(outcome->session_id);
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ(session->facts.user_id, "ada");
    EXPECT_EQ(session->facts.variant_id, "original");
    EXPECT_EQ(session->facts.propensity, 0.5);
    EXPECT_EQ(session->facts.policy_version, 3);
    EXPECT_EQ(session->facts.experiment_id, "default");
    EXPECT_TRUE(session->facts.first_exposure);
    EXPECT_EQ(session->facts.status, store::SessionStatus::Completed);
    EXPECT_EQ(session->facts.target_width, 300);
    EXPECT_EQ(session->facts.target_height, 600);
    EXPECT_EQ(session->original_canvas, banner());
    EXPECT_EQ(session->ai_result, outcome->canvas);
    const auto features = json::Document::parse(session->facts.features);
    ASSERT_TRUE(features);
    EXPECT_EQ(features->root().size(), layout::feature_names().size());
    EXPECT_EQ(
        metrics.value("refit_resizes_total", {{"variant", "original"}, {"resizer", "engine"}}),
        1.0);
}

TEST_F(ServiceTest, TheResultIsTheSameDesignOnTheNewPage) {
    const auto outcome = service->resize(request());
    ASSERT_TRUE(outcome) << outcome.error().message;
    const auto document = canvas::Document::parse(outcome->canvas);
    ASSERT_TRUE(document);
    EXPECT_EQ(document->size_keys(), (geometry::Size{300, 600}));
    ASSERT_EQ(document->objects().size(), 5U);
    EXPECT_EQ(document->objects()[1].text->text, "Summer sale");
    for (const ServedPlacement& placement : outcome->placements) {
        EXPECT_GE(placement.box.left(), -0.5) << placement.id;
        EXPECT_LE(placement.box.right(), 300.5) << placement.id;
        EXPECT_FALSE(placement.reasoning.empty()) << placement.id;
    }
}

TEST_F(ServiceTest, WithoutAUserTheSessionIsTheUnit) {
    ResizeRequest nobody = request();
    nobody.user_id.reset();
    const auto first = service->resize(nobody);
    const auto second = service->resize(nobody);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(arms.units[0], store::anonymous_unit(first->session_id));
    EXPECT_NE(arms.units[0], arms.units[1]) << "strangers must not share one assignment";
    EXPECT_EQ(service->find_session(first->session_id)->facts.user_id, arms.units[0]);
}

TEST_F(ServiceTest, WhoeverWasAssignedMeanwhileIsServedTheArmThatHolds) {
    bool first = true;
    arms.on_confirm = [&](const ServedArm& wanted) {
        ServedArm held = wanted;
        if (first) arms.arm.variant_id = "enhanced";
        held.variant_id = arms.arm.variant_id;
        first = false;
        return held;
    };
    const auto outcome = service->resize(request());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->variant_id, "enhanced");
    EXPECT_EQ(service->find_session(outcome->session_id)->facts.variant_id, "enhanced");
    EXPECT_EQ(session_count(), 1);
}

TEST_F(ServiceTest, RoundsAreBounded) {
    arms.on_confirm = [](ServedArm held) {
        held.variant_version += 1;
        return held;
    };
    const auto outcome = service->resize(request());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(session_count(), 0);
}

TEST_F(ServiceTest, BadRequestsAreRefusedAndLeaveNothing) {
    const auto code = [&](auto edit) -> std::optional<ErrorCode> {
        ResizeRequest bad = request();
        edit(bad);
        const auto outcome = service->resize(bad);
        if (outcome) return std::nullopt;
        return outcome.error().code;
    };
    using R = ResizeRequest;
    EXPECT_EQ(code([](R& r) { r.canvas = "{"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](R& r) { r.canvas = "[]"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](R& r) { r.canvas = std::string(kCanvasBytesMax + 1, ' '); }),
              ErrorCode::TooLarge);
    EXPECT_EQ(code([](R& r) { r.target.width = kTargetSideMin - 1; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](R& r) { r.target.height = kTargetSideMax + 1; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](R& r) { r.target.width = std::nan(""); }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](R& r) { r.user_id = ""; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](R& r) { r.user_id = std::string(kIdBytesMax + 1, 'x'); }),
              ErrorCode::InvalidInput);
    EXPECT_EQ(code([](R& r) { r.variant_id = "nothing"; }), ErrorCode::NotFound);
    EXPECT_EQ(session_count(), 0);
}

TEST_F(ServiceTest, ParametersFromAnotherVersionCostNobodyAResize) {
    arms.arm.parameters = R"({"removed_long_ago":1})";
    const auto outcome = service->resize(request());
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->resizer, store::Resizer::Engine);
}

TEST_F(ServiceTest, UnknownSessionIsNotFound) {
    EXPECT_EQ(service->find_session("nothing").error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace refit::resize
