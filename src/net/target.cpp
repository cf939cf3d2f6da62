#include "net/target.h"

#include <algorithm>

#include "base/text.h"

namespace refit::net {
namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool decode_query(std::string_view text, QueryMap& query) {
    if (text.empty()) return true;
    for (const std::string_view pair : split(text, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = decode_percent(pair.substr(0, equals), Plus::Space);
        auto value = equals == std::string_view::npos
                         ? std::optional<std::string>{std::string{}}
                         : decode_percent(pair.substr(equals + 1), Plus::Space);
        if (!name || !value) return false;
        query.emplace(std::move(*name), std::move(*value));
    }
    return true;
}

// "http://host/a?b" becomes "/a?b"; anything else is returned as it is.
std::string_view origin_form(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const std::size_t path = target.find_first_of("/?", scheme.size());
        return path == std::string_view::npos ? std::string_view{"/"} : target.substr(path);
    }
    return target;
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::Space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            const auto high = hex_digit(text[i + 1]);
            const auto low = hex_digit(text[i + 2]);
            if (!high || !low) return std::nullopt;
            out += static_cast<char>(*high * 16 + *low);
            i += 2;
        }
    }
    return out;
}

std::string encode_percent(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                                c == '~';
        if (unreserved) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    return out;
}

std::optional<Target> parse_target(std::string_view text) {
    Target target;
    if (text == "*") {
        target.path = "*";
        return target;
    }
    std::string_view rest = origin_form(text);
    rest = rest.substr(0, rest.find('#'));  // a fragment is never sent by a correct client
    const std::size_t question = rest.find('?');
    const std::string_view path = rest.substr(0, question);
    if (path.empty() && question != 0) return std::nullopt;
    if (!path.empty() && path.front() != '/') return std::nullopt;

    const std::string_view parts = path.empty() ? std::string_view{} : path.substr(1);
    for (const std::string_view part : split(parts, '/')) {
        auto segment = decode_percent(part, Plus::Literal);
        if (!segment || std::any_of(segment->begin(), segment->end(), is_control)) {
            return std::nullopt;
        }
        target.path += '/';
        target.path += *segment;
        target.segments.push_back(std::move(*segment));
    }
    if (target.path.empty()) target.path = "/";
    if (question != std::string_view::npos &&
        !decode_query(rest.substr(question + 1), target.query)) {
        return std::nullopt;
    }
    return target;
}

}  // namespace refit::net
