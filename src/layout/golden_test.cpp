// Golden layouts: tests/golden/<case>/{in.json, request.json, out.json}. request.json is
// {"width", "height", "parameters"?}. Texts are measured by the even measurer, so the result is the
// same on every machine. REFIT_REBASELINE=1 writes out.json anew; the commit says why it changed.

#include <gtest/gtest.h>

#include <cstdlib>

#include "layout/test_support.h"

namespace refit::layout {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> cases() {
    std::vector<fs::path> paths;
    const fs::path root{REFIT_SOURCE_DIR "/tests/golden"};
    if (!fs::exists(root)) return paths;
    for (const auto& entry : fs::directory_iterator{root}) {
        if (fs::exists(entry.path() / "request.json")) paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

TEST(Golden, LayoutsAreWhatTheyWere) {
    ASSERT_FALSE(cases().empty());
    const test::EvenMeasurer measurer;
    for (const fs::path& path : cases()) {
        const canvas::Document document = test::parse(test::read_file(path / "in.json"), measurer);
        const canvas::Page page = canvas::detect_page(document).value();
        const auto request = json::Document::parse(test::read_file(path / "request.json")).value();
        const geometry::Size target{request.root().number("width").value(),
                                    request.root().number("height").value()};
        Learned learned = Learned::shipped();
        if (const auto node = request.root().find("parameters")) {
            learned.parameters = Parameters::from_json(*node, learned.parameters).value();
        }
        const auto result = resize(document, page, target, learned, measurer);
        ASSERT_TRUE(result) << path << ": " << result.error().message;
        if (std::getenv("REFIT_REBASELINE") != nullptr) {
            std::ofstream{path / "out.json", std::ios::binary} << result->canvas;
            continue;
        }
        EXPECT_EQ(result->canvas, test::read_file(path / "out.json"))
            << path << " differs; if that is meant: make rebaseline CASE=" << path.filename();
    }
}

}  // namespace
}  // namespace refit::layout
