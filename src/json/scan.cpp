#include "json/scan.h"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/assert.h"

namespace refit::json {
namespace {

// Longer decimal texts than this may overflow without an exponent.
constexpr std::size_t kDigitsNeverOverflow = 300;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Value of four hex digits at `at`, or nullopt.
std::optional<unsigned> hex4(std::string_view text, std::size_t at) {
    if (at + 4 > text.size()) return std::nullopt;
    unsigned value = 0;
    const char* begin = text.data() + at;
    const auto [stop, error] = std::from_chars(begin, begin + 4, value, 16);
    if (error != std::errc{} || stop != begin + 4) return std::nullopt;
    return value;
}

Token failed(std::size_t offset, std::string message) {
    Token token;
    token.error = ScanError{offset, std::move(message)};
    return token;
}

// Checks the \u escape whose backslash is at `at`; returns the offset behind it (behind the pair).
Token scan_unicode_escape(std::string_view text, std::size_t at) {
    const auto first = hex4(text, at + 2);
    if (!first) return failed(at, "\\u must be followed by four hex digits");
    Token token;
    token.end = at + 6;
    if (*first >= 0xdc00 && *first < 0xe000)
        return failed(at, "a low surrogate without its high one; write the character itself");
    if (*first < 0xd800 || *first >= 0xdc00) return token;
    const bool paired = text.substr(token.end, 2) == "\\u";
    const auto second = paired ? hex4(text, at + 8) : std::nullopt;
    if (!second || *second < 0xdc00 || *second >= 0xe000)
        return failed(at, "a high surrogate without its low one; write the character itself");
    token.end = at + 12;
    return token;
}

// Does number text that from_chars calls out of range overflow (or else underflow)?
bool overflows(std::string_view text) {
    if (!text.empty() && text.front() == '-') text.remove_prefix(1);
    const std::size_t mark = text.find_first_of("eE");
    const std::string_view mantissa = text.substr(0, mark);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::size_t first = mantissa.find_first_of("123456789");
    if (first == std::string_view::npos) return false;
    std::int64_t exponent = 0;
    if (mark != std::string_view::npos) {
        std::string_view digits = text.substr(mark + 1);
        if (digits.front() == '+') digits.remove_prefix(1);
        const auto [stop, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        // An exponent beyond int64 decides by its sign alone.
        if (error != std::errc{}) return digits.front() != '-';
    }
    const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    return place + exponent > 0;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0U) == 0x80U; };
    std::size_t at = 0;
    while (at < text.size()) {
        // Eight ASCII bytes at a time: canvases are nearly all ASCII.
        std::uint64_t block = 0;
        if (at + sizeof block <= text.size()) {
            std::memcpy(&block, text.data() + at, sizeof block);
            if ((block & 0x8080808080808080ULL) == 0) {
                at += sizeof block;
                continue;
            }
        }
        const unsigned char first = byte(at);
        std::size_t length = 0;
        if (first < 0x80) {
            length = 1;
        } else if (first >= 0xc2 && first < 0xe0) {
            length = tail(at + 1) ? 2 : 0;
        } else if (first >= 0xe0 && first < 0xf0) {
            const bool whole = tail(at + 1) && tail(at + 2);
            const bool overlong = whole && first == 0xe0 && byte(at + 1) < 0xa0;
            const bool surrogate = whole && first == 0xed && byte(at + 1) >= 0xa0;
            length = whole && !overlong && !surrogate ? 3 : 0;
        } else if (first >= 0xf0 && first < 0xf5) {
            const bool whole = tail(at + 1) && tail(at + 2) && tail(at + 3);
            const bool overlong = whole && first == 0xf0 && byte(at + 1) < 0x90;
            const bool beyond = whole && first == 0xf4 && byte(at + 1) >= 0x90;
            length = whole && !overlong && !beyond ? 4 : 0;
        }
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

Token scan_string(std::string_view text, std::size_t begin) {
    REFIT_ASSERT(text[begin] == '"');
    Token token;
    std::size_t at = begin + 1;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            token.end = at + 1;
            return token;
        }
        if (static_cast<unsigned char>(c) < 0x20)
            return failed(at, "a control character inside a string; write it as an escape");
        if (c != '\\') {
            ++at;
            continue;
        }
        token.escaped = true;
        const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
        if (kind == 'u') {
            Token escape = scan_unicode_escape(text, at);
            if (escape.error) return escape;
            at = escape.end;
        } else if (std::string_view{"\"\\/bfnrt"}.find(kind) != std::string_view::npos &&
                   kind != '\0') {
            at += 2;
        } else {
            return failed(at, "an unknown escape in a string; a backslash itself is written \\\\");
        }
    }
    return failed(begin, "this string is never closed; the text is cut off or a quote is missing");
}

Token scan_number(std::string_view text, std::size_t begin) {
    std::size_t at = begin;
    const auto digits = [&] {
        const std::size_t from = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at - from;
    };
    if (text[at] == '-') ++at;
    const std::size_t whole = at;
    const std::size_t whole_digits = digits();
    if (whole_digits == 0) return failed(begin, "a minus sign without a number");
    if (whole_digits > 1 && text[whole] == '0')
        return failed(begin, "a number must not start with a zero");
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0) return failed(begin, "digits must follow the decimal point");
    }
    bool may_overflow = at - begin > kDigitsNeverOverflow;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        if (digits() == 0) return failed(begin, "digits must follow the exponent's e");
        may_overflow = true;
    }
    Token token;
    token.end = at;
    if (may_overflow) {
        double value = 0;
        const auto parsed = std::from_chars(text.data() + begin, text.data() + at, value);
        if (parsed.ec == std::errc::result_out_of_range &&
            overflows(text.substr(begin, at - begin)))
            return failed(begin, "this number is too large for a double (about 1.8e308)");
    }
    return token;
}

double number_of(std::string_view text) {
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return parsed.ec == std::errc{} ? value : 0.0;
}

}  // namespace refit::json
