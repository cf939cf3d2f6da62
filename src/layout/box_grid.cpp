#include "layout/box_grid.h"

#include <algorithm>
#include <cmath>

namespace refit::layout {
namespace {

using geometry::Rect;

// So few boxes are looked at one by one.
constexpr std::size_t kOneByOne = 128;

// Cells along a side of this length, at most `most` of them.
std::size_t cells_along(double side, double mean_length, double most) {
    const double cells = std::min(most, mean_length > 0 ? side / mean_length : most);
    return cells >= 1 ? static_cast<std::size_t>(cells) : 1;
}

// One branch instead of four: which side a box lies on cannot be foreseen.
bool touches(const Rect& a, const Rect& b) {
    const int apart = int{a.left() > b.right()} | int{b.left() > a.right()} |
                      int{a.top() > b.bottom()} | int{b.top() > a.bottom()};
    return apart == 0;
}

std::size_t cell_at(double position, double low, double side, std::size_t count) {
    const double share = side > 0 ? (position - low) / side : 0.0;
    const double last = static_cast<double>(count) - 1;
    return static_cast<std::size_t>(std::clamp(share * static_cast<double>(count), 0.0, last));
}

}  // namespace

BoxGrid::BoxGrid(std::span<const Rect> boxes)
    : boxes_{boxes.begin(), boxes.end()}, seen_(boxes.size(), 0) {
    if (boxes.size() <= kOneByOne) return;
    hull_ = boxes.front();
    double width = 0;
    double height = 0;
    for (const Rect& box : boxes) {
        hull_ = geometry::hull(hull_, box);
        width += box.width();
        height += box.height();
    }
    const auto count = static_cast<double>(boxes.size());
    columns_ = cells_along(hull_.width(), width / count, std::sqrt(count));
    rows_ = cells_along(hull_.height(), height / count, std::sqrt(count));
    cells_.resize(columns_ * rows_);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        places_.push_back(cells_of(boxes[i]));
        const Cells& at = places_.back();
        for (std::size_t row = at.top; row <= at.bottom; ++row) {
            for (std::size_t column = at.left; column <= at.right; ++column) {
                cell(column, row).push_back(i);
            }
        }
    }
}

BoxGrid::Cells BoxGrid::cells_of(const Rect& box) const {
    return {cell_at(box.left(), hull_.left(), hull_.width(), columns_),
            cell_at(box.top(), hull_.top(), hull_.height(), rows_),
            cell_at(box.right(), hull_.left(), hull_.width(), columns_),
            cell_at(box.bottom(), hull_.top(), hull_.height(), rows_)};
}

void BoxGrid::move(std::size_t index, const Rect& box) {
    boxes_[index] = box;
    if (cells_.empty()) return;
    const Cells to = cells_of(box);
    const Cells from = places_[index];
    if (to == from) return;
    places_[index] = to;
    for (std::size_t row = from.top; row <= from.bottom; ++row) {
        for (std::size_t column = from.left; column <= from.right; ++column) {
            std::erase(cell(column, row), index);
        }
    }
    for (std::size_t row = to.top; row <= to.bottom; ++row) {
        for (std::size_t column = to.left; column <= to.right; ++column) {
            auto& members = cell(column, row);
            members.insert(std::upper_bound(members.begin(), members.end(), index), index);
        }
    }
}

void BoxGrid::search(const Rect& box, std::size_t first, std::vector<std::size_t>& found) {
    found.clear();
    if (cells_.empty()) {
        for (std::size_t i = first; i < boxes_.size(); ++i) {
            if (touches(box, boxes_[i])) found.push_back(i);
        }
        return;
    }
    ++searches_;
    const Cells at = cells_of(box);
    for (std::size_t row = at.top; row <= at.bottom; ++row) {
        for (std::size_t column = at.left; column <= at.right; ++column) {
            const auto& members = cell(column, row);
            for (auto member = std::lower_bound(members.begin(), members.end(), first);
                 member != members.end(); ++member) {
                if (seen_[*member] == searches_) continue;
                seen_[*member] = searches_;
                if (touches(box, boxes_[*member])) found.push_back(*member);
            }
        }
    }
    if (at.left != at.right || at.top != at.bottom) std::sort(found.begin(), found.end());
}

}  // namespace refit::layout
