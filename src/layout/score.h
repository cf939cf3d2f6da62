#pragma once

#include "layout/engine.h"
#include "layout/layout.h"

namespace refit::layout {

// The energy of a finished layout: terms that are 0 at best, each times its weight parameter.
//   habit         what this kind of layout loses against the best for this change, see Habits::cost
//   displacement  mean distance of the units from their relative place, of the diagonal
//   order         share of left-of / above relations that changed
//   overlap       overlaps the source does not have, mean over copy
//   size          mean |ln(scale / wanted scale)|
//   alignment     share of the source's alignments lost
//   margin        mean shortage of margin of the copy, of the wanted margin
//   balance       shift of the centre of mass, of the half diagonal
//   legibility    mean ln(legible / font size) over texts that are too small
// score = exp(-energy).
[[nodiscard]] CandidateScore score_layout(const Task& task, const Layout& layout);

}  // namespace refit::layout
