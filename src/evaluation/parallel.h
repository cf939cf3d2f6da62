#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "evaluation/protocol.h"

namespace refit::evaluation {

// Calls work(i) once for each i in [0, count) from up to `workers.threads` threads, this one
// included, and returns when all are done. `work` writes to slots of its own.
template <typename Work>
void for_each_index(std::size_t count, const Workers& workers, std::string_view stage, Work work) {
    std::atomic<std::size_t> next{0};
    std::size_t done = 0;
    std::mutex telling;
    const auto drain = [&] {
        for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
            work(i);
            if (!workers.progress) continue;
            const std::lock_guard lock{telling};
            workers.progress(stage, ++done, count);
        }
    };
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < workers.threads && i < count; ++i) others.emplace_back(drain);
    drain();
}

}  // namespace refit::evaluation
