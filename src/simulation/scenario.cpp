#include "simulation/scenario.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cmath>
#include <functional>
#include <sstream>
#include <utility>

#include "json/document.h"
#include "layout/features.h"
#include "layout/parameters.h"

namespace refit::simulation {
namespace {

Error wrong(const toml::node& node, std::string_view key, std::string_view expected) {
    return {ErrorCode::InvalidInput,
            fmt::format("line {}: {}: expected {}", node.source().begin.line, key, expected)};
}

// One table of the file. Keys are taken one after the other; what nobody took is an error.
class Table {
public:
    Table(const toml::table& table, std::string name) : table_{&table}, name_{std::move(name)} {}

    void number(std::string_view key, double low, double high, double& out) {
        const toml::node* node = take(key);
        if (!node) return;
        const auto value = node->value<double>();
        if (value && *value >= low && *value <= high) {
            out = *value;
        } else {
            problem(*node, key, fmt::format("a number from {} to {}", low, high));
        }
    }
    void flag(std::string_view key, bool& out) {
        const toml::node* node = take(key);
        if (!node) return;
        const auto value = node->value_exact<bool>();
        if (value) {
            out = *value;
        } else {
            problem(*node, key, "true or false");
        }
    }
    template <typename Integer>
    void integer(std::string_view key, std::int64_t low, std::int64_t high, Integer& out) {
        const toml::node* node = take(key);
        if (!node) return;
        const auto value = node->value_exact<std::int64_t>();
        if (value && *value >= low && *value <= high) {
            out = static_cast<Integer>(*value);
        } else {
            problem(*node, key, fmt::format("a whole number from {} to {}", low, high));
        }
    }
    void text(std::string_view key, std::string& out) {
        const toml::node* node = take(key);
        if (!node) return;
        const auto value = node->value_exact<std::string>();
        if (value) {
            out = *value;
        } else {
            problem(*node, key, "a text in quotes");
        }
    }
    void texts(std::string_view key, std::vector<std::string>& out) {
        const toml::node* node = take(key);
        if (!node) return;
        const toml::array* array = node->as_array();
        if (!array) return problem(*node, key, "a list of texts");
        for (const toml::node& each : *array) {
            const auto value = each.value_exact<std::string>();
            if (!value) return problem(each, key, "a list of texts");
            out.push_back(*value);
        }
    }
    void numbers(std::string_view key, std::map<std::string, double>& out) {
        const toml::table* table = subtable(key);
        if (!table) return;
        for (const auto& [name, node] : *table) {
            const auto value = node.value<double>();
            if (!value || !std::isfinite(*value)) return problem(node, name.str(), "a number");
            out[std::string{name.str()}] = *value;
        }
    }
    template <typename Choice>
    void choice(std::string_view key,
                std::initializer_list<std::pair<std::string_view, Choice>> all, Choice& out) {
        const toml::node* node = take(key);
        if (!node) return;
        std::string names;
        for (const auto& [name, value] : all) {
            if (node->value_exact<std::string>() == std::string{name}) {
                out = value;
                return;
            }
            names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", name);
        }
        problem(*node, key, "one of " + names);
    }
    const toml::table* subtable(std::string_view key) {
        const toml::node* node = take(key);
        if (!node) return nullptr;
        if (!node->is_table()) problem(*node, key, "a table");
        return node->as_table();
    }
    std::vector<const toml::table*> subtables(std::string_view key) {
        std::vector<const toml::table*> tables;
        const toml::node* node = take(key);
        if (!node) return tables;
        const toml::array* array = node->as_array();
        if (!array || !array->is_array_of_tables()) {
            problem(*node, key, fmt::format("[[{}]] tables", key));
            return tables;
        }
        for (const toml::node& each : *array) tables.push_back(each.as_table());
        return tables;
    }
    // The first problem, or a key that nobody took.
    [[nodiscard]] Result<void> done() {
        if (!error_) {
            for (const auto& [key, node] : *table_) {
                if (std::find(taken_.begin(), taken_.end(), key.str()) == taken_.end())
                    error_ = wrong(node, label(key.str()), known());
            }
        }
        if (error_) return fail(error_->code, error_->message);
        return {};
    }
    void problem(const toml::node& node, std::string_view key, std::string_view expected) {
        if (!error_) error_ = wrong(node, label(key), expected);
    }

private:
    const toml::node* take(std::string_view key) {
        taken_.emplace_back(key);
        return table_->get(key);
    }
    [[nodiscard]] std::string label(std::string_view key) const {
        return name_.empty() ? std::string{key} : fmt::format("{}.{}", name_, key);
    }
    [[nodiscard]] std::string known() const {
        std::string names;
        for (const std::string& key : taken_) names += (names.empty() ? "" : ", ") + key;
        return "a known key; here they are: " + names;
    }

