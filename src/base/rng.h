#pragma once

#include <array>
#include <cstdint>

namespace refit {

// A source of random 64-bit words. Everything random is drawn through this interface, so a run
// can be repeated from a seed.
class Rng {
public:
    virtual ~Rng() = default;
    [[nodiscard]] virtual std::uint64_t next() = 0;
};

// xoshiro256** seeded by splitmix64 (Blackman & Vigna, "Scrambled linear pseudorandom number
// generators", 2021). Equal seeds give equal streams on every machine. Not thread-safe.
class SeededRng final : public Rng {
public:
    explicit SeededRng(std::uint64_t seed);
    [[nodiscard]] std::uint64_t next() override;

private:
    std::array<std::uint64_t, 4> state_;
};

// The operating system's generator (getrandom). Thread-safe; used by the running server.
class SystemRng final : public Rng {
public:
    [[nodiscard]] std::uint64_t next() override;
};

// Uniform in [0, 1) with 53 random bits.
[[nodiscard]] double uniform01(Rng& rng);

// Uniform integer in [0, bound), without modulo bias. Requires bound > 0.
[[nodiscard]] std::uint64_t uniform_below(Rng& rng, std::uint64_t bound);

// Standard normal draw (Box-Muller, one value per call).
[[nodiscard]] double standard_normal(Rng& rng);

}  // namespace refit
