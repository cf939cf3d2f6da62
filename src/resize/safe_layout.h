#pragma once

#include "base/result.h"
#include "canvas/text.h"
#include "layout/engine.h"
#include "resize/prepare.h"

namespace refit::resize {

// The last net: the whole design scaled evenly to fit the page and centred, backgrounds cut to
// cover. Cannot overlap, distort or leave the page more than the source does.
// Errors: those of canvas::place.
[[nodiscard]] Result<layout::LayoutResult> contain_layout(const Prepared& prepared,
                                                          const canvas::TextMeasurer& measurer);

// Whether a finished layout may be shown: it parses, holds the same objects, every box is finite,
// and where the page is marked in the file it is exactly the target.
// Errors: Internal, with what is broken.
[[nodiscard]] Result<void> check_result(const layout::LayoutResult& result,
                                        const Prepared& prepared,
                                        const canvas::TextMeasurer& measurer);

}  // namespace refit::resize
