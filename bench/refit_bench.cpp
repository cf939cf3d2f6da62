// refit-bench bandit: bandit_bench.h
// refit-bench engine [DESIGN.json] [--to WxH] [--runs N] [--json]
//
// Times the parts of one resize on this machine, in one process, taking turns so that a drift of
// the machine's speed meets all parts alike. Prints medians in microseconds and, as what one can
// compare between machines, ratios to parsing the same JSON and to the simplest resize there is:
// every box stretched with the page, and written. Also the most heap memory one run of the engine
// takes, per object: it grows linearly if that stays.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "bandit_bench.h"
#include "base/text.h"
#include "canvas/document.h"
#include "canvas/font_library.h"
#include "canvas/page.h"
#include "canvas/placement.h"
#include "commands.h"
#include "delay_bench.h"
#include "experiment/defaults.h"
#include "heap_meter.h"
#include "inference_bench.h"
#include "json/document.h"
#include "json/writer.h"
#include "layout/engine.h"

namespace refit {
namespace {

constexpr int kRunsDefault = 200;
constexpr int kRunsMin = 5;  // of large designs
constexpr int kRunsMax = 100'000;

struct Options {
    std::string design;
    geometry::Size target{728, 90};
    int runs{kRunsDefault};
    bool json{false};
};

// How the objects of a made design lie: ten by ten places with everything on top of one another,
// or each in a place of its own.
enum class Arrangement : std::uint8_t { Stacked, Spread };

// A banner of `count` objects: every fourth a text, the others shapes and images in a grid.
std::string made_design(int count, Arrangement arrangement) {
    const int columns = arrangement == Arrangement::Stacked
                            ? 10
                            : static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count))));
    const double cell = 1000.0 / columns;
    json::Writer out;
    out.begin_object().member("version", "5.3.0").member("width", 1080).member("height", 1080);
    out.key("objects").begin_array();
    for (int i = 0; i < count; ++i) {
        const char* kind = i == 0 ? "rect" : i % 4 == 0 ? "textbox" : i % 4 == 1 ? "image" : "rect";
        const double side = i == 0 ? 1080 : 0.9 * cell;
        const int row = i / columns % columns;
        out.begin_object().member("type", kind).member("id", fmt::format("o{}", i));
        out.member("left", i == 0 ? 0 : 20 + cell * (i % columns));
        out.member("top", i == 0 ? 0 : 20 + cell * row);
        out.member("width", side).member("height", side).member("strokeWidth", 0);
        if (i % 4 == 0 && i > 0) {
            out.member("text", "Fresh bread every day").member("fontSize", 0.18 * cell);
        }
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

// The baseline: every box in proportion to the page.
Result<std::string> stretch(const canvas::Document& document, const canvas::Page& page,
                            geometry::Size target, const canvas::TextMeasurer& fonts) {
    const double x = target.width / page.rect.width();
    const double y = target.height / page.rect.height();
    std::vector<canvas::Placement> placements;
    for (std::size_t i = 0; i < document.objects().size(); ++i) {
        const geometry::Rect box =
            document.objects()[i].box.moved(geometry::Point{} - page.rect.origin());
        canvas::Placement placement;
        placement.object = i;
        placement.box = geometry::Rect::from_size({box.left() * x, box.top() * y},
                                                  {box.width() * x, box.height() * y});
        placement.fit = canvas::Fit::Stretch;
        placements.push_back(placement);
    }
    return canvas::place(document, page, target, placements, fonts);
}

struct Report {
    std::string name;
    std::size_t objects{0};
    double heap_per_object{0};  // bytes
};

std::string to_text(const Report& head, const std::vector<Part>& parts, bool as_json) {
    if (as_json) {
        json::Writer out;
        out.begin_object().member("design", head.name);
        out.member("objects", static_cast<std::int64_t>(head.objects));
        for (const Part& part : parts) out.member(part.name + "_us", median(part.micros));
        out.member("heap_bytes_per_object", head.heap_per_object).end_object();
        return out.take() + "\n";
    }
    const double parsing = median(parts[0].micros);
    const double stretching = median(parts[2].micros);
    std::string text = fmt::format("{} objects, {}\n", head.objects, head.name);
    for (const Part& part : parts) {
        const double time = median(part.micros);
        text += fmt::format("  {:<12} {:>10.1f} us   {:>7.1f} x parsing  {:>7.1f} x stretch\n",
                            part.name, time, time / parsing, time / stretching);
    }
    return text + fmt::format("  {:<12} {:>10.0f} bytes an object, at most, of one engine run\n",
                              "heap", head.heap_per_object);
}

Result<std::string> bench(const std::string& name, const std::string& text,
                          const canvas::TextMeasurer& fonts, const Options& options) {
    canvas::ParseOptions parsing;
    parsing.measurer = &fonts;
    REFIT_TRY(document, canvas::Document::parse(text, parsing));
    REFIT_TRY(page, canvas::detect_page(document));
    layout::Learned learned = layout::Learned::shipped();
    REFIT_TRY(parameters,
              layout::Parameters::parse(experiment::enhanced_parameters(), learned.parameters));
    learned.parameters = parameters;
    const auto engine = [&] {
        return layout::resize(document, page, options.target, learned, fonts);
    };
    REFIT_CHECK(engine());  // Opens fonts; the measurements begin with them open.
    reset_heap_peak();
    const std::size_t before = heap_bytes();
    REFIT_CHECK(engine());
    const auto heap = static_cast<double>(heap_peak_bytes() - before);
    bool sound = true;
    std::vector<Part> parts{
        {"json", [&] { sound &= json::Document::parse(text).has_value(); }},
        {"canvas", [&] { sound &= canvas::Document::parse(text, parsing).has_value(); }},
        {"stretch", [&] { sound &= stretch(document, page, options.target, fonts).has_value(); }},
        {"engine", [&] { sound &= engine().has_value(); }}};
    measure(parts, options.runs);
    if (!sound) return fail(ErrorCode::Internal, "a run failed that had succeeded before");
    const std::size_t objects = document.object_count();
    return to_text({name, objects, heap / static_cast<double>(objects)}, parts, options.json);
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
        REFIT_TRY(lines, bench(options.design, text.str(), *fonts, options));
        fmt::print("{}", lines);
        return {};
    }
    for (const auto arrangement : {Arrangement::Stacked, Arrangement::Spread}) {
        for (const int count : {20, 200, 1000, 10'000}) {
            Options scaled = options;
            scaled.runs = std::max(kRunsMin, options.runs * 20 / count);
            const char* name = arrangement == Arrangement::Stacked ? "stacked" : "spread";
            REFIT_TRY(lines, bench(name, made_design(count, arrangement), *fonts, scaled));
            fmt::print("{}", lines);
        }
    }
    return {};
}

constexpr const char* kUsage =
    "usage: refit-bench engine [DESIGN.json] [--to WxH] [--runs N] [--json]\n"
    "  engine   parsing, boxes, a plain stretch and the layout engine: medians, ratios, memory\n"
    "       refit-bench ope FILE.csv|- [--delta D]\n"
    "  ope      what a policy would have earned, from a log of another: estimates, bounds, "
    "verdict\n"
    "       refit-bench bandit FILE.csv... [--policy NAME]... [--seeds N] [--random-features D] "
    "[--width-features D] "
    "[--json]\n"
    "  bandit   contextual policies on classification sets: loss, decisions a CPU second\n"
    "       refit-bench quality [--seeds N]\n"
    "  quality  the quality model against ridge alone, on people neither has seen\n"
    "       refit-bench inference [--runs N] [--length N] [--seed N] [--scenario NAME|all]\n"
    "       refit-bench delays [--runs N] [--length N] [--seed N] [--world NAME|all]\n"
    "  inference  error rates and power of what is said about two arms, beside other tests\n"
    "  delays     the same where ratings come late, are revised, or do not come\n"
    "The whole path over HTTP is measured by bench/whole_path.sh, storage by "
    "build/bench/store_bench.\n";

int run(const std::vector<std::string>& words) {
    using Command = Result<void> (*)(const std::vector<std::string>&);
    const std::map<std::string, Command> commands{
        {"engine", run_engine},
        {"bandit", bench::run_bandit},
        {"ope", run_ope},
        {"bo", run_bo},
        {"inference", bench::run_inference},
        {"delays", bench::run_delays},
        {"quality", run_quality},
    };
    const auto command = commands.find(words.empty() ? "help" : words[0]);
    if (command == commands.end()) {
        const bool asked = words.empty() || words[0] == "help";
        std::fputs(kUsage, asked ? stdout : stderr);
        return asked ? 0 : 2;
    }
    if (const auto done = command->second({words.begin() + 1, words.end()}); !done) {
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
