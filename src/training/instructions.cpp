#include "training/instructions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "training/instruction_rules.h"

namespace refit::training {
namespace {

// Where learned sentences begin in a prompt; a later proposal replaces the section.
constexpr std::string_view kLearnedHeading = "\n\nLearned from how people rated earlier results:\n";

// A model follows a few rules well and many badly; the strongest findings come first.
constexpr std::size_t kSentencesMax = 5;

// A parameter moves at most this share of its range at a time: a proposal is a step, and the next
// one starts from where the evidence for this one leads.
constexpr double kStepShare = 0.15;

// Longer prompts are refused by the experiment (experiment/variants.h).
constexpr std::size_t kPromptBytesMax = 20'000;

std::string without_learned(const std::string& prompt) {
    return prompt.substr(0, prompt.find(kLearnedHeading));
}

// Two decimals: figures that differ by less are the same finding and must give the same text.
std::string sentence_of(const Rule& rule, const Finding& finding) {
    const std::string_view advice = finding.effect > 0 ? rule.when_higher : rule.when_lower;
    return fmt::format("{} ({}: {:.2f} in well rated results, {:.2f} in poorly rated ones.)",
                       advice, finding.feature, finding.mean_successful, finding.mean_problematic);
}

// Moves the rule's parameter one step towards what succeeded; says nothing if it has none.
void adjust(layout::Parameters& parameters, const Rule& rule, const Finding& finding) {
    const auto specs = layout::parameter_specs();
    const auto spec = std::ranges::find(specs, rule.parameter, &layout::ParameterSpec::name);
    if (spec == specs.end()) return;
    const double towards = finding.effect > 0 ? 1.0 : -1.0;
    const double strength = std::min(1.0, std::abs(finding.effect));
    const double step = kStepShare * strength * (spec->max - spec->min);
    const double old = parameters.values()[static_cast<std::size_t>(spec - specs.begin())];
    const double value = old + rule.direction * towards * step;
    // Four decimals, for the same reason as the sentences' two.
    const double rounded = std::round(value * 1e4) / 1e4;
    const auto set = parameters.set(spec->name, std::clamp(rounded, spec->min, spec->max));
    REFIT_ASSERT(set.has_value());  // The name is the table's and the value was held to its range.
}

std::string content_id(const Instructions& instructions) {
    const auto hash = fnv1a64(instructions.prompt + "\n" + instructions.parameters.to_json());
    return fmt::format("proposal-{:012x}", hash >> 16U);
}

std::string join_lines(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences) text += "- " + sentence + "\n";
    return text;
}

}  // namespace

std::optional<Proposal> compose_instructions(const Instructions& base,
                                             std::span<const Finding> findings) {
    Proposal proposal;
    proposal.instructions = {without_learned(base.prompt), base.parameters};
    for (const Finding& finding : significant(findings)) {
        const Rule* rule = find_rule(finding.feature);
        if (rule == nullptr || proposal.sentences.size() == kSentencesMax) continue;
        proposal.sentences.push_back(sentence_of(*rule, finding));
        adjust(proposal.instructions.parameters, *rule, finding);
        proposal.note += describe(finding) + "\n";
    }
    if (proposal.sentences.empty()) return std::nullopt;
    proposal.instructions.prompt += std::string{kLearnedHeading} + join_lines(proposal.sentences);
    const bool unchanged = proposal.instructions.prompt == base.prompt &&
                           proposal.instructions.parameters == base.parameters;
    if (unchanged || proposal.instructions.prompt.size() > kPromptBytesMax) return std::nullopt;
    proposal.id = content_id(proposal.instructions);
    proposal.name = fmt::format("Learned: {} finding{}", proposal.sentences.size(),
                                proposal.sentences.size() == 1 ? "" : "s");
    return proposal;
}

}  // namespace refit::training
