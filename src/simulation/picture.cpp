#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"
#include "simulation/report.h"
#include "store/weights.h"

namespace refit::simulation {
namespace {

constexpr double kWidth = 760;
constexpr double kPanelHeight = 190;
constexpr double kLeft = 60;
constexpr double kRight = 150;  // room for the labels at the lines' ends
constexpr double kTop = 40;
constexpr double kGap = 50;
constexpr double kLabelStep = 14;
constexpr std::array<std::string_view, 8> kColours{"#1f5fbf", "#c2410c", "#15803d", "#7c3aed",
                                                   "#b45309", "#0e7490", "#be185d", "#4b5563"};

struct Line {
    std::string label;
    std::vector<std::optional<double>> values;  // per look
};

struct Panel {
    std::string title;
    double low;
    double high;  // both multiples of the step
    double step;
    std::vector<Line> lines;
};

Line line_of(const Course& course, std::string label,
             const std::function<std::optional<double>(const Look&)>& value) {
    Line line{std::move(label), {}};
    for (const Look& look : course.looks) line.values.push_back(value(look));
    return line;
}

// 1, 2 or 5 times a power of ten, so that about four of them make the range.
double round_step(double range) {
    const double raw = std::max(range, 1e-6) / 4;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    const double digits = raw / power;
    return power * (digits <= 1 ? 1 : (digits <= 2 ? 2 : (digits <= 5 ? 5 : 10)));
}

Panel panel(std::string title, std::vector<Line> lines) {
    double low = 1e300;
    double high = -1e300;
    for (const Line& line : lines) {
        for (const auto& value : line.values) {
            if (!value) continue;
            low = std::min(low, *value);
            high = std::max(high, *value);
        }
    }
    const double step = round_step(high - low);
    return {std::move(title), std::floor(low / step) * step, std::ceil(high / step) * step, step,
            std::move(lines)};
}

Panel stars_panel(const Course& course) {
    std::vector<Line> lines{
        line_of(course, "served", [](const Look& look) { return look.served_stars; }),
        line_of(course, "said", [](const Look& look) { return look.said_stars; })};
    if (course.looks.back().unseen_stars)
        lines.push_back(
            line_of(course, "unseen designs", [](const Look& look) { return look.unseen_stars; }));
    return panel("stars", std::move(lines));
}

Panel regret_panel(const Course& course) {
    return panel("regret against the best arm, stars",
                 {line_of(course, "regret",
                          [&](const Look& look) { return std::optional{course.regret(look)}; })});
}

Panel traffic_panel(const Course& course) {
    std::set<std::string> arms;
    for (const Look& look : course.looks) {
        for (const auto& [arm, share] : look.shares) arms.insert(arm);
    }
    Panel traffic{"share of traffic", 0, 1, 0.25, {}};
    for (const std::string& arm : arms) {
        traffic.lines.push_back(line_of(course, arm, [&arm](const Look& look) {
            return std::optional{store::weight_of(look.shares, arm).value_or(0)};
        }));
    }
    return traffic;
}

struct Frame {
    double top;
    double low;
    double high;
    std::int64_t sessions;

    [[nodiscard]] double x(std::int64_t session) const {
        return kLeft + (kWidth - kLeft - kRight) * static_cast<double>(session) /
                           static_cast<double>(sessions);
    }
    [[nodiscard]] double y(double value) const {
        return top + kPanelHeight * (high - value) / (high - low);
    }
};

std::string axes(const Frame& frame, const Panel& panel) {
    const double right = kWidth - kRight;
    std::string svg = fmt::format("<text x=\"{}\" y=\"{}\" class=\"title\">{}</text>", kLeft,
                                  frame.top - 10, escape_html(panel.title));
    const long ticks = std::lround((panel.high - panel.low) / panel.step);
    for (long i = 0; i <= ticks; ++i) {
        const double value = panel.low + static_cast<double>(i) * panel.step;
        svg += fmt::format(
            "<path d=\"M{} {:.1f}H{}\" class=\"grid\"/><text x=\"{}\" y=\"{:.1f}\" "
            "class=\"end\">{:.4g}</text>",
            kLeft, frame.y(value), right, kLeft - 6, frame.y(value) + 4, value);
    }
    return svg + fmt::format(
                     "<text x=\"{}\" y=\"{}\">0</text><text x=\"{}\" y=\"{}\" "
                     "class=\"end\">{} sessions</text>",
                     kLeft, frame.top + kPanelHeight + 16, right, frame.top + kPanelHeight + 16,
                     frame.sessions);
}

std::string curve(const Frame& frame, const Course& course, const Line& line,
                  std::string_view colour) {
    std::string path;
    for (std::size_t i = 0; i < line.values.size(); ++i) {
        if (!line.values[i]) continue;
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L",
                            frame.x(course.looks[i].sessions), frame.y(*line.values[i]));
    }
    return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>", path,
                       colour);
}

// Names at the lines' ends, pushed down where they would lie on one another.
std::string labels(const Frame& frame, const Panel& panel) {
    std::vector<std::pair<double, std::size_t>> ends;
    for (std::size_t i = 0; i < panel.lines.size(); ++i) {
        if (const auto& last = panel.lines[i].values.back()) ends.emplace_back(frame.y(*last), i);
    }
    std::sort(ends.begin(), ends.end());
    std::string svg;
    double above = -1e9;
    for (const auto& [y, i] : ends) {
        const double at = std::max(y, above + kLabelStep);
        above = at;
        svg +=
            fmt::format("<text x=\"{}\" y=\"{:.1f}\" fill=\"{}\">{}</text>", kWidth - kRight + 8,
                        at + 4, kColours[i % kColours.size()], escape_html(panel.lines[i].label));
    }
    return svg;
}

std::string draw(const Panel& panel, const Course& course, double top) {
    const Frame frame{top, panel.low, panel.high, course.looks.back().sessions};
    std::string svg = axes(frame, panel);
    for (std::size_t i = 0; i < panel.lines.size(); ++i)
        svg += curve(frame, course, panel.lines[i], kColours[i % kColours.size()]);
    return svg + labels(frame, panel);
}

}  // namespace

std::string picture(const Scenario& scenario, const Course& course) {
    const std::array<Panel, 3> panels{stars_panel(course), regret_panel(course),
                                      traffic_panel(course)};
    const double height = kTop + 30 + 3 * (kPanelHeight + kGap);
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" "
        "font-family=\"sans-serif\" font-size=\"12\"><style>.grid{{stroke:#ddd}}"
        ".title{{font-weight:bold}}.end{{text-anchor:end;fill:#555}}</style>"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
        "<text x=\"{}\" y=\"22\" font-size=\"15\" class=\"title\">{}</text>",
        kWidth, height, kLeft, escape_html(scenario.title));
    for (std::size_t i = 0; i < panels.size(); ++i)
        svg += draw(panels[i], course, kTop + 30 + static_cast<double>(i) * (kPanelHeight + kGap));
    return svg + "</svg>\n";
}

}  // namespace refit::simulation
