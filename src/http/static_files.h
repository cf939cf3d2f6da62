#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/pipeline.h"

namespace refit::http {

// One file of the built front end, in memory.
struct StaticFile {
    std::string_view name;   // "index.html", "assets/index-4f2c.js"
    std::string_view bytes;  // outlives the server
};

// Serves the files at their names; "/" is index.html and "/demo" demo.html. Files under assets/
// carry a hash in their name and may be cached for ever; pages are asked for again each time.
[[nodiscard]] Fallback make_static_files(const std::vector<StaticFile>& files);

}  // namespace refit::http
