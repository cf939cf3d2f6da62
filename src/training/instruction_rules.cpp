#include "training/instruction_rules.h"

#include <algorithm>
#include <array>

namespace refit::training {
namespace {

// In the order of layout/features.cpp. What describes the task alone (how many objects, how far
// the formats are apart) has no rule.
constexpr std::array kRules{
    Rule{"mean_displacement",
         "Let elements move to where the new page needs them; do not cling to their old places.",
         "Keep every element near its relative place in the source.", "weight_displacement", -1},
    Rule{"worst_displacement",
         "A single element may travel far if the rest of the layout gains by it.",
         "Let no single element travel far from its relative place.", "", 0},
    Rule{"order_changed",
         "Change the reading order where the new shape calls for it: rows may become columns.",
         "Keep the reading order: what was above or left of something stays above or left.",
         "weight_order", -1},
    Rule{"scale_spread",
         "Scale elements by what they are: let headline and picture grow more than small print.",
         "Scale all elements by nearly the same factor.", "", 0},
    Rule{"mean_scale", "Let the content grow into the page.",
         "Keep the content smaller and leave more white space around it.", "fill_max", 1},
    Rule{"copy_overlap", "Text may lie on other content where the source layers them.",
         "Keep text, logos and buttons clear of each other.", "weight_overlap", -1},
    Rule{"copy_outside", "Copy may run over the edge where the source does.",
         "Keep all text, logos and buttons completely inside the page.", "", 0},
    Rule{"smallest_font", "Keep the smallest text large enough to read with ease.",
         "Small print may be small; give the room to what matters.", "weight_legibility", 1},
    Rule{"margin", "Leave a generous margin between copy and the edge of the page.",
         "Use the page up to a small margin.", "weight_margin", 1},
    Rule{"fill_change", "Let the content cover more of the page than in the source.",
         "Let the content cover less of the page than in the source.", "", 0},
    Rule{"balance_shift", "The visual weight may move off its old place to balance the new page.",
         "Keep the visual weight where it was on the page.", "weight_balance", -1},
    Rule{"alignment_kept", "Keep common edges and centre lines: what was aligned stays aligned.",
         "Break old alignments where the new shape asks for another grid.", "weight_alignment", 1},
    Rule{"hidden", "Leave decoration out where the page is too small for it.",
         "Show every element of the source.", "", 0},
    Rule{"group_spread", "Open groups up: give their members room.",
         "Keep what belongs together close together.", "split_below", 1},
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
