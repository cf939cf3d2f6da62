#include "layout/repair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "layout/test_support.h"

namespace refit::layout {
namespace {

using geometry::Size;
using test::EvenMeasurer;

constexpr Size kTarget{600, 600};

class Repairs : public testing::Test {
protected:
    Repairs()
        : document_{test::parse(
              R"({"version":"5.3.0","width":400,"height":400,"objects":[
                {"type":"rect","id":"back","strokeWidth":0,"width":400,"height":400},
                {"type":"image","id":"logo","strokeWidth":0,"left":20,"top":20,"width":100,"height":50,"src":"l.png"},
                {"type":"textbox","id":"head","strokeWidth":0,"left":20,"top":120,"width":300,"fontSize":40,"text":"A short headline"},
                {"type":"textbox","id":"body","strokeWidth":0,"left":20,"top":280,"width":300,"fontSize":20,"text":"and a line of copy"}]})",
              measurer_)},
          page_{canvas::detect_page(document_).value()} {}

    Result<RepairedLayout> repair(std::vector<ModelPlacement> proposal) const {
        return validate_and_repair(document_, page_, kTarget, proposal, Learned::shipped(),
                                   measurer_);
    }

    static ModelPlacement place(std::string id, double left, double top, double width,
                                double height) {
        ModelPlacement placement;
        placement.id = std::move(id);
        placement.left = left;
        placement.top = top;
        placement.width = width;
        placement.height = height;
        return placement;
    }

    static std::vector<ModelPlacement> good() {
        return {place("back", 0, 0, 600, 600), place("logo", 30, 30, 150, 75),
                place("head", 30, 180, 450, 60), place("body", 30, 420, 450, 30)};
    }

    static const PlacedElement& element(const RepairedLayout& repaired, std::string_view id) {
        return *std::find_if(repaired.layout.elements.begin(), repaired.layout.elements.end(),
                             [&](const PlacedElement& e) { return e.id == id; });
    }

    EvenMeasurer measurer_;
    canvas::Document document_;
    canvas::Page page_;
};

TEST_F(Repairs, AGoodProposalIsTakenAsItIs) {
    const auto repaired = repair(good());
    ASSERT_TRUE(repaired);
    EXPECT_TRUE(repaired->repairs.empty())
        << (repaired->repairs.empty() ? "" : repaired->repairs[0].what);
    EXPECT_EQ(repaired->missing, 0U);
    EXPECT_EQ(repaired->layout.chosen.name, "model");
    EXPECT_NEAR(element(*repaired, "logo").after.left(), 30, 1e-6);
}

TEST_F(Repairs, UnknownAndRepeatedIdsAreDroppedAndSaid) {
    auto proposal = good();
    proposal.push_back(place("nothing", 0, 0, 10, 10));
    proposal.push_back(place("logo", 300, 300, 10, 5));
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->repairs.size(), 2U);
    EXPECT_NEAR(element(*repaired, "logo").after.left(), 30, 1e-6);
}

TEST_F(Repairs, ALogoIsNeverDistorted) {
    auto proposal = good();
    proposal[1] = place("logo", 30, 30, 300, 60);
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    const auto& box = element(*repaired, "logo").after;
    EXPECT_NEAR(box.width() / box.height(), 2.0, 1e-6);
    EXPECT_FALSE(repaired->repairs.empty());
}

TEST_F(Repairs, BoxesOutsideThePageAreBroughtIn) {
    auto proposal = good();
    proposal[1] = place("logo", 550, -40, 150, 75);
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    const auto& box = element(*repaired, "logo").after;
    EXPECT_GE(box.top(), 0);
    EXPECT_LE(box.right(), 600);
    EXPECT_FALSE(repaired->repairs.empty());
}

TEST_F(Repairs, CollidingTextsAreParted) {
    auto proposal = good();
    proposal[3] = place("body", 30, 190, 450, 30);
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    const auto& head = element(*repaired, "head").after;
    const auto& body = element(*repaired, "body").after;
    EXPECT_TRUE(head.bottom() <= body.top() + 1 || body.bottom() <= head.top() + 1);
}

TEST_F(Repairs, UnusableNumbersFallBackToTheEngine) {
    auto proposal = good();
    proposal[1].left = std::numeric_limits<double>::infinity();
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    EXPECT_EQ(repaired->missing, 1U);
    EXPECT_TRUE(std::isfinite(element(*repaired, "logo").after.left()));
}

TEST_F(Repairs, TinyTextIsRaisedToALegibleSize) {
    auto proposal = good();
    proposal[3].font_size = 2;
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    EXPECT_GE(*element(*repaired, "body").font_size, 7.1);
}

TEST_F(Repairs, TheBackgroundAlwaysCovers) {
    auto proposal = good();
    proposal[0] = place("back", 100, 100, 100, 100);
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    EXPECT_NEAR(element(*repaired, "back").after.width(), 600, 1e-6);
}

TEST_F(Repairs, IndexIdsOfTheSeedsProtocolAreUnderstood) {
    ModelPlacement placement;
    placement.id = "obj_1";
    placement.left = 30;
    placement.top = 30;
    placement.scale_x = 1.5;
    placement.scale_y = 1.5;
    auto proposal = good();
    proposal[1] = placement;
    const auto repaired = repair(proposal);
    ASSERT_TRUE(repaired);
    EXPECT_NEAR(element(*repaired, "logo").after.width(), 150, 1e-6);
}

TEST_F(Repairs, AProposalThatLeavesMostOutIsRefused) {
    const auto repaired = repair({place("back", 0, 0, 600, 600), place("logo", 0, 0, 100, 50)});
    ASSERT_FALSE(repaired);
    EXPECT_EQ(repaired.error().code, ErrorCode::InvalidInput);
}

TEST_F(Repairs, HidingNeedsPermission) {
    auto proposal = good();
    proposal[3].hidden = true;
    const auto kept = repair(proposal);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->layout.canvas.find("\"visible\""), std::string::npos);
    const auto hidden = validate_and_repair(document_, page_, kTarget, proposal, Learned::shipped(),
                                            measurer_, {.allow_hiding = true});
    ASSERT_TRUE(hidden);
    EXPECT_NE(hidden->layout.canvas.find("\"visible\""), std::string::npos);
}

}  // namespace
}  // namespace refit::layout
