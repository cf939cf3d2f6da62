#include "base/rng.h"

#include <sys/random.h>

#include <cmath>
#include <numbers>

#include "base/assert.h"

namespace refit {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

constexpr std::uint64_t rotate_left(std::uint64_t x, int bits) {
    return (x << bits) | (x >> (64 - bits));
}

}  // namespace

SeededRng::SeededRng(std::uint64_t seed) : state_{} {
    for (auto& word : state_) word = splitmix64(seed);
}

std::uint64_t SeededRng::next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate_left(state_[3], 45);
    return result;
}

std::uint64_t SystemRng::next() {
    std::uint64_t word = 0;
    const ssize_t got = getrandom(&word, sizeof word, 0);
    REFIT_ASSERT(got == static_cast<ssize_t>(sizeof word));
    return word;
}

double uniform01(Rng& rng) {
    return static_cast<double>(rng.next() >> 11) * 0x1.0p-53;
}

std::uint64_t uniform_below(Rng& rng, std::uint64_t bound) {
    REFIT_ASSERT(bound > 0);
    const std::uint64_t reject_below = (0 - bound) % bound;
    // Rejection takes fewer than two draws on average for any bound.
    for (;;) {
        const std::uint64_t word = rng.next();
        if (word >= reject_below) return word % bound;
    }
}

double standard_normal(Rng& rng) {
    const double u = 1.0 - uniform01(rng);
    const double v = uniform01(rng);
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace refit
