#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace refit::llm {

// Longest text of a provider that is kept in an error message, in bytes.
constexpr std::size_t kProviderTextMax = 300;

// A provider's text made safe to log and store: `secret` and everything that looks like a key
// ("sk-…", "Bearer …", "Basic …") replaced, control characters turned into spaces, cut to
// kProviderTextMax. Error bodies of several providers quote the key they refuse.
[[nodiscard]] std::string redact(std::string_view text, std::string_view secret);

}  // namespace refit::llm
