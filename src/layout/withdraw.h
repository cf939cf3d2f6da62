#pragma once

#include "layout/layout.h"

namespace refit::layout {

// Bleeding decoration that came to lie over copy, further than it did in the source, is pulled back
// over its edge: shrunk by tenths, at most to 0.3, until it covers no more. Where that is not
// enough, and where something lies on it, it stays. Time: bleeding things times elements.
void withdraw_bleeding(const Task& task, Layout& layout);

}  // namespace refit::layout
