#include "store/value_check.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace refit::store {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

// True for eight bytes of ASCII without a zero, which is nearly all of a canvas.
bool is_plain_word(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, kWord);
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    const bool is_ascii = (word & kHighBits) == 0;
    return is_ascii && ((word - kOnes) & ~word & kHighBits) == 0;
}

// Length of the well-formed UTF-8 sequence at the front of `text`, 0 if there is none. The bounds
// of the second byte are Table 3-7 of the Unicode Standard, chapter 3.9.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned first = byte(0);
    if (first >= 0x01 && first <= 0x7F) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    const unsigned low = first == 0xE0 ? 0xA0U : first == 0xF0 ? 0x90U : 0x80U;
    const unsigned high = first == 0xED ? 0x9FU : first == 0xF4 ? 0x8FU : 0xBFU;
    if (byte(1) < low || byte(1) > high) return 0;
    const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (std::size_t i = 2; i < length; ++i) {
        if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    }
    return length;
}

bool is_storable(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (at + kWord <= text.size() && is_plain_word(text.data() + at)) {
            at += kWord;
            continue;
        }
        const std::size_t length = sequence_length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

}  // namespace

Result<void> check_values(std::span<const Value> values) {
    for (const Value& value : values) {
        if (const auto* text = std::get_if<std::string>(&value); text && !is_storable(*text)) {
            return fail(ErrorCode::InvalidInput,
                        "text to be stored is not UTF-8 or holds a zero byte");
        }
        if (const auto* real = std::get_if<double>(&value); real && !std::isfinite(*real)) {
            return fail(ErrorCode::InvalidInput, "a number to be stored is not finite");
        }
    }
    return {};
}

}  // namespace refit::store
