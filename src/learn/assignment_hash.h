#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace refit::learn {

// The number of different values bucket_hash can take; a weight finer than 1 / kBuckets cannot be
// served exactly (allocation.h rounds to this grid, so logged propensities are exact).
inline constexpr std::uint32_t kBuckets = 10'000;

// GrowthBook's hash, version 2: a number in [0, 1) with four decimals that depends on the seed
// (the experiment) and the unit (the user) only.
//
//   fnv1a32( decimal( fnv1a32(seed + unit) ) ) mod 10000 / 10000
//
// FNV runs over UTF-16 code units, as in the JavaScript SDK, so a browser computes the same number
// for every id; the two differ from a hash of bytes outside ASCII. Bytes that are not UTF-8 count
// as U+FFFD each.
// Source: growthbook packages/sdk-js, util.ts (MIT). Checked against: the SDK's own cases and 200
// seeds and ids, exact.
[[nodiscard]] double bucket_hash(std::string_view seed, std::string_view unit);

// Version 1 (fnv1a32(unit + seed) mod 1000 / 1000): biased across experiments, kept only to read
// assignments made by older SDKs.
[[nodiscard]] double bucket_hash_v1(std::string_view seed, std::string_view unit);

// A half-open range [low, high) of hash values.
struct BucketRange {
    double low{0};
    double high{0};
};

// GrowthBook's ranges: variation i gets [sum of weights before i, + coverage * weight_i). Coverage
// is clamped to [0, 1]; weights of another number than `variations`, or whose sum is not 1 within
// .01, are replaced by equal ones.
[[nodiscard]] std::vector<BucketRange> bucket_ranges(std::size_t variations, double coverage,
                                                     std::span<const double> weights);

// The first range that holds `hash`; nullopt if none does.
[[nodiscard]] std::optional<std::size_t> choose_variation(double hash,
                                                          std::span<const BucketRange> ranges);

// The arm that `hash` draws under `weights` (>= 0, summing to 1 within 1e-9; asserted): the first
// whose cumulative weight passes it. Compared in whole buckets, so that over all kBuckets hashes
// each arm is drawn exactly weight * kBuckets times when the weights lie on that grid.
// Requires at least one positive weight; an arm of weight 0 is never drawn.
[[nodiscard]] std::size_t choose_by_weight(double hash, std::span<const double> weights);

// Whether a unit belongs to the held-out part of the data: a fixed property of the unit, so one
// user's sessions never lie on both sides. 0 <= share <= 1 (asserted).
[[nodiscard]] bool is_held_out(std::string_view unit, double share,
                               std::string_view salt = "held-out/1");

}  // namespace refit::learn
