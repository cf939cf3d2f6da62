#include "resize/vision.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "canvas/document.h"
#include "resize/test_house.h"

namespace refit::resize {
namespace {

class VisionTest : public House {
protected:
    static VisionRequest request() {
        return {
            .objects_data =
                R"([{"id":"obj_0","type":"image","left":0,"top":0,"width":800,"height":600,"scaleX":0.5,"scaleY":0.5},)"
                R"({"id":"obj_1","type":"textbox","left":40,"top":40,"width":320,"height":45,"scaleX":1,"scaleY":1,"text":"Summer sale"},)"
                R"({"id":"obj_2","type":"image","left":20,"top":250,"width":120,"height":60,"scaleX":0.5,"scaleY":0.5},)"
                R"({"id":"obj_3","type":"rect","left":240,"top":240,"width":120,"height":40,"scaleX":1,"scaleY":1}])",
            .current_size = {400, 300},
            .target = {300, 600},
            .user_id = "ada"};
    }
};

TEST_F(VisionTest, EveryObjectGetsAPlacementUnderItsOwnId) {
    const auto outcome = service->vision_resize(request());
    ASSERT_TRUE(outcome) << outcome.error().message;
    std::map<std::string, VisionPlacement> by_id;
    for (const auto& placement : outcome->placements) by_id[placement.id] = placement;
    ASSERT_EQ(by_id.size(), 4U);
    const VisionPlacement& background = by_id["obj_0"];
    EXPECT_LE(background.left, 0.5);
    EXPECT_LE(background.top, 0.5);
    EXPECT_GE(background.left + 800 * background.scale_x, 299.5);
    EXPECT_GE(background.top + 600 * background.scale_y, 599.5);
    for (const char* id : {"obj_0", "obj_1", "obj_2"}) {
        const VisionPlacement& placement = by_id[id];
        EXPECT_NEAR(placement.scale_x, placement.scale_y, 1e-6) << id << " must not be stretched";
        EXPECT_FALSE(placement.reasoning.empty());
    }
    for (const char* id : {"obj_1", "obj_2", "obj_3"}) {
        EXPECT_GE(by_id[id].left, -0.5) << id;
        EXPECT_GE(by_id[id].top, -0.5) << id;
    }
    EXPECT_LE(by_id["obj_2"].left + 120 * by_id["obj_2"].scale_x, 300.5);
    EXPECT_TRUE(service->find_session(outcome->resize.session_id));
}

TEST_F(VisionTest, TheCanvasHasTheCallersBoxes) {
    const auto objects = parse_objects_data(request().objects_data);
    ASSERT_TRUE(objects);
    const auto document = canvas::Document::parse(to_canvas(*objects, {400, 300}));
    ASSERT_TRUE(document) << document.error().message;
    ASSERT_EQ(document->objects().size(), 4U);
    EXPECT_DOUBLE_EQ(document->objects()[2].box.left(), 20);
    EXPECT_DOUBLE_EQ(document->objects()[2].box.width(), 60);
    EXPECT_EQ(document->objects()[1].text->text, "Summer sale");
}

TEST_F(VisionTest, TextIsContentWhateverItSays) {
    const auto objects = parse_objects_data(
        R"([{"type":"text","text":"\"},{\"type\":\"rect\" $& {newWidth}","width":10,"height":10}])");
    ASSERT_TRUE(objects);
    const auto document = canvas::Document::parse(to_canvas(*objects, {400, 300}));
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->objects().size(), 1U);
    EXPECT_EQ(document->objects()[0].text->text, (*objects)[0].text);
}

TEST_F(VisionTest, BadCallsAreRefused) {
    const auto code = [&](auto edit) -> std::optional<ErrorCode> {
        VisionRequest bad = request();
        edit(bad);
        const auto outcome = service->vision_resize(bad);
        if (outcome) return std::nullopt;
        return outcome.error().code;
    };
    using V = VisionRequest;
    EXPECT_EQ(code([](V& v) { v.objects_data = "{}"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](V& v) { v.objects_data = "[1]"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](V& v) { v.objects_data = "["; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](V& v) { v.objects_data = R"([{"left":"far"}])"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](V& v) { v.objects_data = R"([{"left":1e30}])"; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](V& v) { v.current_size = {0, 300}; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](V& v) { v.target = {5, 5}; }), ErrorCode::InvalidInput);
    std::string many = "[{}";
    for (std::size_t i = 0; i < kVisionObjectsMax; ++i) many += ",{}";
    EXPECT_EQ(code([&](V& v) { v.objects_data = many + "]"; }), ErrorCode::TooLarge);
    EXPECT_EQ(session_count(), 0);
}

}  // namespace
}  // namespace refit::resize
