#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "llm/prompt.h"
#include "resize/prepare.h"

namespace refit::resize {

// What a model is told of a design: its visible elements, each by the name the model knows it
// under, "obj_<n>" (n-th that is not the page, from 0). Nothing a person typed names anything.
struct Briefing {
    std::vector<std::string> ids;
    std::vector<llm::SceneItem> items;  // one per id
    std::vector<std::size_t> objects;   // per id: its place among canvas::parts_of the design
};

[[nodiscard]] Briefing brief(const Prepared& prepared);

// The variant's prompt, filled for this design and target.
[[nodiscard]] std::string question(const Prepared& prepared, const Briefing& briefing,
                                   std::string_view prompt_template);

}  // namespace refit::resize
