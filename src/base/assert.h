#pragma once

#include <cstdio>
#include <cstdlib>

// Programmer errors only, never input. Always on: a wrong statistic is worse than a restart.
#define REFIT_ASSERT(condition)                                                                    \
    do {                                                                                           \
        if (!(condition)) [[unlikely]] {                                                           \
            std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)
