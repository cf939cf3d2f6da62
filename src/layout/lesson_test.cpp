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
    const Evidence evidence = examine(lesson, test::EvenMeasurer{});
    return learn(std::vector<const Evidence*>(times, &evidence));
}

TEST(Lesson, NothingLearnedIsTheUntrainedEngine) {
    EXPECT_EQ(learn({}), Learned{});
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

// A row of three pictures whose author stacks them below each other.
Lesson stacked_row(const std::string& campaign) {
    static constexpr const char* kDesign = R"({"version":"5.3.0","width":728,"height":90,"objects":[
        {"type":"image","left":20,"top":15,"width":60,"height":60,"src":"a.png","strokeWidth":0},
        {"type":"image","left":330,"top":15,"width":60,"height":60,"src":"b.png","strokeWidth":0},
        {"type":"image","left":640,"top":15,"width":60,"height":60,"src":"c.png","strokeWidth":0}]})";
    const test::EvenMeasurer measurer;
    auto source = std::make_shared<const canvas::Document>(test::parse(kDesign, measurer));
    Lesson lesson{.campaign = campaign,
                  .author = "ann",
                  .source = source,
                  .page = canvas::detect_page(*source).value(),
                  .target = {160, 600},
                  .boxes = {}};
    for (const double top : {70.0, 265.0, 460.0})
        lesson.boxes.emplace_back(Rect::from_size({45, top}, {70, 70}));
    return lesson;
}

TEST(Lesson, TheKindOfLayoutPeopleChooseBecomesTheHabit) {
    const Lesson lesson = stacked_row("c1");
    const Evidence evidence = examine(lesson, test::EvenMeasurer{});
    EXPECT_EQ(evidence.change, Change::OutOfStrip);
    const Learned learned = learn_from(lesson, 1);
    EXPECT_LT(learned.habits.cost(Change::OutOfStrip, "column"),
              learned.habits.cost(Change::OutOfStrip, "pins"));
    EXPECT_EQ(learned.habits.cost(Change::Near, "pins"), 0.0) << "nothing was said about it";
}

TEST(Lesson, GainsAreAgainstTheMeanOfWhatWasProposed) {
    const Evidence evidence = examine(stacked_row("c1"), test::EvenMeasurer{});
    double sum = 0;
    for (const auto& gain : evidence.gains) sum += gain.value_or(0);
    EXPECT_NEAR(sum, 0, 1e-12);
}

TEST(Lesson, ACampaignWeighsOneHoweverManySizesItHas) {
    const Evidence first = examine(stacked_row("c1"), test::EvenMeasurer{});
    Evidence second = first;
    second.campaign = "c2";
    for (auto& gain : second.gains) {
        if (gain) *gain = -*gain;
    }
    const Learned even = learn(std::vector<const Evidence*>{&first, &second});
    const Learned many = learn(std::vector<const Evidence*>{&first, &first, &first, &second});
    EXPECT_NEAR(even.habits.cost(Change::OutOfStrip, "pins"), 0, 1e-12);
    EXPECT_NEAR(many.habits.cost(Change::OutOfStrip, "pins"), 0, 1e-12);
}

TEST(Lesson, LearningInTwoStepsIsLearningAtOnce) {
    const test::EvenMeasurer measurer;
    const Evidence first = examine(stacked_row("c1"), measurer);
    Evidence second = examine(lesson_with(0.8), measurer);
    second.campaign = "c2";
    const Learned at_once = learn(std::vector<const Evidence*>{&first, &second});
    const Learned start = learn(std::vector<const Evidence*>{&first});
    const Learned then = learn(std::vector<const Evidence*>{&second}, start);
    for (std::size_t i = 0; i < at_once.firmness.size(); ++i) {
        EXPECT_NEAR(then.parameters.values()[i], at_once.parameters.values()[i], 2e-4);
        EXPECT_NEAR(then.firmness[i], at_once.firmness[i], 2e-4);
    }
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
        EXPECT_NEAR(then.habits.at(Change::OutOfStrip, kind).gain,
                    at_once.habits.at(Change::OutOfStrip, kind).gain, 2e-4);
    }
}

TEST(Lesson, OneCorrectionHardlyMovesWhatManyDesignersTaught) {
    const Evidence evidence = examine(stacked_row("c1"), test::EvenMeasurer{});
    const Learned moved = learn(std::vector<const Evidence*>{&evidence}, Learned::shipped());
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
        EXPECT_NEAR(moved.habits.at(Change::OutOfStrip, kind).gain,
                    Learned::shipped().habits.at(Change::OutOfStrip, kind).gain, 0.1);
    }
}

TEST(Lesson, APersonWhoKeptNothingTeachesNothing) {
    Lesson lesson = stacked_row("c1");
    for (auto& box : lesson.boxes) box = std::nullopt;
    EXPECT_EQ(learn_from(lesson, 5).habits, Habits{});
}

}  // namespace
}  // namespace refit::layout
