#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "layout/habits.h"
#include "layout/layout.h"

namespace refit::layout {

// How the page changes, as far as candidates and habits follow it.
struct FormatChange {
    double amount{0};        // |Δ ln aspect|
    bool wider{false};       // the target is the wider one
    bool from_strip{false};  // see strip_aspect
    bool to_strip{false};
    bool to_column{false};
    bool restacks{false};  // turns into or out of a strip, by restack_from at least
    bool far{false};       // by pins_from at least

    // A strip that becomes another strip only changes its length: no restacking.
    [[nodiscard]] Change kind() const;
};
[[nodiscard]] FormatChange format_change(const Task& task);

// The names of all kinds of layout, kKindCount, in the order in which they are proposed.
[[nodiscard]] std::span<const std::string_view> candidate_names();

// Layouts that differ in kind, with boxes for every element; texts are not yet measured and
// collisions not yet parted (finish() does). Only those that make sense for the change of format;
// never empty: the first keeps relative places. Method: docs/methods/layout-engine.md.
[[nodiscard]] std::vector<Layout> propose(const Task& task);

}  // namespace refit::layout
