#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "layout/parameters.h"
#include "training/patterns.h"

namespace refit::training {

// Share of traffic a proposal gets until it has earned more.
inline constexpr double kProposalTrafficCap = 0.05;

// What an arm is made of: text for a model, numbers for the engine.
struct Instructions {
    std::string prompt;
    layout::Parameters parameters;
};

struct Proposal {
    std::string id;  // "proposal-" + 12 hex digits of the content: equal content, equal id
    std::string name;
    Instructions instructions;
    std::string note;                    // the evidence, for the history
    std::vector<std::string> sentences;  // what was added to the prompt
};

// Rewrites `base` by what was found: an engine parameter is moved one step towards what succeeds,
// and one sentence with its numbers joins the prompt per finding. Only sentences written here are
// ever used, never a person's words, so feedback text cannot steer the instructions.
// Deterministic; the same findings give the same proposal. Nullopt if no finding is significant
// (patterns.h) or nothing would change. Method: docs/methods/instruction-writer.md.
[[nodiscard]] std::optional<Proposal> compose_instructions(const Instructions& base,
                                                           std::span<const Finding> findings);

}  // namespace refit::training
