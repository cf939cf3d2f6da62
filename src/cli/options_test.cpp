#include "cli/options.h"

#include <gtest/gtest.h>

namespace refit::cli {
namespace {

template <std::size_t N>
Invocation parse(const char* const (&argv)[N]) {
    return parse_command_line(static_cast<int>(N), argv);
}

TEST(CommandLine, ResizeReadsItsOptions) {
    const auto invocation =
        parse({"refit", "resize", "in.json", "--to", "300x250", "-o", "out.json"});
    const auto* options = std::get_if<ResizeOptions>(&invocation.command);
    ASSERT_NE(options, nullptr);
    EXPECT_EQ(options->input, "in.json");
    EXPECT_EQ(options->target, "300x250");
    EXPECT_EQ(options->output, "out.json");
    EXPECT_EQ(options->variant, "enhanced");
}

TEST(CommandLine, LayoutCommandsReadTheirOptions) {
    const auto eval = parse({"refit", "layout-eval", "corpus", "--html", "out.html", "--curve",
                             "--orders", "3", "--seed", "7"});
    const auto* measured = std::get_if<LayoutEvalOptions>(&eval.command);
    ASSERT_NE(measured, nullptr);
    EXPECT_EQ(measured->corpus, "corpus");
    EXPECT_EQ(measured->html, "out.html");
    EXPECT_TRUE(measured->curve);
    EXPECT_FALSE(measured->ablations);
    EXPECT_EQ(measured->orders, 3);
    EXPECT_EQ(measured->seed, 7U);
    const auto import = parse({"refit", "import-corrections", "rows.jsonl", "-o", "model.json"});
    const auto* learned = std::get_if<ImportCorrectionsOptions>(&import.command);
    ASSERT_NE(learned, nullptr);
    EXPECT_EQ(learned->path, "rows.jsonl");
    EXPECT_EQ(learned->output, "model.json");
}

TEST(CommandLine, ModelsAreListedShownAndRolledBack) {
    const auto back = parse({"refit", "models", "rollback", "3", "--reason", "stars fell"});
    const auto* asked = std::get_if<ModelsOptions>(&back.command);
    ASSERT_NE(asked, nullptr);
    EXPECT_EQ(asked->action, "rollback");
    EXPECT_EQ(asked->version, 3);
    EXPECT_EQ(asked->reason, "stars fell");
    const auto parent = parse({"refit", "models", "rollback"});
    EXPECT_FALSE(std::get<ModelsOptions>(parent.command).version);
    const auto show = parse({"refit", "models", "show"});
    EXPECT_EQ(std::get<Exit>(show.command).status, 2);
}

TEST(CommandLine, WrongUsageExitsWithTwoAndSaysWhy) {
    for (const auto& invocation :
         {parse({"refit", "resize", "in.json"}), parse({"refit", "dance"}),
          parse({"refit", "retrain", "--days", "0"}), parse({"refit", "db"}),
          parse({"refit", "layout-eval"}), parse({"refit", "layout-eval", "x", "--threads", "0"}),
          parse({"refit", "import-corrections"})}) {
        const auto* exit = std::get_if<Exit>(&invocation.command);
        ASSERT_NE(exit, nullptr);
        EXPECT_EQ(exit->status, 2);
        EXPECT_FALSE(exit->output.empty());
    }
}

TEST(CommandLine, HelpIsNoFailure) {
    for (const auto& invocation :
         {parse({"refit"}), parse({"refit", "help"}), parse({"refit", "resize", "--help"})}) {
        const auto* exit = std::get_if<Exit>(&invocation.command);
        ASSERT_NE(exit, nullptr);
        EXPECT_EQ(exit->status, 0);
    }
}

TEST(CommandLine, SettingsMayStandBehindTheSubcommand) {
    const auto invocation = parse({"refit", "serve", "--set", "REFIT_PORT=9000"});
    EXPECT_EQ(invocation.overrides, std::vector<std::string>{"REFIT_PORT=9000"});
}

}  // namespace
}  // namespace refit::cli
