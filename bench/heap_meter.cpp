#include "heap_meter.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

// The engine runs on one thread; atomics only so that others do no harm.
std::atomic<std::size_t> g_live{0};
std::atomic<std::size_t> g_peak{0};

void* take(std::size_t size) {
    void* memory = std::malloc(size > 0 ? size : 1);
    if (memory == nullptr) std::abort();
    const std::size_t bytes = malloc_usable_size(memory);
    const std::size_t live = g_live.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    if (live > g_peak.load(std::memory_order_relaxed)) {
        g_peak.store(live, std::memory_order_relaxed);
    }
    return memory;
}

void give_back(void* memory) {
    g_live.fetch_sub(malloc_usable_size(memory), std::memory_order_relaxed);
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
    return take(size);
}
void operator delete(void* memory) noexcept {
    if (memory != nullptr) give_back(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    if (memory != nullptr) give_back(memory);
}

namespace refit {

std::size_t heap_bytes() {
    return g_live.load();
}
std::size_t heap_peak_bytes() {
    return g_peak.load();
}
void reset_heap_peak() {
    g_peak.store(g_live.load());
}

}  // namespace refit
