#include "resize/counterparts.h"

#include <map>
#include <string>

namespace refit::resize {
namespace {

using Objects = std::span<const canvas::Object* const>;

// Names that tell objects apart; where two share one, neither has it.
using Names = std::map<std::string, std::optional<std::size_t>>;

std::string name_of(const canvas::Object& object) {
    if (object.id && !object.id->empty()) return "#" + *object.id;
    if (object.name && !object.name->empty()) return "@" + *object.name;
    return {};
}

Names index_names(Objects objects) {
    Names names;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const std::string name = name_of(*objects[i]);
        if (name.empty()) continue;
        const auto [at, added] = names.try_emplace(name, i);
        if (!added) at->second.reset();
    }
    return names;
}

std::optional<std::size_t> unique(const Names& names, const std::string& name) {
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : found->second;
}

}  // namespace

std::vector<std::optional<std::size_t>> counterparts(Objects from, Objects to) {
    const Names from_names = index_names(from);
    const Names to_names = index_names(to);
    std::vector<std::optional<std::size_t>> matches(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        const std::string name = name_of(*from[i]);
        const bool named = unique(from_names, name).has_value();
        if (named) matches[i] = unique(to_names, name);
        if (matches[i] || i >= to.size()) continue;
        if (!named && !unique(to_names, name_of(*to[i]))) matches[i] = i;
    }
    return matches;
}

}  // namespace refit::resize