    const toml::table* table_;
    std::string name_;
    std::vector<std::string> taken_;
    std::optional<Error> error_;
};

Result<void> read_designs(const toml::table& from, const std::filesystem::path& folder,
                          Scenario& scenario) {
    Table table{from, "designs"};
    Designs designs;
    std::string path;
    table.text("path", path);
    table.texts("held_out_authors", designs.held_out_authors);
    table.texts("targets", designs.targets);
    table.texts("held_out_files", designs.held_out_files);
    if (path.empty()) table.problem(from, "path", "a corpus or a directory of Fabric files");
    designs.path = folder / path;
    scenario.designs = std::move(designs);
    return table.done();
}

Result<void> read_raters(const toml::table& from, Raters& raters) {
    Table table{from, "raters"};
    table.choice<Taste>(
        "taste",
        {{"closeness", Taste::Closeness}, {"features", Taste::Features}, {"arms", Taste::Arms}},
        raters.taste);
    table.number("stars_at_none", -10, 10, raters.stars_at_none);
    table.number("stars_per_unit", -100, 100, raters.stars_per_unit);
    table.number("stars_mean", -10, 10, raters.stars_mean);
    table.numbers("weights", raters.weights);
    table.numbers("weights_if_tall", raters.weights_if_tall);
    table.number("sessions_per_user", 1, 1000, raters.sessions_per_user);
    table.number("response_rate", 0, 1, raters.response_rate);
    table.number("extremes", 0, 1, raters.extremes);
    table.number("noise", 0, 10, raters.noise);
    table.number("leniency", 0, 10, raters.leniency);
    table.number("liars", 0, 1, raters.liars);
    table.number("delay_minutes", 0, 1e6, raters.delay_minutes);
    table.number("changed_minds", 0, 1, raters.changed_minds);
    table.number("duplicates", 0, 1, raters.duplicates);
    table.number("malformed", 0, 1, raters.malformed);
    table.numbers("response_by_arm", raters.response_by_arm);
    table.numbers("delay_by_arm", raters.delay_by_arm);
    return table.done();
}

Result<void> read_learning(const toml::table& from, Learning& learning) {
    Table table{from, "learning"};
    table.choice<store::Allocation>("allocation",
                                    {{"fixed", store::Allocation::Fixed},
                                     {"thompson", store::Allocation::Thompson},
                                     {"contextual", store::Allocation::Contextual}},
                                    learning.allocation);
    table.number("exploration_floor", 0.01, 0.5, learning.exploration_floor);
    table.number("half_life_days", 0, 365, learning.half_life_days);
    table.number("retrain_days", 0, 3650, learning.retrain_days);
    table.flag("search", learning.search);
    table.number("search_hours", 1, 1000, learning.search_hours);
    return table.done();
}

// Faults stay below a half, so that a request that is repeated gets through.
Result<void> read_faults(const toml::table& from, Faults& faults) {
    Table table{from, "faults"};
    table.number("lost", 0, 1, faults.lost);
    table.number("failed_commits", 0, 0.5, faults.failed_commits);
    table.number("lost_replies", 0, 0.5, faults.lost_replies);
    table.number("kills", 0, 0.5, faults.kills);
    table.number("keyed_duplicates", 0, 1, faults.keyed_duplicates);
    table.number("plain_duplicates", 0, 1, faults.plain_duplicates);
    table.number("skew_minutes", -1440, 1440, faults.skew_minutes);
    table.integer("bursts", 0, 10'000, faults.bursts);
    table.integer("burst_sessions", 1, kSessionsMax, faults.burst_sessions);
    return table.done();
}

Result<void> read_trouble(const toml::table& from, Scenario& scenario) {
    Table table{from, "trouble"};
    Trouble trouble;
    table.text("arm", trouble.arm);
    if (trouble.arm.empty()) table.problem(from, "arm", "the id of an arm");
    table.number("from", 0, 1, trouble.from);
    table.number("to", 0, 1, trouble.to);
    table.number("stars", -10, 10, trouble.stars);
    table.number("slow_ms", 0, 3.6e6, trouble.slow_ms);
    scenario.troubles.push_back(std::move(trouble));
    return table.done();
}

std::string json_of(const toml::table& table) {
    std::ostringstream out;
    out << toml::json_formatter{table};
    return out.str();
}

Result<void> read_arm(const toml::table& from, Scenario& scenario) {
    Table table{from, "arm"};
    Arm arm{"", "{}"};
    table.text("id", arm.id);
    if (arm.id.empty()) table.problem(from, "id", "a name");
    if (const toml::table* parameters = table.subtable("parameters")) {
        arm.parameters = json_of(*parameters);
        if (const auto checked = layout::Parameters::parse(arm.parameters); !checked)
            table.problem(*parameters, "parameters",
                          "engine parameters: " + checked.error().message);
    }
    scenario.arms.push_back(std::move(arm));
    return table.done();
}

Result<void> read_drift(const toml::table& from, Scenario& scenario) {
    Table table{from, "drift"};
    Drift drift;
    table.number("at", 0, 1, drift.at);
    table.numbers("stars", drift.stars);
    scenario.drifts.push_back(std::move(drift));
    return table.done();
}

Result<void> read_tables(Table& top, const std::filesystem::path& folder, Scenario& scenario) {
    if (const auto* designs = top.subtable("designs"))
        REFIT_CHECK(read_designs(*designs, folder, scenario));
    if (const auto* raters = top.subtable("raters"))
        REFIT_CHECK(read_raters(*raters, scenario.raters));
    if (const auto* learning = top.subtable("learning"))
        REFIT_CHECK(read_learning(*learning, scenario.learning));
    if (const auto* faults = top.subtable("faults"))
        REFIT_CHECK(read_faults(*faults, scenario.faults));
    for (const auto* trouble : top.subtables("trouble"))
        REFIT_CHECK(read_trouble(*trouble, scenario));
    for (const auto* arm : top.subtables("arm")) REFIT_CHECK(read_arm(*arm, scenario));
    for (const auto* drift : top.subtables("drift")) REFIT_CHECK(read_drift(*drift, scenario));
    return top.done();
}

// What no single table can say.
Result<void> check(const Scenario& scenario) {
    const auto refuse = [](std::string message) {
        return fail(ErrorCode::InvalidInput, std::move(message));
    };
    if (scenario.raters.taste != Taste::Arms && !scenario.designs)
        return refuse("raters.taste: people who look at layouts need [designs]");
    if (scenario.raters.taste == Taste::Features) {
        const auto names = layout::feature_names();
        for (const auto& [name, weight] : scenario.raters.weights) {
            if (std::find(names.begin(), names.end(), name) == names.end())
                return refuse(fmt::format("raters.weights.{}: no layout feature", name));
        }
    }
    if (scenario.raters.taste != Taste::Arms && !scenario.raters.weights_if_tall.empty())
        return refuse("raters.weights_if_tall: for taste = \"arms\" only");
    for (std::size_t i = 0; i < scenario.arms.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (scenario.arms[i].id == scenario.arms[k].id)
                return refuse(fmt::format("arm.id: \"{}\" is there twice", scenario.arms[i].id));
        }
    }
    for (const auto* table : {&scenario.raters.response_by_arm, &scenario.raters.delay_by_arm}) {
        for (const auto& [arm, factor] : *table) {
            if (factor < 0)
                return refuse(fmt::format("raters, by arm: {}: expected a factor from 0", arm));
        }
    }
    if (scenario.arms.size() == 1) return refuse("arm: one arm alone is no experiment; give two");
    return {};
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view toml, const std::filesystem::path& folder) {
    toml::table parsed;
    try {
        parsed = toml::parse(toml);
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("line {}: {}", error.source().begin.line, error.description()));
    }
    Scenario scenario;
    Table top{parsed, ""};
    top.text("title", scenario.title);
    top.text("claim", scenario.claim);
    top.integer("seed", 0, std::int64_t{1} << 53, scenario.seed);
    top.integer("sessions", 1, kSessionsMax, scenario.sessions);
    top.integer("runs", 1, kRunsMax, scenario.runs);
    top.number("minutes_between_sessions", 0.001, 1e5, scenario.minutes_between_sessions);
    top.integer("looks", 1, 10'000, scenario.looks);
    top.integer("replicas", 1, static_cast<std::int64_t>(kReplicasMax), scenario.replicas);
    top.integer("restarts", 0, 1000, scenario.restarts);
    REFIT_CHECK(read_tables(top, folder, scenario));
    REFIT_CHECK(check(scenario));
    return scenario;
}

}  // namespace refit::simulation
