#pragma once

#include <span>
#include <string_view>

namespace refit::training {

// What a finding about one feature means for the instructions. Only features a layout can change
// have a rule: that a design had many objects is not advice.
struct Rule {
    std::string_view feature;      // of layout::feature_names()
    std::string_view when_higher;  // advice when well rated results had more of it
    std::string_view when_lower;   // advice when they had less
    std::string_view parameter;    // the engine's handle on the same thing; empty if it has none
    double direction{0};           // +1: raising the parameter raises the feature; -1: it lowers it
};

[[nodiscard]] std::span<const Rule> instruction_rules();
[[nodiscard]] const Rule* find_rule(std::string_view feature);

}  // namespace refit::training
