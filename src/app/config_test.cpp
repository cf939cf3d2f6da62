#include "app/config.h"

#include <gtest/gtest.h>

namespace refit::app {
namespace {

std::optional<std::string> nothing(std::string_view) {
    return std::nullopt;
}

TEST(Config, FlagsBeatTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault) {
    const auto environment = [](std::string_view name) -> std::optional<std::string> {
        if (name == "REFIT_PORT" || name == "REFIT_HOST") return "1";
        return std::nullopt;
    };
    const auto config = Config::load({"REFIT_PORT=2"}, environment,
                                     "REFIT_PORT=3\nREFIT_HOST=3\nREFIT_MODEL=\"m\"\n# x\n");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->text("REFIT_PORT"), "2");
    EXPECT_EQ(config->text("REFIT_HOST"), "1");
    EXPECT_EQ(config->text("REFIT_MODEL"), "m");
    EXPECT_EQ(config->text("REFIT_WORKERS"), "64");
}

TEST(Config, SecretsAreMaskedInPrint) {
    const auto config = Config::load({"ADMIN_SECRET_KEY=hush"}, nothing, "");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->print().find("hush"), std::string::npos);
    EXPECT_NE(config->print().find("ADMIN_SECRET_KEY=********  (--set)"), std::string::npos);
}

TEST(Config, UnknownFlagsAndMalformedLinesAreNamed) {
    const auto flag = Config::load({"REFIT_PROT=1"}, nothing, "");
    ASSERT_FALSE(flag);
    EXPECT_NE(flag.error().message.find("REFIT_PROT"), std::string::npos);
    const auto file = Config::load({}, nothing, "A=1\nnonsense\n");
    ASSERT_FALSE(file);
    EXPECT_NE(file.error().message.find("line 2"), std::string::npos);
}

TEST(Config, NumbersOutsideTheirRangeAreRefused) {
    const auto config = Config::load({"REFIT_PORT=70000"}, nothing, "");
    ASSERT_TRUE(config);
    EXPECT_FALSE(config->integer("REFIT_PORT", 0, 65535));
    EXPECT_EQ(config->integer("REFIT_WORKERS", 1, 1024).value(), 64);
}

}  // namespace
}  // namespace refit::app
