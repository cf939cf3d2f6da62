#include "layout/habits.h"

#include <algorithm>
#include <optional>

#include "json/writer.h"
#include "layout/candidates.h"

namespace refit::layout {
namespace {

constexpr std::array<std::string_view, kChangeCount> kChangeNames{"into strip", "out of strip",
                                                                  "far", "near"};

constexpr double kWeightMax = 1e9;

template <typename Names>
std::string listed(const Names& names) {
    std::string text;
    for (const std::string_view name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

template <typename Names>
std::optional<std::size_t> index_in(const Names& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::optional<double> number_at(const json::Node& array, std::size_t index, double low,
                                double high) {
    const auto number = array.at(index).number();
    return number && *number >= low && *number <= high ? number : std::nullopt;
}

Result<void> read_habit(const std::string& name, const json::Node& node, Change change,
                        Habits& habits) {
    const auto kind = index_in(candidate_names(), name);
    if (!kind)
        return fail(ErrorCode::InvalidInput, node.position() + ": no kind of layout is named \"" +
                                                 name +
                                                 "\"; known are: " + listed(candidate_names()));
    if (node.is_array() && node.size() == 2) {
        const auto gain = number_at(node, 0, -1, 1);
        const auto weight = number_at(node, 1, 0, kWeightMax);
        if (gain && weight) {
            habits.at(change, *kind) = {*gain, *weight};
            return {};
        }
    }
    return fail(ErrorCode::InvalidInput,
                node.position() + ": expected [gain from -1 to 1, weight from 0 to 1e9]");
}

}  // namespace

std::string_view change_name(Change change) {
    return kChangeNames[static_cast<std::size_t>(change)];
}

double Habits::cost(Change change, std::string_view candidate) const {
    const auto kind = index_in(candidate_names(), candidate);
    if (!kind) return 0;
    const auto& row = habits_[static_cast<std::size_t>(change)];
    double best = row.front().gain;
    for (const Habit& habit : row) best = std::max(best, habit.gain);
    return kHabitScale * (best - row[*kind].gain);
}

void Habits::write(json::Writer& out) const {
    out.begin_object();
    for (std::size_t change = 0; change < kChangeCount; ++change) {
        out.key(kChangeNames[change]).begin_object();
        for (std::size_t kind = 0; kind < kKindCount; ++kind)
            out.key(candidate_names()[kind])
                .begin_array()
                .value(habits_[change][kind].gain)
                .value(habits_[change][kind].weight)
                .end_array();
        out.end_object();
    }
    out.end_object();
}

Result<Habits> Habits::from_json(const json::Node& object) {
    Habits habits;
    for (const auto& [name, row] : object.members()) {
        const auto change = index_in(kChangeNames, name);
        if (!change || !row.is_object())
            return fail(ErrorCode::InvalidInput,
                        row.position() +
                            ": expected an object of habits for one of: " + listed(kChangeNames));
        for (const auto& [kind, habit] : row.members())
            REFIT_CHECK(read_habit(kind, habit, static_cast<Change>(*change), habits));
    }
    return habits;
}

}  // namespace refit::layout
