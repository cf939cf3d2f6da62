#include "simulation/designs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "evaluation/files.h"
#include "layout/lesson.h"

namespace refit::simulation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBanner = R"({"version":"5.3.0","width":300,"height":250,"objects":[
  {"type":"rect","left":0,"top":0,"width":300,"height":250,"strokeWidth":0,"fill":"#fff"},
  {"type":"textbox","left":20,"top":20,"width":200,"height":36.16,"strokeWidth":0,
   "text":"Fresh bread","fontSize":32}]})";
constexpr geometry::Size kBannerTarget{728, 90};

Result<Question> parse_question(std::string text, geometry::Size target,
                                const canvas::TextMeasurer& measurer) {
    canvas::ParseOptions options;
    options.measurer = &measurer;
    REFIT_TRY(document, canvas::Document::parse(std::move(text), options));
    REFIT_TRY(page, canvas::detect_page(document));
    return Question{std::make_shared<const canvas::Document>(std::move(document)), page, target};
}

// "728x90".
std::optional<geometry::Size> parse_target(std::string_view text) {
    const auto cross = text.find('x');
    if (cross == std::string_view::npos) return std::nullopt;
    const auto side = [](std::string_view digits) -> std::optional<int> {
        int value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || end != digits.data() + digits.size() || value <= 0)
            return std::nullopt;
        return value;
    };
    const auto width = side(text.substr(0, cross));
    const auto height = side(text.substr(cross + 1));
    if (!width || !height) return std::nullopt;
    return geometry::Size{static_cast<double>(*width), static_cast<double>(*height)};
}

layout::Learned learn_from(const std::vector<Question>& questions,
                           const canvas::TextMeasurer& measurer) {
    std::vector<layout::Evidence> evidence;
    std::vector<const layout::Evidence*> all;
    evidence.reserve(questions.size());
    for (const Question& question : questions) {
        evidence.push_back(layout::examine(question.answer->lesson, measurer));
        all.push_back(&evidence.back());
    }
    return layout::learn(all);
}

Result<void> add_corpus(const Designs& designs, const canvas::TextMeasurer& measurer,
                        DesignPool& pool) {
    REFIT_TRY(corpus, evaluation::read_corpus(designs.path, measurer));
    pool.corpus = std::move(corpus);
    const auto authors = evaluation::authors_of(pool.corpus);
    for (const std::string& author : designs.held_out_authors) {
        if (std::find(authors.begin(), authors.end(), author) == authors.end())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("designs.held_out_authors: nobody is called \"{}\"", author));
    }
    for (const evaluation::Case& one : pool.corpus.cases) {
        const bool held =
            std::find(designs.held_out_authors.begin(), designs.held_out_authors.end(),
                      one.lesson.author) != designs.held_out_authors.end();
        (held ? pool.held_out : pool.asked)
            .push_back({one.lesson.source, one.lesson.page, one.lesson.target, &one});
    }
    if (!designs.held_out_authors.empty()) pool.model = learn_from(pool.asked, measurer);
    return {};
}

Result<void> add_files(const Designs& designs, const canvas::TextMeasurer& measurer,
                       DesignPool& pool) {
    if (designs.targets.empty())
        return fail(ErrorCode::InvalidInput,
                    "designs.targets: a directory of Fabric files needs sizes, e.g. \"728x90\"");
    REFIT_TRY(files, evaluation::list_files(designs.path, ".json"));
    const auto& held_out = designs.held_out_files;
    for (const std::string& name : held_out) {
        if (std::ranges::find(files, name, [](const fs::path& f) {
                return f.filename().string();
            }) == files.end())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("designs.held_out_files: no \"{}\" in {}", name,
                                    designs.path.string()));
    }
    for (const fs::path& file : files) {
        const bool held = std::ranges::find(held_out, file.filename().string()) != held_out.end();
        REFIT_TRY(text, evaluation::read_file(file));
        for (const std::string& name : designs.targets) {
            const auto target = parse_target(name);
            if (!target)
                return fail(ErrorCode::InvalidInput,
                            fmt::format("designs.targets: \"{}\": expected WIDTHxHEIGHT", name));
            auto question = parse_question(text, *target, measurer);
            if (!question)
                return fail(question.error().code, file.string() + ": " + question.error().message);
            (held ? pool.held_out : pool.asked).push_back(*std::move(question));
        }
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<DesignPool>> read_designs(const Scenario& scenario,
                                                 const canvas::TextMeasurer& measurer) {
    auto pool = std::make_unique<DesignPool>();
    if (!scenario.designs) {
        REFIT_TRY(question, parse_question(std::string{kBanner}, kBannerTarget, measurer));
        pool->asked.push_back(std::move(question));
    } else if (fs::exists(scenario.designs->path / "campaigns")) {
        REFIT_CHECK(add_corpus(*scenario.designs, measurer, *pool));
    } else {
        REFIT_CHECK(add_files(*scenario.designs, measurer, *pool));
    }
    if (pool->asked.empty())
        return fail(ErrorCode::InvalidInput, "designs: nothing is left to resize");
    if (scenario.raters.taste == Taste::Closeness && !pool->asked.front().answer)
        return fail(ErrorCode::InvalidInput,
                    "raters.taste: closeness needs a corpus, a directory with campaigns/");
    return pool;
}

}  // namespace refit::simulation
