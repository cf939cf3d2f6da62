// refit-bench engine [DESIGN.json] [--to WxH] [--runs N] [--json]
//
// Times the parts of one resize on this machine, in one process, taking turns so that a drift of
// the machine's speed meets all parts alike. Prints medians in microseconds and, as what one can
// compare between machines, ratios to parsing the same JSON.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "canvas/document.h"
#include "canvas/font_library.h"
#include "canvas/page.h"
#include "experiment/defaults.h"
#include "json/document.h"
#include "json/writer.h"
#include "layout/engine.h"

namespace refit {
namespace {

constexpr int kRunsDefault = 200;
constexpr int kRunsMax = 100'000;

struct Options {
    std::string design;
    geometry::Size target{728, 90};
    int runs{kRunsDefault};
    bool json{false};
};

// A banner of `count` objects: every fourth a text, the others shapes and images in a grid.
std::string made_design(int count) {
    json::Writer out;
    out.begin_object().member("version", "5.3.0").member("width", 1080).member("height", 1080);
    out.key("objects").begin_array();
    for (int i = 0; i < count; ++i) {
        const char* kind = i == 0 ? "rect" : i % 4 == 0 ? "textbox" : i % 4 == 1 ? "image" : "rect";
        const double side = i == 0 ? 1080 : 90;
        out.begin_object().member("type", kind).member("id", fmt::format("o{}", i));
        out.member("left", i == 0 ? 0 : 20 + 100 * (i % 10));
        out.member("top", i == 0 ? 0 : 20 + 100 * (i / 10 % 10));
        out.member("width", side).member("height", side).member("strokeWidth", 0);
        if (i % 4 == 0 && i > 0) out.member("text", "Fresh bread every day").member("fontSize", 18);
        out.end_object();
    }
    out.end_array().end_object();
    return out.take();
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

struct Part {
    std::string name;
    std::function<void()> run;
    std::vector<double> micros{};
};

void measure(std::vector<Part>& parts, int runs) {
    for (int i = 0; i < runs; ++i) {
        for (Part& part : parts) {
            const auto start = std::chrono::steady_clock::now();
            part.run();
            part.micros.push_back(
                std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
                    .count());
        }
    }
}

std::string report(const std::vector<Part>& parts, int objects, const Options& options) {
    const double unit = median(parts.front().micros);
    if (!options.json) {
        std::string text = fmt::format("{} objects\n", objects);
        for (const Part& part : parts)
            text += fmt::format("  {:<12} {:>10.1f} us   {:>7.1f} x parsing\n", part.name,
                                median(part.micros), median(part.micros) / unit);
        return text;
    }
    json::Writer out;
    out.begin_object().member("objects", objects);
    for (const Part& part : parts) out.member(part.name + "_us", median(part.micros));
    out.end_object();
    return out.take() + "\n";
}

Result<std::string> bench(const std::string& text, const canvas::TextMeasurer& fonts,
                          const Options& options) {
    canvas::ParseOptions parsing;
    parsing.measurer = &fonts;
    REFIT_TRY(document, canvas::Document::parse(text, parsing));
    REFIT_TRY(page, canvas::detect_page(document));
    REFIT_TRY(parameters, layout::Parameters::parse(experiment::enhanced_parameters()));
    REFIT_CHECK(layout::resize(document, page, options.target, parameters, fonts));
    bool sound = true;
    std::vector<Part> parts{
        {"json", [&] { sound &= json::Document::parse(text).has_value(); }},
        {"canvas", [&] { sound &= canvas::Document::parse(text, parsing).has_value(); }},
        {"engine", [&] {
             sound &= layout::resize(document, page, options.target, parameters, fonts).has_value();
         }}};
    measure(parts, options.runs);
    if (!sound) return fail(ErrorCode::Internal, "a run failed that had succeeded before");
    return report(parts, static_cast<int>(document.object_count()), options);
}

Result<Options> parse_options(const std::vector<std::string>& words) {
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool has_next = i + 1 < words.size();
        if (words[i] == "--json") {
            options.json = true;
        } else if (words[i] == "--runs" && has_next) {
            const auto runs = parse_int(words[++i]);
            if (!runs || *runs < 1 || *runs > kRunsMax)
                return fail(ErrorCode::InvalidInput, "--runs: expected 1 to 100000");
            options.runs = static_cast<int>(*runs);
        } else if (words[i] == "--to" && has_next) {
            const auto sides = split(words[++i], 'x');
            const auto width = parse_double(sides.front());
            const auto height = parse_double(sides.back());
            if (sides.size() != 2 || !width || !height)
                return fail(ErrorCode::InvalidInput, "--to: expected a size such as 728x90");
            options.target = {*width, *height};
        } else if (!words[i].starts_with("--") && options.design.empty()) {
            options.design = words[i];
        } else {
            return fail(ErrorCode::InvalidInput, "unknown option " + words[i]);
        }
    }
    return options;
}

Result<void> run_engine(const std::vector<std::string>& words) {
    REFIT_TRY(options, parse_options(words));
    REFIT_TRY(fonts, canvas::FontLibrary::create({}));
    if (!options.design.empty()) {
        std::ifstream file{options.design};
        if (!file) return fail(ErrorCode::NotFound, options.design + ": cannot be read");
        std::ostringstream text;
        text << file.rdbuf();
        REFIT_TRY(lines, bench(text.str(), *fonts, options));
        fmt::print("{}", lines);
        return {};
    }
    for (const int count : {20, 200, 1000}) {
        Options scaled = options;
        scaled.runs = std::max(5, options.runs * 20 / count);
        REFIT_TRY(lines, bench(made_design(count), *fonts, scaled));
        fmt::print("{}", lines);
    }
    return {};
}

constexpr const char* kUsage =
    "usage: refit-bench engine [DESIGN.json] [--to WxH] [--runs N] [--json]\n"
    "  engine   parsing, boxes and the layout engine: medians, and ratios to JSON parsing\n"
    "The whole path over HTTP is measured by bench/whole_path.sh, storage by "
    "build/bench/store_bench.\n";

int run(const std::vector<std::string>& words) {
    if (words.empty() || words[0] != "engine") {
        std::fputs(kUsage, words.empty() || words[0] == "help" ? stdout : stderr);
        return words.empty() || words[0] == "help" ? 0 : 2;
    }
    if (const auto done = run_engine({words.begin() + 1, words.end()}); !done) {
        fmt::print(stderr, "refit-bench: {}\n", done.error().message);
        return done.error().code == ErrorCode::InvalidInput ? 2 : 1;
    }
    return 0;
}

}  // namespace
}  // namespace refit

int main(int argc, char** argv) {
    return refit::run({argv + 1, argv + argc});
}
