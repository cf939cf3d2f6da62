#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/study_options.h"

namespace refit::cli {

// What the command line asked for, already checked for shape; one struct per subcommand.

struct ServeOptions {
    bool print_config{false};
};

struct ResizeOptions {
    std::string input;
    std::string target;               // "WxH"
    std::optional<std::string> from;  // "WxH": the page, where the document does not say it
    std::optional<std::string> output;
    std::optional<std::string> svg;
    std::optional<std::string> png;
    std::string variant;               // a built-in variant's id, for its engine parameters
    std::optional<std::string> model;  // a layout model file instead of the shipped one
    bool explain{false};
    bool json{false};
};

struct InspectOptions {
    std::string input;
    bool json{false};
    std::optional<int> fabric;  // 4 to 7; default: the document's own version
    std::optional<std::string> from;
};

struct DbOptions {
    std::string action;  // migrate, status, verify, generate
    bool repair{false};
    std::string dialect;
    std::optional<std::string> out;
    bool json{false};
};

struct RetrainOptions {
    int days{30};
    int min_rating{1};
    bool json{false};
};

struct ModelsOptions {
    std::string action;  // list, show, rollback, rebuild
    std::optional<std::int64_t> version;
    std::string reason;
    bool parameters{false};
    bool json{false};
};

struct VariantsOptions {
    std::string action;  // list, show, add, change, activate, deactivate, resume
    std::string id;
    std::optional<std::string> name;
    std::optional<std::string> prompt;      // a file
    std::optional<std::string> parameters;  // a file of JSON
    std::optional<double> weight;           // percent of traffic
    std::optional<std::string> warm_start;  // the variant whose ratings it starts from
    std::optional<std::string> reason;
    bool inactive{false};
    bool json{false};
};

struct OptimizeOptions {
    bool json{false};
};

struct AnalyzeOptions {
    bool json{false};
};

struct ReportOptions {
    int weeks{1};
    std::string format;  // "markdown" or "json"
    std::string output;  // "-": standard output
};

struct EvaluateOptions {
    std::string experiment;
    std::vector<std::string> policies;  // "arm=share,…"; none: each arm alone, and the present
    bool json{false};
};

struct ExportOptions {
    std::string format;
    std::string part{"all"};  // "training", "validation": of the designs, for chat formats
    std::optional<std::string> since;
    std::optional<std::string> output;
};

struct EraseUserOptions {
    std::string user;
    bool json{false};
};

struct VersionOptions {};

// Parsing ended the program's work: help was asked for (status 0) or the usage was wrong (2).
struct Exit {
    int status{0};
    std::string output;  // to standard output for status 0, else to standard error
};

using Command =
    std::variant<Exit, ServeOptions, ResizeOptions, InspectOptions, DbOptions, RetrainOptions,
                 ModelsOptions, VariantsOptions, OptimizeOptions, AnalyzeOptions, ReportOptions,
                 EvaluateOptions, ExportOptions, EraseUserOptions, LayoutEvalOptions,
                 ImportCorrectionsOptions, SimulateOptions, VersionOptions>;

struct Invocation {
    Command command;
    std::vector<std::string> overrides;  // NAME=value settings given as --set
};

[[nodiscard]] Invocation parse_command_line(int argc, const char* const* argv);

}  // namespace refit::cli
