#include "training/instruction_rules.h"

#include <algorithm>
#include <array>

namespace refit::training {
namespace {

constexpr std::array kRules{
    Rule{"overlap", "Overlaps may stay where the source has them; do not pull its layers apart.",
         "Keep elements clear of each other: no overlap that the source does not have.",
         "weight_overlap", -1},
};

}  // namespace

std::span<const Rule> instruction_rules() {
    return kRules;
}

const Rule* find_rule(std::string_view feature) {
    const auto found = std::ranges::find(kRules, feature, &Rule::feature);
    return found == kRules.end() ? nullptr : &*found;
}

}  // namespace refit::training
