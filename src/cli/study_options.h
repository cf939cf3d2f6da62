#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace refit::cli {

// Of the commands that measure and learn beside the server.

struct LayoutEvalOptions {
    std::string corpus;
    std::optional<std::string> html;   // where the contact sheet goes
    std::optional<std::string> model;  // a model file to measure beside what is learned here
    bool json{false};
    bool curve{false};
    bool ablations{false};
    std::uint64_t seed{1};
    int orders{5};                    // author orders of the learning curve
    std::optional<unsigned> threads;  // default: one for each core
};

struct ImportCorrectionsOptions {
    std::string path;
    std::optional<std::string> base;    // model file, or "none"; default: the shipped model
    std::optional<std::string> output;  // the model file
    bool json{false};
};

struct SimulateOptions {
    std::string scenario;               // a TOML file
    std::optional<std::string> svg;     // where the picture goes
    std::optional<std::uint64_t> seed;  // these replace the scenario's
    std::optional<std::int64_t> sessions;
    std::optional<std::int64_t> runs;
    bool learning{true};
    bool search{true};
    bool json{false};
};

}  // namespace refit::cli
