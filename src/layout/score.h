#pragma once

#include "layout/engine.h"
#include "layout/layout.h"

namespace refit::layout {

// The energy of a finished layout: terms that are 0 at best, each times its weight parameter.
//   habit         what this kind of layout loses against the best for this change, see Habits::cost
//   displacement  mean distance of the units from their relative place, of the diagonal;
//                 at most 1 each
//   order         share of left-of / above relations that changed
//   overlap       overlaps the source does not have, summed over pairs, of the elements
//   size          mean |ln(scale / wanted scale)|
//   alignment     share of the source's alignments lost
//   margin        mean shortage of margin of the copy, of the wanted margin
//   balance       change of the centre of mass's distance from the middle of the page, in
//                 shares of its sides; at most 1
//   legibility    mean ln(legible / font size) over texts that are too small
// score = exp(-energy).
[[nodiscard]] CandidateScore score_layout(const Task& task, const Layout& layout);

}  // namespace refit::layout
