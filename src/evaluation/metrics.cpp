#include "evaluation/metrics.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace refit::evaluation {
namespace {

using geometry::Rect;

// A box may have no area; ratios of areas then need a floor. The reference scorer's value.
constexpr double kLeastArea = 1e-6;
constexpr double kAlignedWithin = 0.005;  // of the page's width
// Boxes that share more than this of the smaller one's height stand in one row of reading.
constexpr double kSameRow = 0.5;

// A compared element that the answer shows.
struct Shown {
    Kind kind;
    Rect before;
    Rect ours;
    Rect theirs;
};
using ShownList = std::vector<Shown>;

double common_area(const Rect& a, const Rect& b) {
    const auto common = geometry::intersection(a, b);
    return common ? common->area() : 0;
}

double safe_area(const Rect& box) {
    return std::max(kLeastArea, box.area());
}

// -1: a ends before b begins; 1: after; 0: they overlap on this axis.
int relation(double a_low, double a_high, double b_low, double b_high) {
    if (a_high <= b_low) return -1;
    return b_high <= a_low ? 1 : 0;
}
int relation_x(const Rect& a, const Rect& b) {
    return relation(a.left(), a.right(), b.left(), b.right());
}
int relation_y(const Rect& a, const Rect& b) {
    return relation(a.top(), a.bottom(), b.top(), b.bottom());
}

template <typename Item, typename Measure>
std::optional<double> mean_over(const std::vector<Item>& items, Measure measure) {
    if (items.empty()) return std::nullopt;
    double sum = 0;
    for (const Item& item : items) sum += measure(item);
    return sum / static_cast<double>(items.size());
}

// The mean of what `measure` says about unordered pairs; pairs it has no word on do not count.
template <typename Measure>
std::optional<double> mean_over_pairs(const ShownList& items, Measure measure) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        for (std::size_t j = i + 1; j < items.size(); ++j) {
            const std::optional<double> value = measure(items[i], items[j]);
            if (!value) continue;
            sum += *value;
            ++count;
        }
    }
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

ShownList only(const ShownList& items, bool (*wanted)(Kind)) {
    ShownList result;
    for (const Shown& item : items) {
        if (wanted(item.kind)) result.push_back(item);
    }
    return result;
}

double displacement(const Shown& item, geometry::Size page) {
    const geometry::Point away = item.ours.centre() - item.theirs.centre();
    return std::hypot(away.x, away.y) / std::hypot(page.width, page.height);
}

double size_error(const Shown& item) {
    return std::abs(0.5 * std::log(safe_area(item.ours) / safe_area(item.theirs)));
}

double outside(const Shown& item, const Rect& page) {
    return 1 - std::min(1.0, common_area(item.ours, page) / safe_area(item.ours));
}

std::optional<double> same_relations(const Shown& a, const Shown& b) {
    const int same = (relation_x(a.ours, b.ours) == relation_x(a.theirs, b.theirs) ? 1 : 0) +
                     (relation_y(a.ours, b.ours) == relation_y(a.theirs, b.theirs) ? 1 : 0);
    return same / 2.0;
}

double overlap_share(const Rect& a, const Rect& b) {
    return common_area(a, b) / std::max(kLeastArea, std::min(safe_area(a), safe_area(b)));
}

std::optional<double> text_overlap(const ShownList& shown) {
    const ShownList texts = only(shown, is_text_like);
    const auto ours = mean_over_pairs(texts, [](const Shown& a, const Shown& b) {
        return std::optional{overlap_share(a.ours, b.ours)};
    });
    const auto theirs = mean_over_pairs(texts, [](const Shown& a, const Shown& b) {
        return std::optional{overlap_share(a.theirs, b.theirs)};
    });
    if (!ours) return std::nullopt;
    return *ours - *theirs;
}

std::optional<double> logo_distortion(const ShownList& shown) {
    ShownList logos = only(shown, [](Kind kind) { return kind == Kind::Logo; });
    std::erase_if(
        logos, [](const Shown& item) { return item.ours.area() <= 0 || item.before.area() <= 0; });
    return mean_over(logos, [](const Shown& item) {
        return std::abs(std::log((item.ours.width() / item.ours.height()) /
                                 (item.before.width() / item.before.height())));
    });
}

bool aligned_x(const Rect& a, const Rect& b, double within) {
    return std::abs(a.left() - b.left()) < within || std::abs(a.right() - b.right()) < within ||
           std::abs(a.centre().x - b.centre().x) < within;
}
bool aligned_y(const Rect& a, const Rect& b, double within) {
    return std::abs(a.top() - b.top()) < within || std::abs(a.bottom() - b.bottom()) < within ||
           std::abs(a.centre().y - b.centre().y) < within;
}

