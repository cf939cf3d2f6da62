#include "llm/redact.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace refit::llm {
namespace {

constexpr std::string_view kHidden = "[redacted]";
// Shorter runs after a marker are words ("sk-iff"), not keys.
constexpr std::size_t kTokenBytesMin = 6;
// A secret shorter than this would erase ordinary words.
constexpr std::size_t kSecretBytesMin = 4;

bool is_token_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '*' || c == '+' || c == '/' || c == '=';
}

void hide_all(std::string& text, std::string_view secret) {
    if (secret.size() < kSecretBytesMin) return;
    for (std::size_t at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + kHidden.size())) {
        text.replace(at, secret.size(), kHidden);
    }
}

// Hides the token that follows each `marker`, which is given in lower case.
void hide_after(std::string& text, std::string_view marker) {
    std::size_t from = 0;
    for (;;) {
        const std::string lower = to_lower_ascii(text);
        const std::size_t at = lower.find(marker, from);
        if (at == std::string::npos) return;
        const std::size_t start = at + marker.size();
        std::size_t end = start;
        while (end < text.size() && is_token_byte(text[end])) ++end;
        from = start;
        if (end - start < kTokenBytesMin) continue;
        text.replace(start, end - start, kHidden);
        from = start + kHidden.size();
    }
}

}  // namespace

std::string redact(std::string_view text, std::string_view secret) {
    // Cut generously first, so that a huge body costs nothing, and finally after the replacements,
    // so that a key on the edge is not left half visible.
    std::string out{text.substr(0, 4 * kProviderTextMax)};
    hide_all(out, secret);
    for (const std::string_view marker : {"sk-", "bearer ", "basic "}) hide_after(out, marker);
    std::replace_if(
        out.begin(), out.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    if (out.size() > kProviderTextMax) {
        out.resize(kProviderTextMax);
        out += "…";
    }
    return out;
}

}  // namespace refit::llm
