// A scripted model provider to run beside a server under test:
//   scripted_llm [--port N] [--key KEY] [--script FILE] [LINE …]
// Script lines come from the file, one per line ("#" starts a comment), then from the arguments.
// Prints its base URL on the first line and runs until standard input ends or a signal comes.

#include <cstdio>
#include <fstream>
#include <iostream>

#include "base/text.h"
#include "support/scripted_llm_server.h"

namespace {

struct Options {
    std::uint16_t port{0};
    std::string key;
    std::vector<std::string> script;
};

bool read_script(const std::string& file, std::vector<std::string>& script) {
    std::ifstream in{file};
    if (!in) return false;
    std::string line;
    while (std::getline(in, line)) {
        const std::string_view text = refit::trim(line);
        if (!text.empty() && text.front() != '#') script.emplace_back(text);
    }
    return true;
}

bool read_arguments(const std::vector<std::string>& arguments, Options& options) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (!word.starts_with("--")) {
            options.script.push_back(word);
            continue;
        }
        if (++i == arguments.size()) return false;
        if (word == "--port") {
            options.port = static_cast<std::uint16_t>(refit::parse_int(arguments[i]).value_or(0));
        } else if (word == "--key") {
            options.key = arguments[i];
        } else if (word != "--script" || !read_script(arguments[i], options.script)) {
            return false;
        }
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!read_arguments({argv + 1, argv + argc}, options)) {
        std::fputs("usage: scripted_llm [--port N] [--key KEY] [--script FILE] [LINE ...]\n",
                   stderr);
        return 2;
    }
    const refit::testing::ScriptedLlmServer server{options.script, options.key, options.port};
    if (server.port() == 0) {
        std::fputs("scripted_llm: the port is taken\n", stderr);
        return 1;
    }
    std::cout << server.base_url() << std::endl;
    std::string line;
    while (std::getline(std::cin, line)) {
    }
    return 0;
}
