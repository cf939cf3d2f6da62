#include "app/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/assert.h"
#include "base/text.h"

namespace refit::app {
namespace {

constexpr std::array kSettings{
    Setting{"DATABASE_URL", "sqlite:refit.db", "sqlite:PATH or postgres://user@host/name"},
    Setting{"REFIT_HOST", "127.0.0.1", "address to listen on; 0.0.0.0 for every interface"},
    Setting{"REFIT_PORT", "8080", "port to listen on; 0 picks a free one"},
    Setting{"ADMIN_SECRET_KEY", "", "key of the admin endpoints; without it they answer 503", true},
    Setting{"REFIT_API_KEYS", "",
            "keys with scopes, as key=ingest+read,key2=admin; empty: no key needed", true},
    Setting{"OPENAI_API_KEY", "", "key of the language model; empty: the embedded engine", true},
    Setting{"OPENAI_BASE_URL", "", "an OpenAI-compatible endpoint, e.g. http://127.0.0.1:11434/v1"},
    Setting{"REFIT_MODEL", "gpt-4o-mini", "model asked for placements"},
    Setting{"REFIT_LLM_TIMEOUT_MS", "20000", "longest wait for the model, retries included"},
    Setting{"REFIT_PRICE_PROMPT", "", "US dollars per million prompt tokens, for the cost column"},
    Setting{"REFIT_PRICE_COMPLETION", "", "US dollars per million completion tokens"},
    Setting{"NODE_ENV", "", "production starts the scheduler"},
    Setting{"REFIT_SCHEDULER", "", "on or off; empty: on when NODE_ENV=production"},
    Setting{"REFIT_FONT_DIR", "", "folder with the fonts of your designs (ttf, otf, woff2)"},
    Setting{"REFIT_LAYOUT_MODEL", "",
            "what import-corrections learned; empty: the model that is built in"},
    Setting{"REFIT_ALERT_WEBHOOK", "", "URL that is told of alerts"},
    Setting{"REFIT_ALERT_SECRET", "", "signs what is sent there; any text, or whsec_ and base64",
            true},
    Setting{"REFIT_CORS_ORIGINS", "", "origins allowed to call from a browser, comma separated"},
    Setting{"REFIT_RATE_LIMIT", "0", "requests per minute and client; 0: no limit"},
    Setting{"REFIT_WORKERS", "64", "request threads; most wait for the disk"},
    Setting{"REFIT_RETENTION_DAYS", "0", "delete canvases of sessions older than this; 0: keep"},
    Setting{"REFIT_LOG_LEVEL", "info", "debug, info, warning or error"},
};

const Setting* find_setting(std::string_view name) {
    const auto found = std::find_if(kSettings.begin(), kSettings.end(),
                                    [&](const Setting& s) { return s.name == name; });
    return found == kSettings.end() ? nullptr : &*found;
}

struct Assignment {
    std::string name;
    std::string value;
};

std::optional<Assignment> split_assignment(std::string_view line) {
    const auto at = line.find('=');
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    std::string_view value = trim(line.substr(at + 1));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
        value.back() == value.front())
        value = value.substr(1, value.size() - 2);
    return Assignment{std::string{trim(line.substr(0, at))}, std::string{value}};
}

// Reads the NAME=value lines of a .env file; "#" starts a comment line, "export " is allowed.
Result<std::map<std::string, std::string>> parse_env_file(std::string_view text) {
    std::map<std::string, std::string> values;
    std::size_t number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        line = trim(line);
        if (line.empty() || line.front() == '#') continue;
        if (line.starts_with("export ")) line.remove_prefix(7);
        auto assignment = split_assignment(line);
        if (!assignment)
            return fail(ErrorCode::InvalidInput,
                        fmt::format(".env line {}: expected NAME=value", number));
        values[std::move(assignment->name)] = std::move(assignment->value);
    }
    return values;
}

}  // namespace

std::span<const Setting> settings() {
    return kSettings;
}

Result<Config> Config::load(const std::vector<std::string>& overrides,
                            const Environment& environment, std::string_view env_file) {
    REFIT_TRY(file, parse_env_file(env_file));
    Config config;
    for (const Setting& setting : kSettings) {
        Entry& entry = config.entries_[std::string{setting.name}];
        entry = {std::string{setting.default_value}, "default"};
        if (const auto found = file.find(std::string{setting.name}); found != file.end())
            entry = {found->second, ".env"};
        if (auto value = environment(setting.name)) entry = {std::move(*value), "environment"};
    }
    for (const std::string& word : overrides) {
        auto assignment = split_assignment(word);
        if (!assignment || find_setting(assignment->name) == nullptr)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("--set {}: expected NAME=value with a name that "
                                    "`refit serve --print-config` lists",
                                    word));
        config.entries_[assignment->name] = {std::move(assignment->value), "--set"};
    }
    return config;
}

const std::string& Config::text(std::string_view name) const {
    const auto found = entries_.find(name);
    REFIT_ASSERT(found != entries_.end());
    return found->second.value;
}

Result<long> Config::integer(std::string_view name, long lowest, long highest) const {
    const auto value = parse_int(text(name));
    if (!value || *value < lowest || *value > highest)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{}={}: expected a whole number from {} to {}", name, text(name),
                                lowest, highest));
    return static_cast<long>(*value);
}

Result<double> Config::number(std::string_view name, double highest) const {
    if (!has(name)) return 0;
    const auto value = parse_double(text(name));
    if (!value || !(*value >= 0 && *value <= highest))
        return fail(ErrorCode::InvalidInput, fmt::format("{}={}: expected a number from 0 to {}",
                                                         name, text(name), format_number(highest)));
    return *value;
}

std::string Config::print() const {
    std::string out;
    for (const Setting& setting : kSettings) {
        const Entry& entry = entries_.find(setting.name)->second;
        const bool masked = setting.secret && !entry.value.empty();
        out += fmt::format("{}={}  ({})\n", setting.name, masked ? "********" : entry.value,
                           entry.origin);
    }
    return out;
}

Config::Environment process_environment() {
    return [](std::string_view name) -> std::optional<std::string> {
        // Read once at start-up, before any thread exists.
        const char* value = std::getenv(std::string{name}.c_str());
        if (value == nullptr || *value == '\0') return std::nullopt;
        return std::string{value};
    };
}

std::string read_env_file() {
    std::ifstream file{".env"};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace refit::app
