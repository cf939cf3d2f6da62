#include "canvas/path_builder.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.h"
#include "geometry/affine.h"

namespace refit::canvas {
namespace {

using geometry::Affine;
using geometry::Point;

// An arc piece of at most a quarter turn is drawn by one cubic (error below 0.03 % of the radius).
constexpr double kArcPieceMax = std::numbers::pi / 2;

}  // namespace

std::size_t PathBuilder::arity(char command) {
    switch (command | 0x20) {
        case 'm':
        case 'l':
        case 't':
            return 2;
        case 'h':
        case 'v':
            return 1;
        case 's':
        case 'q':
            return 4;
        case 'c':
            return 6;
        case 'a':
            return 7;
        default:
            return 0;
    }
}

void PathBuilder::add(char command, std::span<const double> n) {
    REFIT_ASSERT(n.size() == arity(command));
    const bool relative = command >= 'a';
    const char upper = static_cast<char>(command & ~0x20);
    const Point base = relative ? at_ : Point{};
    const auto point = [&](std::size_t i) { return base + Point{n[i], n[i + 1]}; };
    const bool after_cubic = last_ == 'C' || last_ == 'S';
    const bool after_quadratic = last_ == 'Q' || last_ == 'T';
    switch (upper) {
        case 'M':
            at_ = start_ = point(0);
            steps_.push_back({PathStep::Verb::Move, {at_}});
            break;
        case 'L':
            line_to(point(0));
            break;
        case 'H':
            line_to({base.x + n[0], at_.y});
            break;
        case 'V':
            line_to({at_.x, base.y + n[0]});
            break;
        case 'C':
            cubic_to(point(0), point(2), point(4));
            break;
        case 'S':
            cubic_to(after_cubic ? at_ * 2.0 - control_ : at_, point(0), point(2));
            break;
        case 'Q':
            quadratic_to(point(0), point(2));
            break;
        case 'T':
            quadratic_to(after_quadratic ? at_ * 2.0 - control_ : at_, point(0));
            break;
        case 'A':
            arc_to(n[0], n[1], n[2], n[3] != 0.0, n[4] != 0.0, point(5));
            break;
        default:
            steps_.push_back({PathStep::Verb::Close, {}});
            at_ = start_;
            break;
    }
    last_ = upper;
}

void PathBuilder::line_to(Point to) {
    at_ = to;
    steps_.push_back({PathStep::Verb::Line, {to}});
}

void PathBuilder::cubic_to(Point c1, Point c2, Point to) {
    control_ = c2;
    at_ = to;
    steps_.push_back({PathStep::Verb::Cubic, {c1, c2, to}});
}

void PathBuilder::quadratic_to(Point control, Point to) {
    control_ = control;
    at_ = to;
    steps_.push_back({PathStep::Verb::Quadratic, {control, to}});
}

// Source: SVG 2, appendix B.2.4, "Conversion from endpoint to center parameterization".
void PathBuilder::arc_to(double rx, double ry, double angle, bool large, bool sweep, Point to) {
    rx = std::abs(rx);
    ry = std::abs(ry);
    if (rx == 0.0 || ry == 0.0 || to == at_) return line_to(to);
    const Affine turn = Affine::rotation(angle);
    const Affine unturn = Affine::rotation(-angle);
    const Point half = unturn.apply((at_ - to) * 0.5);
    const double excess = (half.x / rx) * (half.x / rx) + (half.y / ry) * (half.y / ry);
    if (excess > 1.0) {
        rx *= std::sqrt(excess);
        ry *= std::sqrt(excess);
    }
    const double a = rx * rx * half.y * half.y + ry * ry * half.x * half.x;
    if (!(a > 0.0)) return line_to(to);
    const double ratio = std::max(0.0, (rx * rx * ry * ry - a) / a);
    const double sign = large == sweep ? -1.0 : 1.0;
    const Point middle = Point{rx * half.y / ry, -ry * half.x / rx} * (sign * std::sqrt(ratio));
    const Point centre = turn.apply(middle) + (at_ + to) * 0.5;
    const double begin = std::atan2((half.y - middle.y) / ry, (half.x - middle.x) / rx);
    const double end = std::atan2((-half.y - middle.y) / ry, (-half.x - middle.x) / rx);
    double sweep_angle = end - begin;
    if (sweep && sweep_angle < 0) sweep_angle += 2 * std::numbers::pi;
    if (!sweep && sweep_angle > 0) sweep_angle -= 2 * std::numbers::pi;

    const auto pieces = std::max(1.0, std::ceil(std::abs(sweep_angle) / kArcPieceMax - 1e-9));
    const double step = sweep_angle / pieces;
    const double reach = 4.0 / 3.0 * std::tan(step / 4);
    const Affine ellipse = Affine::translation(centre) * turn * Affine::scaling(rx, ry);
    for (int i = 0; i < static_cast<int>(pieces); ++i) {
        const double t0 = begin + step * i;
        const double t1 = t0 + step;
        const Point c1{std::cos(t0) - reach * std::sin(t0), std::sin(t0) + reach * std::cos(t0)};
        const Point c2{std::cos(t1) + reach * std::sin(t1), std::sin(t1) - reach * std::cos(t1)};
        const bool last = i + 1 == static_cast<int>(pieces);
        cubic_to(ellipse.apply(c1), ellipse.apply(c2),
                 last ? to : ellipse.apply({std::cos(t1), std::sin(t1)}));
    }
}

}  // namespace refit::canvas
