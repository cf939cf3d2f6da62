#include "layout/lesson.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "layout/test_support.h"

namespace refit::layout {
namespace {

using geometry::Rect;

// Two texts on a 300x250 page, answered on one of nine times the area with sizes that follow
// `exponent`.
Lesson lesson_with(double exponent) {
    static constexpr const char* kDesign = R"({"version":"5.3.0","width":300,"height":250,
        "objects":[
        {"type":"textbox","left":20,"top":20,"width":200,"height":36.16,"strokeWidth":0,
         "originX":"left","originY":"top","text":"Fresh bread","fontSize":32},
        {"type":"textbox","left":20,"top":120,"width":200,"height":15.82,"strokeWidth":0,
         "originX":"left","originY":"top","text":"Baked every morning","fontSize":14}]})";
    const test::EvenMeasurer measurer;
    auto source = std::make_shared<const canvas::Document>(test::parse(kDesign, measurer));
    Lesson lesson{.campaign = "c1",
                  .author = "ann",
                  .source = source,
                  .page = canvas::detect_page(*source).value(),
                  .target = {900, 750},
                  .boxes = {}};
    const double scale = std::pow(3.0, exponent);
    for (const canvas::Object& object : source->objects()) {
        lesson.boxes.emplace_back(
            Rect::from_size({60, 60}, {object.box.width() * scale, object.box.height() * scale}));
    }
    return lesson;
}

Learned learn_from(const Lesson& lesson, std::size_t times) {
    const std::vector<const Lesson*> lessons(times, &lesson);
    return learn(lessons, 1);
}

TEST(Lesson, NothingLearnedIsTheDefaults) {
    EXPECT_EQ(learn({}, 1).parameters, Parameters());
}

TEST(Lesson, ManyLessonsMoveTheExponentWhereTheyAre) {
    const Learned learned = learn_from(lesson_with(0.8), 1000);
    EXPECT_NEAR(learned.parameters[Parameter::TextExponent], 0.8, 0.002);
    EXPECT_EQ(learned.parameters[Parameter::LogoExponent], Parameters()[Parameter::LogoExponent]);
}

TEST(Lesson, OneLessonMovesItALittle) {
    const double fallback = Parameters()[Parameter::TextExponent];
    const double once = learn_from(lesson_with(0.8), 1).parameters[Parameter::TextExponent];
    EXPECT_GT(once, fallback);
    EXPECT_LT(once, (fallback + 0.8) / 2);
}

TEST(Lesson, DroppedObjectsAndWildSizesStayInRange) {
    Lesson lesson = lesson_with(9);
    lesson.boxes[1] = std::nullopt;
    EXPECT_EQ(learn_from(lesson, 100).parameters[Parameter::TextExponent], 1.0);
}

TEST(Lesson, AModelFileReadsBack) {
    const Learned learned = learn_from(lesson_with(0.7), 20);
    const auto read = Learned::parse(learned.to_json());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->parameters, learned.parameters);
}

TEST(Lesson, AnotherVersionIsRefusedWithTheMend) {
    const auto read = Learned::parse(R"({"model":"layout/0","parameters":{}})");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("train the model anew"), std::string::npos);
    EXPECT_FALSE(Learned::parse(R"({"model":"layout/1"})"));
    EXPECT_FALSE(Learned::parse(R"({"model":"layout/1","parameters":{"text_exponent":7}})"));
}

}  // namespace
}  // namespace refit::layout
