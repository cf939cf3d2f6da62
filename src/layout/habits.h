#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/document.h"

namespace refit::json {
class Writer;
}  // namespace refit::json

namespace refit::layout {

// How a change of format looks to a designer. Every change is exactly one of these.
enum class Change : std::uint8_t { IntoStrip, OutOfStrip, Far, Near, Count };
inline constexpr std::size_t kChangeCount = static_cast<std::size_t>(Change::Count);
[[nodiscard]] std::string_view change_name(Change change);  // "into strip", …

inline constexpr std::size_t kKindCount = 15;  // of candidates, see candidate_names()

// Which kinds of layout people choose for which change of format: for each pair the mean gain in
// closeness (IoU with what the person made) of that kind over the mean of all kinds proposed for
// the same design, and how many campaigns say so. Learned from lessons (learn()); all 0 before the
// first one.
class Habits {
public:
    struct Habit {
        double gain{0};
        double weight{0};  // in campaigns
        friend bool operator==(const Habit&, const Habit&) = default;
    };
    [[nodiscard]] Habit& at(Change change, std::size_t kind) {
        return habits_[static_cast<std::size_t>(change)][kind];
    }
    [[nodiscard]] const Habit& at(Change change, std::size_t kind) const {
        return habits_[static_cast<std::size_t>(change)][kind];
    }

    // The energy term "habit": kHabitScale times what the kind loses against the best kind for the
    // change; 0 for that one, and for what is no candidate (a model's proposal).
    [[nodiscard]] double cost(Change change, std::string_view candidate) const;

    // {"into strip": {"keep": [gain, weight], …}, …}
    void write(json::Writer& out) const;
    // Kinds and changes that are left out are [0, 0]. InvalidInput: a name that does not exist
    // (the message lists those that do), a gain outside [-1, 1] or a weight outside [0, 1e9].
    [[nodiscard]] static Result<Habits> from_json(const json::Node& object);

    friend bool operator==(const Habits&, const Habits&) = default;

private:
    std::array<std::array<Habit, kKindCount>, kChangeCount> habits_{};
};

// So large that between kinds the habit mostly decides, and the other terms where it hardly does.
// Of 3, 10, 20, 30 and 60, leaving one author out: IoU .212, .225, .226, .227, .227.
inline constexpr double kHabitScale = 30;

}  // namespace refit::layout
