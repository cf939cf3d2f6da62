#include "resize/replay.h"

#include <gtest/gtest.h>

#include "resize/test_house.h"

namespace refit::resize {
namespace {

class ReplayTest : public House {
protected:
    void resize(const std::string& canvas, double width, double height) {
        ResizeRequest request{.canvas = canvas, .target = {width, height}};
        ASSERT_TRUE(service->resize(request));
    }
    Replay load(std::size_t most) { return Replay::load(*database, measurer, most).value(); }
};

constexpr const char* kDesign = R"({"version":"5.3.0","width":300,"height":250,"objects":[
  {"type":"rect","id":"workspace","left":0,"top":0,"width":300,"height":250,"strokeWidth":0},
  {"type":"textbox","left":20,"top":20,"width":200,"height":36.16,"text":"Bread","fontSize":32}]})";

TEST_F(ReplayTest, DifferentQuestionsAreReplayedNewestFirstWithTheParametersGiven) {
    for (int i = 0; i < 3; ++i) resize(kDesign, 728, 90);
    resize(kDesign, 300, 600);
    EXPECT_EQ(load(10).size(), 2U);
    EXPECT_EQ(load(1).size(), 1U);
    const auto before = session_count();

    layout::Learned learned = layout::Learned::shipped();
    const Replay replay = load(10);
    const auto once = replay.run(learned, nullptr, 10);
    ASSERT_EQ(once.size(), 2U);
    for (const ReplayedLayout& layout : once) {
        EXPECT_EQ(layout.problem, "");
        EXPECT_FALSE(layout.features.empty());
    }
    EXPECT_EQ(replay.run(learned, nullptr, 10)[0].features, once[0].features);
    EXPECT_EQ(replay.run(learned, nullptr, 1).size(), 1U);
    ASSERT_TRUE(learned.parameters.set("text_exponent", 0.2));
    ASSERT_TRUE(learned.parameters.set("margin_share", 0.1));
    ASSERT_TRUE(learned.parameters.set("fill_max", 0.6));
    const auto other = replay.run(learned, nullptr, 10);
    EXPECT_TRUE(other[0].features != once[0].features || other[1].features != once[1].features);
    EXPECT_EQ(session_count(), before) << "nothing is written";
}

TEST_F(ReplayTest, AnEmptyHistoryGivesNone) {
    EXPECT_EQ(load(10).size(), 0U);
    EXPECT_TRUE(load(10).run(layout::Learned::shipped(), nullptr, 5).empty());
}

}  // namespace
}  // namespace refit::resize
