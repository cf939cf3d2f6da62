#include "canvas/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "canvas/document.h"
#include "canvas/path_builder.h"
#include "canvas/values.h"

namespace refit::canvas {
namespace {

using geometry::Point;
using geometry::Rect;

bool is_command(char c) {
    return std::string_view{"MmLlHhVvCcSsQqTtAaZz"}.find(c) != std::string_view::npos;
}

tl::unexpected<Error> too_long(const json::Node& node) {
    return fail_at(node, fmt::format("more than {} path commands", kPathCommandsMax),
                   ErrorCode::TooLarge);
}

// The next number of SVG path text at `at`, which moves behind it; signs and points may separate.
std::optional<double> next_number(std::string_view text, std::size_t& at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == ',' || text[at] == '\n' ||
                                text[at] == '\t' || text[at] == '\r'))
        ++at;
    const std::size_t begin = at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    bool point = false;
    while (at < text.size() &&
           ((text[at] >= '0' && text[at] <= '9') || (text[at] == '.' && !point)))
        point = text[at++] == '.' || point;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t exponent = at + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
        if (exponent < text.size() && text[exponent] >= '0' && text[exponent] <= '9') {
            at = exponent;
            while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        }
    }
    std::string_view digits = text.substr(begin, at - begin);
    if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
    return parse_double(digits);
}

// An arc's flags are single digits and may stick to the number that follows.
std::optional<double> next_flag(std::string_view text, std::size_t& at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == ',')) ++at;
    if (at >= text.size() || (text[at] != '0' && text[at] != '1')) return std::nullopt;
    return text[at++] == '1' ? 1.0 : 0.0;
}

Result<std::vector<PathStep>> read_path_text(const json::Node& node) {
    const std::string text = *node.string();
    PathBuilder builder;
    std::size_t at = 0;
    char command = '\0';
    while (true) {
        at = text.find_first_not_of(" ,\t\r\n", at);
        if (at == std::string::npos) break;
        if (is_command(text[at])) command = text[at++];
        if (command == '\0') return fail_at(node, "path text must begin with M");
        std::vector<double> numbers;
        const bool arc = command == 'A' || command == 'a';
        for (std::size_t i = 0; i < PathBuilder::arity(command); ++i) {
            const auto number =
                arc && (i == 3 || i == 4) ? next_flag(text, at) : next_number(text, at);
            if (!number || std::abs(*number) > kCoordinateMax)
                return fail_at(
                    node,
                    fmt::format("a usable number is missing at byte {} of the path text", at));
            numbers.push_back(*number);
        }
        builder.add(command, numbers);
        if (builder.steps().size() > kPathCommandsMax) return too_long(node);
        // Numbers that follow without a command repeat it; after a move they draw lines.
        if (command == 'M') command = 'L';
        if (command == 'm') command = 'l';
        if (command == 'Z' || command == 'z') command = '\0';
    }
    return std::move(builder).take();
}

// Extremes of one coordinate of a cubic inside (0, 1), added to low and high.
void widen_by_cubic(double p0, double p1, double p2, double p3, double& low, double& high) {
    const double a = -p0 + 3 * p1 - 3 * p2 + p3;
    const double b = 2 * (p0 - 2 * p1 + p2);
    const double c = p1 - p0;
    const auto visit = [&](double t) {
        if (!(t > 0.0 && t < 1.0)) return;
        const double u = 1 - t;
        const double value =
            u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    if (std::abs(a) < 1e-12 * (std::abs(b) + std::abs(c))) {
        if (b != 0.0) visit(-c / b);
        return;
    }
    const double root = b * b - 4 * a * c;
    if (root < 0) return;
    visit((-b + std::sqrt(root)) / (2 * a));
    visit((-b - std::sqrt(root)) / (2 * a));
}

class Bounds {
public:
    void include(Point p) {
        low_ = first_ ? p : Point{std::min(low_.x, p.x), std::min(low_.y, p.y)};
        high_ = first_ ? p : Point{std::max(high_.x, p.x), std::max(high_.y, p.y)};
        first_ = false;
    }
    void include_cubic(Point p0, Point p1, Point p2, Point p3) {
        include(p0);
        include(p3);
        widen_by_cubic(p0.x, p1.x, p2.x, p3.x, low_.x, high_.x);
        widen_by_cubic(p0.y, p1.y, p2.y, p3.y, low_.y, high_.y);
    }
    [[nodiscard]] Rect rect() const { return Rect::spanning(low_, high_); }

private:
    Point low_;
    Point high_;
    bool first_{true};
};

}  // namespace

Result<std::vector<PathStep>> read_path(const json::Node& path) {
    if (path.type() == json::Type::String) return read_path_text(path);
    if (!path.is_array()) return fail_at(path, "a path is an array of commands or SVG path text");
    if (path.size() > kPathCommandsMax) return too_long(path);
    PathBuilder builder;
    std::vector<double> numbers;
    for (const json::Node& step : path.elements()) {
        const std::vector<json::Node> parts = step.elements();
        const std::string word = parts.empty() ? "" : parts.front().string().value_or("");
        if (word.size() != 1 || !is_command(word.front()))
            return fail_at(step, "a path command is [\"M\", x, y] and the like");
        const std::size_t arity = PathBuilder::arity(word.front());
        if (parts.size() < arity + 1)
            return fail_at(step, fmt::format("the command {} takes {} numbers", word, arity));
        numbers.clear();
        for (std::size_t i = 1; i <= arity; ++i) {
            REFIT_TRY(number, read_number(parts[i]));
            numbers.push_back(number);
        }
        builder.add(word.front(), numbers);
    }
    return std::move(builder).take();
}

Result<std::vector<PathStep>> read_points(const json::Node& points, bool closed) {
    if (!points.is_array()) return fail_at(points, "points are an array of {x, y}");
    if (points.size() > kPathCommandsMax) return too_long(points);
    std::vector<PathStep> steps;
    steps.reserve(points.size() + 1);
    for (const json::Node& point : points.elements()) {
        REFIT_TRY(x, read_number(point, "x", 0));
        REFIT_TRY(y, read_number(point, "y", 0));
        PathStep step;
        step.verb = steps.empty() ? PathStep::Verb::Move : PathStep::Verb::Line;
        step.points[0] = {x, y};
        steps.push_back(step);
    }
    if (closed && !steps.empty()) {
        steps.emplace_back();
        steps.back().verb = PathStep::Verb::Close;
    }
    return steps;
}

Rect path_bounds(const std::vector<PathStep>& steps) {
    Bounds bounds;
    Point at;
    Point start;
    for (const PathStep& step : steps) {
        const auto& p = step.points;
        switch (step.verb) {
            case PathStep::Verb::Move:
                start = at = p[0];
                bounds.include(at);
                break;
            case PathStep::Verb::Line:
                at = p[0];
                bounds.include(at);
                break;
            case PathStep::Verb::Quadratic:
                // Differs: not the quadratic's own extrema. Fabric (4 to 7) takes the control point
                // for both of a cubic's, which gives a larger box; its boxes are what counts here.
                bounds.include_cubic(at, p[0], p[0], p[1]);
                at = p[1];
                break;
            case PathStep::Verb::Cubic:
                bounds.include_cubic(at, p[0], p[1], p[2]);
                at = p[2];
                break;
            case PathStep::Verb::Close:
                at = start;
                break;
        }
    }
    return bounds.rect();
}

}  // namespace refit::canvas
