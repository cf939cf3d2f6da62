#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "canvas/text.h"
#include "evaluation/corpus.h"

namespace refit::evaluation::test {

inline const canvas::TextMeasurer& measurer() {
    static const auto kMeasurer = canvas::make_estimating_measurer();
    return *kMeasurer;
}

// The made-up corpus of tests/vectors/layout.
inline Corpus made_up_corpus() {
    return read_corpus(REFIT_SOURCE_DIR "/tests/vectors/layout", measurer()).value();
}

// A directory of its own, gone with the object.
class Folder {
public:
    explicit Folder(const std::string& name)
        : path_{std::filesystem::temp_directory_path() /
                ("refit-evaluation-" + name + "-" + std::to_string(::getpid()))} {
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    // Writes a file, parents included, and returns its path.
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream{file, std::ios::binary} << text;
        return file;
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// A case whose source objects are `before` and whose designer answered `after`, all of one kind.
inline Case make_case(geometry::Size from, geometry::Size to, Kind kind,
                      const std::vector<geometry::Rect>& before,
                      const std::vector<std::optional<geometry::Rect>>& after) {
    std::string text = R"({"version":"5.3.0","objects":[)";
    for (std::size_t i = 0; i < before.size(); ++i)
        text += std::string{i == 0 ? "" : ","} + R"({"type":"rect","width":1,"height":1})";
    Case made;
    made.lesson.campaign = "c";
    made.lesson.author = "a";
    made.lesson.source =
        std::make_shared<const canvas::Document>(canvas::Document::parse(text + "]}").value());
    made.lesson.target = to;
    made.lesson.boxes = after;
    made.source_size = from;
    made.bucket = bucket_of(from, to);
    for (std::size_t i = 0; i < before.size(); ++i)
        made.marks.push_back({"k" + std::to_string(i), kind, i, before[i], after[i]});
    return made;
}

}  // namespace refit::evaluation::test
