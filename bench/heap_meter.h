#pragma once

#include <cstddef>

namespace refit {

// Bytes taken with operator new and not yet given back, as the allocator rounds them. The program
// that links heap_meter.cpp counts them on all its threads.
[[nodiscard]] std::size_t heap_bytes();
// The most there were since the last call of reset_heap_peak().
[[nodiscard]] std::size_t heap_peak_bytes();
void reset_heap_peak();

}  // namespace refit
