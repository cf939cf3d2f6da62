#include "canvas/parts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "canvas/placement_test_support.h"

namespace refit::canvas {
namespace {

using namespace testing_support;

// A page of 400 x 300 and on it a group that spans it: a plate, a text and a group of two texts
// that spans it as well. Children count from the centre of their group.
std::string design(const std::string& more = "") {
    return R"({"version":"5.3.0","objects":[)" + std::string{kPaged} +
           R"(,{"type":"group","id":"all","left":60,"top":-10,"width":380,"height":280)" + more +
           R"(,"objects":[
             {"type":"rect","id":"plate","left":-190,"top":-140,"width":380,"height":100,"strokeWidth":0},
             {"type":"rect","id":"dot","left":100,"top":20,"width":40,"height":40,"strokeWidth":0},
             {"type":"group","id":"lines","left":-190,"top":80,"width":340,"height":60,"objects":[
               {"type":"rect","id":"rule","left":-170,"top":-30,"width":340,"height":4,"strokeWidth":0},
               {"type":"text","id":"words","text":"Hello","left":-170,"top":0,"width":90,"height":22.6,
                "fontSize":20}]}]}]})";
}

std::vector<std::string> ids(const Parts& parts) {
    std::vector<std::string> found;
    for (const Object* object : parts.objects) found.push_back(object->id.value_or("page"));
    return found;
}

using Ids = std::vector<std::string>;

TEST(Parts, AGroupThatTakesThePageGivesItsChildren) {
    const Document document = parsed_here(design());
    const Parts parts = parts_of(document, page_of(document));
    EXPECT_EQ(ids(parts), (Ids{"page", "plate", "dot", "rule", "words"}));
    EXPECT_EQ(parts.page, 0U);
}

TEST(Parts, AGroupThatDoesMoreThanMoveStaysOne) {
    for (const char* more :
         {R"(,"scaleX":1.01)", R"(,"angle":5)", R"(,"flipX":true)", R"(,"visible":false)",
          R"(,"strokeWidth":2)", R"(,"clipPath":{"type":"rect","width":10,"height":10})"}) {
        const Document document = parsed_here(design(more));
        EXPECT_EQ(ids(parts_of(document, page_of(document))), (Ids{"page", "all"})) << more;
    }
}

TEST(Parts, APictureDrawnInPiecesAndASmallGroupStayOne) {
    std::string text = design();
    text.replace(text.find("\"text\",\"id\""), 6, "\"rect\"");  // no copy in it any more
    const Document drawn = parsed_here(text);
    EXPECT_EQ(ids(parts_of(drawn, page_of(drawn))), (Ids{"page", "all"}));
    const Document document = parsed_here(design());
    Page wide = page_of(document);
    wide.rect = Rect::from_size(wide.rect.origin(), {1000, 1000});
    EXPECT_EQ(ids(parts_of(document, wide)), (Ids{"page", "all"}));
}

TEST(Parts, ObjectsAreFoundByTheirPath) {
    const Document document = parsed_here(design());
    EXPECT_EQ(object_at(document, "1.2.1")->id, "words");
    for (const char* none : {"", "2", "1.", ".1", "1.7", "0.0", "x", "1..2", "1.2.1.0", "-1"})
        EXPECT_EQ(object_at(document, none), nullptr) << none;
}

TEST(Parts, EachIsPlacedAndTheFramesFollow) {
    const Document after =
        placed(design(), {800, 200},
               {to_box(1, 10, 20, 190, 50, Fit::Stretch), to_box(2, 700, 100, 80, 80, Fit::Uniform),
                to_box(3, 300, 150, 340, 4, Fit::Keep), to_box(4, 300, 170, 90, 22.6, Fit::Keep)});
    const auto box_on_page = [&](const char* path) {
        const Page page = page_of(after);
        return object_at(after, path)->box.moved(geometry::Point{} - page.rect.origin());
    };
    const auto expect_near = [](const Rect& box, const Rect& want) {
        EXPECT_NEAR(box.left(), want.left(), kBoxTolerance);
        EXPECT_NEAR(box.top(), want.top(), kBoxTolerance);
        EXPECT_NEAR(box.right(), want.right(), kBoxTolerance);
        EXPECT_NEAR(box.bottom(), want.bottom(), kBoxTolerance);
    };
    expect_near(box_on_page("1.0"), Rect::from_size({10, 20}, {190, 50}));
    expect_near(box_on_page("1.1"), Rect::from_size({700, 100}, {80, 80}));
    expect_near(box_on_page("1.2.0"), Rect::from_size({300, 150}, {340, 4}));
    EXPECT_NEAR(box_on_page("1").left(), 10, kBoxTolerance);
    EXPECT_NEAR(box_on_page("1").top(), 20, kBoxTolerance);
    EXPECT_NEAR(box_on_page("1").right(), 780, kBoxTolerance);
    EXPECT_NEAR(box_on_page("1.2").left(), 300, kBoxTolerance);
    EXPECT_NEAR(box_on_page("1.2").top(), 150, kBoxTolerance);
}

TEST(Parts, EverythingWhereItIsChangesNoByteOfAnOpenGroup) {
    const std::string text = design();
    const Document document = parsed_here(text);
    const Page page = page_of(document);
    const auto kept = place(document, page, page.rect.size(), {}, measurer());
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, text);
    std::vector<Placement> placements;
    const Parts parts = parts_of(document, page);
    for (std::size_t i = 0; i < parts.objects.size(); ++i)
        placements.push_back({i,
                              parts.objects[i]->box.moved(geometry::Point{} - page.rect.origin()),
                              Fit::Uniform,
                              {},
                              {},
                              false});
    const auto placed = place(document, page, page.rect.size(), placements, measurer());
    ASSERT_TRUE(placed);
    EXPECT_EQ(*placed, text);
}

}  // namespace
}  // namespace refit::canvas
