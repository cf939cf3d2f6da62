#include "canvas/corrections.h"

#include <gtest/gtest.h>

namespace refit::canvas {
namespace {

TEST(CorrectedCanvas, IsTheObjectWithObjectsWhereverAnEditorPutsIt) {
    EXPECT_EQ(corrected_canvas(R"({"objects":[]})"), R"({"objects":[]})");
    EXPECT_EQ(corrected_canvas(R"({"canvas": {"objects": [ ]}})"), R"({"objects": [ ]})");
    EXPECT_EQ(corrected_canvas(R"({"canvas": "{\"objects\":[]}"})"), R"({"objects":[]})");
}

TEST(CorrectedCanvas, AListOfMovesIsNoCanvasButMayStandBesideOne) {
    EXPECT_EQ(corrected_canvas(
                  R"({"objects":[{"id":"a","before":{}}],"canvas":{"objects":[{"type":"rect"}]}})"),
              R"({"objects":[{"type":"rect"}]})");
    EXPECT_FALSE(corrected_canvas(R"({"objects":[{"id":"a","before":{}}]})"));
}

TEST(CorrectedCanvas, AnythingElseIsNone) {
    for (const char* text : {R"({"moved":[1]})", R"("text")", "not json", R"({"objects":3})",
                             R"({"canvas":"objects"})", "[]", ""})
        EXPECT_FALSE(corrected_canvas(text)) << text;
}

}  // namespace
}  // namespace refit::canvas
