#pragma once

// Shared by this room's tests only.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "canvas/document.h"
#include "canvas/font_library.h"

namespace refit::canvas::testing_support {

inline std::optional<std::string> read_file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

// The font families the vectors were measured with, scanned once; nullptr if there are none. Other
// fonts of the machine stay out: one that covers a script they lack would change the widths.
inline const FontLibrary* fonts() {
    static const auto library = FontLibrary::create(
        {.directories = {},
         .system_directories = {
             "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/liberation",
             "/usr/share/fonts/truetype/roboto", "/usr/share/fonts/truetype/noto",
             "/usr/share/fonts/opentype/inter"}});
    return library ? library->get() : nullptr;
}

inline std::string design(const std::string& objects, const std::string& more = "") {
    return "{\"version\":\"5.3.0\",\"objects\":[" + objects + "]" + more + "}";
}

inline Document parsed(const std::string& text, const ParseOptions& options = {}) {
    auto document = Document::parse(text, options);
    EXPECT_TRUE(document) << (document ? "" : document.error().message);
    if (!document) return *Document::parse("{\"objects\":[]}");
    return std::move(*document);
}

inline std::string error_text(const std::string& text) {
    const auto document = Document::parse(text);
    return document ? "accepted" : document.error().message;
}

// Every Fabric file of the shared corpora; empty where they are absent.
std::vector<std::string> corpus_files();

}  // namespace refit::canvas::testing_support
