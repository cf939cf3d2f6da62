#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace refit::store {

// The closed sets of words that stand in text columns. Each enumeration `E` has an overload of
// words(E) that lists its words in the order of its enumerators; to_text() and from_text() are
// derived from it. A word, once stored, is never renamed.

enum class SessionStatus : unsigned char { Completed, Failed, Pending };
constexpr std::array<std::string_view, 3> words(SessionStatus) {
    return {"completed", "failed", "pending"};
}

// Who made the result that was served. Fallback: a model was asked, its answer was unusable, and
// the engine's result was served instead.
enum class Resizer : unsigned char { Engine, Llm, Client, Fallback };
constexpr std::array<std::string_view, 4> words(Resizer) {
    return {"engine", "llm", "client", "fallback"};
}

enum class Allocation : unsigned char { Fixed, Thompson, Contextual };
constexpr std::array<std::string_view, 3> words(Allocation) {
    return {"fixed", "thompson", "contextual"};
}

enum class VariantOrigin : unsigned char { Builtin, Api, Proposal, Search };
constexpr std::array<std::string_view, 4> words(VariantOrigin) {
    return {"builtin", "api", "proposal", "search"};
}

enum class ModelStatus : unsigned char { Candidate, Serving, Retired };
constexpr std::array<std::string_view, 3> words(ModelStatus) {
    return {"candidate", "serving", "retired"};
}

template <typename E>
[[nodiscard]] constexpr std::string_view to_text(E value) {
    return words(value)[static_cast<std::size_t>(value)];
}

// nullopt for a word outside the set: the row was written by a newer program.
template <typename E>
[[nodiscard]] constexpr std::optional<E> from_text(std::string_view text) {
    const auto all = words(E{});
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i] == text) return static_cast<E>(i);
    }
    return std::nullopt;
}

}  // namespace refit::store
