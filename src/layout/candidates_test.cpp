#include "layout/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "layout/draft.h"
#include "layout/lump.h"
#include "layout/measure.h"
#include "layout/test_problem.h"

namespace refit::layout {
namespace {

using geometry::Rect;
using geometry::Size;
using test::object;
using test::picture;
using test::Problem;

Layout named(const Problem& problem, std::string_view name) {
    std::vector<Layout> layouts = propose(problem.task());
    const auto found = std::find_if(layouts.begin(), layouts.end(),
                                    [&](const Layout& each) { return each.name == name; });
    EXPECT_NE(found, layouts.end()) << name;
    return found == layouts.end() ? Layout{} : *found;
}

const std::string kThree =
    picture(20, 10, 60, 60) + "," + picture(320, 10, 70, 50) + "," + picture(600, 20, 100, 40);

std::set<std::string> names_for(Size page, Size target) {
    const Problem problem{page, kThree, target};
    std::set<std::string> names;
    for (const Layout& layout : propose(problem.task())) names.insert(layout.name);
    return names;
}

TEST(Candidates, NearSizesGetOnlyLayoutsThatKeepPlaces) {
    const std::set<std::string> near = names_for({728, 90}, {468, 60});
    EXPECT_EQ(near, (std::set<std::string>{"keep", "pins", "relative"}));
}

TEST(Candidates, EveryProposalIsInTheTableAndTheFirstKeeps) {
    const Problem problem{{728, 90}, kThree, {160, 600}};
    const auto names = candidate_names();
    const std::vector<Layout> layouts = propose(problem.task());
    EXPECT_EQ(layouts.front().name, "keep");
    for (const Layout& layout : layouts) {
        EXPECT_NE(std::find(names.begin(), names.end(), layout.name), names.end()) << layout.name;
        for (const Slot& slot : layout.slots) EXPECT_FALSE(slot.rule.empty()) << layout.name;
    }
}

TEST(Candidates, RowsAreForWidePagesAndStacksForOthers) {
    const std::set<std::string> high = names_for({728, 90}, {160, 600});
    EXPECT_TRUE(high.contains("stack, high"));
    EXPECT_FALSE(high.contains("row, in place"));
    const std::set<std::string> wide = names_for({728, 90}, {970, 250});
    EXPECT_FALSE(wide.contains("stack, high"));
}

TEST(Candidates, OutOfAStripIsAChangeOfItsOwn) {
    const Problem out{{728, 90}, kThree, {160, 600}};
    const FormatChange change = format_change(out.task());
    EXPECT_TRUE(change.restacks && change.from_strip && change.to_column && change.far);
    EXPECT_FALSE(change.wider);
    EXPECT_EQ(change.kind(), Change::OutOfStrip);
    const Problem longer{{728, 90}, kThree, {970, 90}};
    EXPECT_EQ(format_change(longer.task()).kind(), Change::Near);
}

TEST(Candidates, RelativeKeepsCentresInProportion) {
    const Problem problem{{400, 400}, picture(100, 200, 40, 40), {800, 300}};
    const Layout layout = named(problem, "relative");
    EXPECT_NEAR(layout.slots[0].box.centre().x, 240, 1e-6);
    EXPECT_NEAR(layout.slots[0].box.centre().y, 165, 1e-6);
}

TEST(Candidates, GatheredKeepsTheCornerAndTheEmptyPart) {
    const std::string corner = object("rect", 20, 300, 80, 30) + "," +
                               object("rect", 25, 335, 60, 20) + "," +
                               object("rect", 22, 360, 70, 20);
    const Problem problem{{400, 400}, corner, {300, 600}};
    const Layout layout = named(problem, "gathered");
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_LT(layout.slots[i].box.right(), 150);
        EXPECT_GT(layout.slots[i].box.top(), 400);
        EXPECT_EQ(layout.slots[i].scale, layout.slots[0].scale);
    }
}

TEST(Candidates, NothingIsGatheredWhereAllStandsApart) {
    const Problem problem{{728, 90}, kThree, {468, 60}};
    const auto units = loosened(problem.task(), problem.scene().units, room_of(problem.task()));
    EXPECT_TRUE(lumped(problem.task(), units, room_of(problem.task())).empty());
}

TEST(Candidates, WhatStandsCloselyStaysStackedInAStrip) {
    const std::string list =
        object("textbox", 30, 20, 200, 60, R"(,"fontSize":50,"text":"Big")") + "," +
        object("textbox", 30, 85, 240, 24, R"(,"fontSize":20,"text":"some copy")") + "," +
        picture(80, 180, 140, 60);
    const Problem problem{{300, 250}, list, {728, 90}};
    const Layout strip = named(problem, "strip");
    const Rect& head = strip.slots[0].box;
    const Rect& copy = strip.slots[1].box;
    EXPECT_GT(common_width(head, copy), 0.5 * std::min(head.width(), copy.width()));
    EXPECT_LE(common_width(head, strip.slots[2].box), 0);
}

TEST(Candidates, TheLastOfARowStandsApart) {
    const std::string list = picture(100, 20, 80, 40) + "," + picture(120, 110, 60, 30) + "," +
                             picture(100, 200, 100, 30);
    const Problem problem{{300, 250}, list, {970, 90}};
    const Layout row = named(problem, "row, last apart");
    const double between = row.slots[1].box.left() - row.slots[0].box.right();
    const double before_last = row.slots[2].box.left() - row.slots[1].box.right();
    EXPECT_GT(before_last, 4 * std::max(0.0, between));
    EXPECT_GT(row.slots[2].box.right(), 900);
}

TEST(Candidates, StacksStandCloseTogetherAtTheirEnd) {
    const Problem problem{{728, 90}, kThree, {160, 600}};
    EXPECT_LT(named(problem, "stack, high").slots[2].box.bottom(), 400);
    EXPECT_GT(named(problem, "stack, low").slots[0].box.top(), 200);
}

TEST(Candidates, ThePictureTakesItsSide) {
    const std::string list =
        picture(0, 0, 300, 140) + "," +
        object("textbox", 30, 160, 240, 30, R"(,"fontSize":26,"text":"some copy")");
    const Problem problem{{300, 250}, list, {970, 250}};
    const Layout left = named(problem, "picture left");
    EXPECT_EQ(left.slots[0].box.left(), 0);
    EXPECT_EQ(left.slots[0].box.height(), 250);
    EXPECT_EQ(left.slots[0].fit, canvas::Fit::Crop);
    EXPECT_LE(left.slots[0].box.right(), left.slots[1].box.left());
    const Layout right = named(problem, "picture right");
    EXPECT_NEAR(right.slots[0].box.right(), 970, 1e-6);
    EXPECT_LE(right.slots[1].box.right(), right.slots[0].box.left());
}

Rect panel_after(const std::string& panel, Size page, Size target) {
    const Problem problem{page, panel + "," + picture(260, 200, 20, 20), target};
    EXPECT_EQ(problem.scene().elements[0].role, Role::Panel);
    return named(problem, "keep").slots[0].box;
}

TEST(Candidates, APanelSpansTheShortSideOfAStripAndOfAColumn) {
    const Size box{300, 250};
    const std::string header = object("rect", 0, 0, 300, 100);
    EXPECT_EQ(panel_after(header, box, {728, 90}), Rect::from_size({0, 0}, {728 * 0.4, 90}));
    EXPECT_EQ(panel_after(header, box, {160, 600}), Rect::from_size({0, 0}, {160, 240}));
    const std::string side = picture(150, 0, 150, 250);
    EXPECT_EQ(panel_after(side, box, {160, 600}), Rect::from_size({0, 300}, {160, 300}));
    EXPECT_EQ(panel_after(side, box, {728, 90}), Rect::from_size({364, 0}, {364, 90}));
    const std::string end = picture(364, 0, 364, 90);
    EXPECT_EQ(panel_after(end, {728, 90}, box), Rect::from_size({0, 125}, {300, 125}));
    EXPECT_EQ(panel_after(end, {728, 90}, {1200, 628}), Rect::from_size({600, 0}, {600, 628}));
}

TEST(Candidates, APanelKeepsItsSideInAPageOfNearlyTheSameShape) {
    const std::string side = picture(150, 0, 150, 400);
    EXPECT_DOUBLE_EQ(panel_after(side, {300, 400}, {300, 440}).height(), 440);
    const std::string header = object("rect", 0, 0, 300, 40);
    EXPECT_DOUBLE_EQ(panel_after(header, {300, 126}, {300, 110}).width(), 300);
}

TEST(Candidates, APanelThatIsNearlyThePageOrADrawingKeepsItsSide) {
    const Rect nearly = panel_after(object("rect", 20, 0, 270, 250), {300, 250}, {160, 600});
    EXPECT_DOUBLE_EQ(nearly.height(), 600);
    const std::string drawing =
        object("path", 150, 0, 150, 250, R"(,"path":[["M",0,0],["L",150,250]])");
    EXPECT_DOUBLE_EQ(panel_after(drawing, {300, 250}, {160, 600}).height(), 600);
}

TEST(Candidates, WhatStoodBesideAPanelThatTurnsStandsAboveIt) {
    const std::string objects = picture(150, 0, 150, 250) + "," + picture(20, 20, 40, 40) + "," +
                                picture(20, 190, 40, 40) + "," + picture(200, 190, 40, 40);
    const Problem problem{{300, 250}, objects, {160, 600}};
    const Layout layout = named(problem, "keep");
    EXPECT_DOUBLE_EQ(layout.slots[0].box.top(), 300);
    EXPECT_LE(layout.slots[1].box.bottom(), layout.slots[2].box.top());
    EXPECT_LE(layout.slots[2].box.bottom(), 300);
    EXPECT_GE(layout.slots[3].box.top(), 300);
}

TEST(Candidates, ARowThatHardlyFitsStaysARow) {
    // At the law's sizes the three are longer than the new page is wide.
    const std::string row =
        picture(10, 10, 95, 30) + "," + picture(140, 10, 50, 30) + "," + picture(225, 10, 70, 30);
    const Problem problem{{300, 250}, row, {300, 600}};
    ASSERT_EQ(problem.scene().units.size(), 3U);
    const Layout layout = named(problem, "keep");
    for (std::size_t i = 0; i + 1 < 3; ++i) {
        EXPECT_LT(layout.slots[i].box.right(), layout.slots[i + 1].box.left() + 1);
    }
    EXPECT_GT(layout.slots[0].scale, 1);
}

TEST(Candidates, CrowdedPagesGetOnlyTheCommonKinds) {
    std::string many;
    for (int i = 0; i < 100; ++i) {
        many += (i == 0 ? "" : ",") + picture(20 + 100 * (i % 10), 20 + 100 * (i / 10), 40, 40);
    }
    const Problem problem{{1080, 1080}, many, {728, 90}};
    for (const Layout& layout : propose(problem.task())) {
        const std::set<std::string> common{"keep", "pins", "strip", "column", "hero"};
        EXPECT_TRUE(common.contains(layout.name)) << layout.name;
    }
}

}  // namespace
}  // namespace refit::layout
