#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "geometry/rect.h"

namespace refit::layout {

// Finds the boxes that may overlap a box without looking at all of them. A uniform grid whose cells
// are about as large as the mean box, and no more cells than boxes, so that memory is linear and
// a box lies in few cells; boxes beyond the grid's ends count to its outer cells.
class BoxGrid {
public:
    explicit BoxGrid(std::span<const geometry::Rect> boxes);

    // Box `index` is now here.
    void move(std::size_t index, const geometry::Rect& box);

    // The indices greater than `after` of the boxes that touch `box`, ascending.
    void find_near(const geometry::Rect& box, std::size_t after, std::vector<std::size_t>& found) {
        search(box, after + 1, found);
    }
    // The same of all boxes.
    void find_all_near(const geometry::Rect& box, std::vector<std::size_t>& found) {
        search(box, 0, found);
    }

private:
    struct Cells {
        std::size_t left{0};
        std::size_t top{0};
        std::size_t right{0};   // inclusive
        std::size_t bottom{0};  // inclusive
        friend bool operator==(const Cells&, const Cells&) = default;
    };
    void search(const geometry::Rect& box, std::size_t first, std::vector<std::size_t>& found);
    [[nodiscard]] Cells cells_of(const geometry::Rect& box) const;
    [[nodiscard]] std::vector<std::size_t>& cell(std::size_t column, std::size_t row) {
        return cells_[row * columns_ + column];
    }

    geometry::Rect hull_;
    std::vector<geometry::Rect> boxes_;
    std::size_t columns_{1};
    std::size_t rows_{1};
    std::vector<Cells> places_;                    // by box
    std::vector<std::vector<std::size_t>> cells_;  // row by row; none for few boxes
    std::vector<std::size_t> seen_;                // by box: the search that found it last
    std::size_t searches_{0};
};

}  // namespace refit::layout
