#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "layout/habits.h"
#include "layout/parameters.h"

namespace refit::layout {

// What training gives: numbers only, so a model file holds nothing of anybody's design. A default
// one has seen nobody: the parameters' table, and no habits.
struct Learned {
    Parameters parameters;
    // Per parameter the Σ g² behind it (lesson.h): how firmly it is held when more is learned.
    std::array<double, static_cast<std::size_t>(Parameter::Count)> firmness{};
    Habits habits;

    // What the program comes with: shipped_model.json, made by
    //   refit import-corrections CORPUS --base none -o src/layout/shipped_model.json
    // from 949 resizes by nine designers (docs/methods/layout-learning.md).
    [[nodiscard]] static const Learned& shipped();

    // {"model":"layout/2","parameters":{…},"firmness":{…},"habits":{…}}
    [[nodiscard]] std::string to_json() const;
    // InvalidInput: not such a text, another version, or a number out of its range.
    [[nodiscard]] static Result<Learned> parse(std::string_view json_text);

    friend bool operator==(const Learned&, const Learned&) = default;
};

inline constexpr std::string_view kLearnedVersion = "layout/2";

}  // namespace refit::layout
