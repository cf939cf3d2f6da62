#include "learn/assignment_hash.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/assert.h"

namespace refit::learn {
namespace {

constexpr std::uint32_t kFnvOffset = 2166136261U;
constexpr std::uint32_t kFnvPrime = 16777619U;
constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr double kWeightSumTolerance = 0.01;

// FNV-1a over UTF-16 code units, one step per unit (JavaScript's charCodeAt).
class CodeUnitHash {
public:
    void add(std::string_view utf8) {
        while (!utf8.empty()) add_code_point(take_code_point(utf8));
    }
    [[nodiscard]] std::uint32_t value() const { return state_; }

private:
    void add_unit(std::uint32_t unit) { state_ = (state_ ^ unit) * kFnvPrime; }

    void add_code_point(std::uint32_t code) {
        if (code < 0x10000) return add_unit(code);
        add_unit(0xD800 + ((code - 0x10000) >> 10));
        add_unit(0xDC00 + ((code - 0x10000) & 0x3FF));
    }

    static std::uint32_t take_code_point(std::string_view& text);

    std::uint32_t state_{kFnvOffset};
};

// Length of the sequence that `lead` opens; 0 if it opens none.
std::size_t sequence_length(std::uint32_t lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

bool is_code_point(std::uint32_t code, std::size_t length) {
    static constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    return code >= kSmallest[length] && code < 0x110000 && !surrogate;
}

std::uint32_t CodeUnitHash::take_code_point(std::string_view& text) {
    const auto byte = [&](std::size_t i) {
        return std::uint32_t{static_cast<unsigned char>(text[i])};
    };
    const std::uint32_t lead = byte(0);
    const std::size_t length = sequence_length(lead);
    if (length == 1) {
        text.remove_prefix(1);
        return lead;
    }
    std::uint32_t code = length == 0 ? 0 : lead & (0xFFU >> (length + 1));
    bool complete = length != 0 && text.size() >= length;
    for (std::size_t i = 1; complete && i < length; ++i) {
        complete = (byte(i) & 0xC0) == 0x80;
        code = (code << 6) | (byte(i) & 0x3F);
    }
    if (!complete || !is_code_point(code, length)) {
        text.remove_prefix(1);
        return kReplacement;
    }
    text.remove_prefix(length);
    return code;
}

std::uint32_t hash_units(std::string_view first, std::string_view second) {
    CodeUnitHash hash;
    hash.add(first);
    hash.add(second);
    return hash.value();
}

// Cumulative weight -> the number of buckets below it. A bucket k belongs below an edge e exactly
// when k / kBuckets < e; the small margin keeps 0.1 + 0.2 from reaching one bucket too far.
std::uint32_t buckets_below(double edge) {
    return static_cast<std::uint32_t>(std::max(0.0, std::ceil(edge * kBuckets - 1e-6)));
}

}  // namespace

double bucket_hash(std::string_view seed, std::string_view unit) {
    const std::string inner = std::to_string(hash_units(seed, unit));
    return static_cast<double>(hash_units(inner, "") % kBuckets) / kBuckets;
}

double bucket_hash_v1(std::string_view seed, std::string_view unit) {
    return static_cast<double>(hash_units(unit, seed) % 1000) / 1000.0;
}

std::vector<BucketRange> bucket_ranges(std::size_t variations, double coverage,
                                       std::span<const double> weights) {
    REFIT_ASSERT(std::isfinite(coverage));
    const double share = std::clamp(coverage, 0.0, 1.0);
    double total = 0.0;
    for (const double weight : weights) total += weight;
    const bool usable =
        weights.size() == variations && std::abs(total - 1.0) <= kWeightSumTolerance;
    std::vector<BucketRange> ranges;
    ranges.reserve(variations);
    double low = 0.0;
    for (std::size_t i = 0; i < variations; ++i) {
        const double weight = usable ? weights[i] : 1.0 / static_cast<double>(variations);
        ranges.push_back({.low = low, .high = low + share * weight});
        low += weight;
    }
    return ranges;
}

std::optional<std::size_t> choose_variation(double hash, std::span<const BucketRange> ranges) {
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (hash >= ranges[i].low && hash < ranges[i].high) return i;
    }
    return std::nullopt;
}

std::size_t choose_by_weight(double hash, std::span<const double> weights) {
    REFIT_ASSERT(hash >= 0.0 && hash < 1.0);
    const auto bucket = static_cast<std::uint32_t>(std::floor(hash * kBuckets + 1e-6));
    double cumulative = 0.0;
    std::optional<std::size_t> last;
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        REFIT_ASSERT(weights[i] >= 0.0);
        cumulative += weights[i];
        if (weights[i] == 0.0) continue;
        last = i;
        if (!chosen && bucket < buckets_below(cumulative)) chosen = i;
    }
    REFIT_ASSERT(std::abs(cumulative - 1.0) <= 1e-9);
    return chosen.value_or(*last);
}

bool is_held_out(std::string_view unit, double share, std::string_view salt) {
    REFIT_ASSERT(share >= 0.0 && share <= 1.0);
    return bucket_hash(salt, unit) < share;
}

}  // namespace refit::learn