std::optional<double> alignment_kept(const ShownList& shown, const Case& one) {
    const double before = kAlignedWithin * one.source_size.width;
    const double after = kAlignedWithin * one.lesson.target.width;
    double kept = 0;
    double all = 0;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        for (std::size_t j = i + 1; j < shown.size(); ++j) {
            const Shown& a = shown[i];
            const Shown& b = shown[j];
            if (aligned_x(a.before, b.before, before)) {
                ++all;
                kept += aligned_x(a.ours, b.ours, after) ? 1 : 0;
            }
            if (aligned_y(a.before, b.before, before)) {
                ++all;
                kept += aligned_y(a.ours, b.ours, after) ? 1 : 0;
            }
        }
    }
    if (all == 0) return std::nullopt;
    return kept / all;
}

// Is `a` read before `b`: in one row from the left, else from the top.
bool reads_before(const Rect& a, const Rect& b) {
    const double common = std::min(a.bottom(), b.bottom()) - std::max(a.top(), b.top());
    if (common > kSameRow * std::min(a.height(), b.height())) return a.left() < b.left();
    return a.centre().y < b.centre().y;
}

std::optional<double> reading_order(const ShownList& shown) {
    return mean_over_pairs(
        only(shown, is_text_like), [](const Shown& a, const Shown& b) -> std::optional<double> {
            return reads_before(a.before, b.before) == reads_before(a.ours, b.ours) ? 1.0 : -1.0;
        });
}

HiddenCounts count_hidden(const Case& one, const Boxes& boxes) {
    HiddenCounts counts;
    for (const Mark& mark : one.marks) {
        if (mark.kind == Kind::Background) continue;
        const bool dropped = !mark.after;
        const bool hidden = !boxes[mark.object];
        counts.dropped += dropped ? 1 : 0;
        counts.hidden += hidden ? 1 : 0;
        counts.both += dropped && hidden ? 1 : 0;
    }
    return counts;
}

void score_shown(const Case& one, const ShownList& shown, Scores& scores) {
    const geometry::Size page = one.lesson.target;
    const Rect page_box = Rect::from_size({0, 0}, page);
    const auto set = [&scores](Metric metric, std::optional<double> value) {
        scores.values[static_cast<std::size_t>(metric)] = value;
    };
    set(Metric::Disp, mean_over(shown, [&](const Shown& s) { return displacement(s, page); }));
    set(Metric::Size, mean_over(shown, size_error));
    set(Metric::Order, mean_over_pairs(shown, same_relations));
    set(Metric::Out, mean_over(shown, [&](const Shown& s) { return outside(s, page_box); }));
    set(Metric::TextOver, text_overlap(shown));
    set(Metric::Logo, logo_distortion(shown));
    set(Metric::AlignKept, alignment_kept(shown, one));
    set(Metric::ReadOrder, reading_order(shown));
}

}  // namespace

std::string_view metric_name(Metric metric) {
    static constexpr std::array<std::string_view, kMetricCount> kNames{
        "IoU", "Disp", "Size", "Order", "Out", "TxtOv", "Logo", "Align", "Read"};
    return kNames[static_cast<std::size_t>(metric)];
}

double iou(const Rect& a, const Rect& b) {
    const double common = common_area(a, b);
    return common > 0 ? common / (a.area() + b.area() - common) : 0;
}

Scores score(const Case& one, const Boxes& boxes) {
    REFIT_ASSERT(boxes.size() == one.lesson.boxes.size());
    Scores scores;
    ShownList shown;
    double overlap = 0;
    std::size_t compared = 0;
    for (const Mark& mark : one.marks) {
        if (!is_compared(mark)) continue;
        ++compared;
        const auto& ours = boxes[mark.object];
        if (!ours) continue;
        overlap += iou(*ours, *mark.after);
        shown.push_back({mark.kind, mark.before, *ours, *mark.after});
    }
    if (compared > 0) scores.values[0] = overlap / static_cast<double>(compared);
    score_shown(one, shown, scores);
    scores.hidden = count_hidden(one, boxes);
    return scores;
}

Scores score_of_failure() {
    Scores scores;
    scores.values[static_cast<std::size_t>(Metric::Iou)] = 0;
    scores.failed = true;
    return scores;
}

}  // namespace refit::evaluation
