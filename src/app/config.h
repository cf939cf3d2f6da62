#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace refit::app {

// One setting the server understands. The table in config.cpp is the only list of them: --help,
// --print-config and docs/configuration.md are printed from it.
struct Setting {
    std::string_view name;           // environment variable, e.g. "REFIT_PORT"
    std::string_view default_value;  // empty: not configured
    std::string_view help;
    bool secret{false};
};

[[nodiscard]] std::span<const Setting> settings();

// The values in force and where each came from: flag, environment, .env file or default,
// in that order of precedence.
class Config {
public:
    struct Entry {
        std::string value;
        std::string origin;  // "--set", "environment", ".env" or "default"
    };
    using Environment = std::function<std::optional<std::string>(std::string_view name)>;

    // `overrides` are "NAME=value" words from the command line; `env_file` is the text of .env, or
    // empty. An unknown override or a malformed line is InvalidInput naming it.
    [[nodiscard]] static Result<Config> load(const std::vector<std::string>& overrides,
                                             const Environment& environment,
                                             std::string_view env_file);

    // The value of a setting of the table (asserted).
    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return !text(name).empty(); }
    // The value as a whole number within [lowest, highest], or InvalidInput naming the setting.
    [[nodiscard]] Result<long> integer(std::string_view name, long lowest, long highest) const;
    // The value as a number within [0, highest], 0 if not configured; or InvalidInput.
    [[nodiscard]] Result<double> number(std::string_view name, double highest) const;
    // A line per setting: NAME=value  (origin). Secrets are masked.
    [[nodiscard]] std::string print() const;

private:
    std::map<std::string, Entry, std::less<>> entries_;
};

// The system's environment as Config::Environment; the text of ./.env if there is one.
[[nodiscard]] Config::Environment process_environment();
[[nodiscard]] std::string read_env_file();

}  // namespace refit::app
