#pragma once

#include <cstdint>

#include "layout/layout.h"

namespace refit::layout {

// Overlap of two foreground elements beyond what the source has, as a share of the smaller:
// 0 where they overlap no more than they did. Two decorations never collide.
[[nodiscard]] double excess_overlap(const Task& task, const Layout& layout, std::size_t a,
                                    std::size_t b);

// Moves bodies apart that collide now and did not before, inside the page; where there is no room
// they shrink a little and try again. Bounded work; what cannot be parted stays and costs score.
void part_collisions(const Task& task, Layout& layout);

// Moves every body into the page; with Margin::Kept also off its edges, where the source kept off
// them and there is room. Returns whether a body was too large for the page and shrank.
enum class Margin : std::uint8_t { Kept, None };
bool keep_inside(const Task& task, Layout& layout, Margin wanted);

}  // namespace refit::layout
