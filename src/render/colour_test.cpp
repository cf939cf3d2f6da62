#include "render/colour.h"

#include <gtest/gtest.h>

namespace refit::render {
namespace {

TEST(Colour, HexFormsAgree) {
    EXPECT_EQ(parse_colour("#f80"), parse_colour("#ff8800"));
    EXPECT_EQ(parse_colour("#F80F"), parse_colour("#ff8800ff"));
    EXPECT_NEAR(parse_colour("#00000080")->alpha, 128.0 / 255, 1e-12);
}

TEST(Colour, FunctionsTakeCommasBlanksPercentAndAlpha) {
    EXPECT_EQ(parse_colour("rgb(255, 136, 0)"), parse_colour("#ff8800"));
    EXPECT_EQ(parse_colour("rgba(255 136 0 / 0.5)")->alpha, 0.5);
    EXPECT_EQ(parse_colour("rgb(100%,0%,0%)"), parse_colour("red"));
}

TEST(Colour, HslOfPureRedIsRed) {
    const auto red = parse_colour("hsl(0, 100%, 50%)");
    ASSERT_TRUE(red);
    EXPECT_NEAR(red->red, 1, 1e-12);
    EXPECT_NEAR(red->green, 0, 1e-12);
}

TEST(Colour, NonsenseIsNoColour) {
    for (const char* text : {"", "#12", "#ggg", "rgb(1,2)", "rgb(", "url(#p)", "not a colour"}) {
        EXPECT_FALSE(parse_colour(text)) << text;
    }
}

TEST(Colour, TransparentHasNoAlpha) {
    EXPECT_EQ(parse_colour("transparent")->alpha, 0);
}

}  // namespace
}  // namespace refit::render
