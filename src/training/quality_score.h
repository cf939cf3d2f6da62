#pragma once

#include <optional>
#include <string_view>

namespace refit::training {

// Stored beside every score. Change it whenever equal evidence would score differently.
inline constexpr std::string_view kQualityVersion = "quality/1";

// Stars a person may give.
inline constexpr int kRatingMin = 1;
inline constexpr int kRatingMax = 5;

// What a person told us about one served result, in words or by deeds. Absent means unknown.
struct Evidence {
    std::optional<int> rating{};    // stars, 1..5
    std::optional<bool> helpful{};  // thumb
    std::optional<double>
        correction_size{};  // 0 = kept as served, 1 = everything moved; see resize
    bool undone{false};     // the result was thrown away
};

struct Quality {
    double score{0};   // [0, 1], higher is better
    double weight{0};  // (0, 1], how much of the possible evidence was there
};

// "quality/1": the weighted mean of the parts that are known.
//
//   Q = Σ wₖ sₖ / Σ wₖ     over the known parts k
//
//   part             sₖ in [0, 1]        wₖ     known when
//   rating           (rating − 1) / 4    0.45   stars were given
//   helpful          1 or 0              0.15   a thumb was given
//   correction size  1 − min(1, size)    0.20   corrections were reported
//   undo             0                   0.20   it was undone (keeping it says nothing yet)
//
// A missing part is left out of both sums: it never counts as zero. Nullopt if nothing is known.
// Monotone: a better rating or thumb, a smaller correction or no undo never lowers the score.
// Requires: rating in 1..5, correction_size finite and >= 0 (asserted).
// Method: docs/methods/quality-score.md.
[[nodiscard]] std::optional<Quality> quality_score(const Evidence& evidence);

// Enough evidence to train on without a second sign: a rating, or two of the other parts.
[[nodiscard]] bool is_validated(const Quality& quality);

}  // namespace refit::training
