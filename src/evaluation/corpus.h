#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canvas/text.h"
#include "geometry/rect.h"
#include "layout/lesson.h"

namespace refit::evaluation {

// What an element is, as the corpus names it: by a person or from names, not by our scene.
enum class Kind : std::uint8_t { Background, Image, Logo, Text, TextImage, Button, Shape };

[[nodiscard]] std::string_view kind_name(Kind kind);  // "text_image", ...
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view name);
// Text, text drawn as a picture, and buttons: what overlaps of text are counted over.
[[nodiscard]] bool is_text_like(Kind kind);

// How much the shape of the page changes, r = |ln(target aspect / source aspect)|:
// near < 0.5 <= mid < 1.5 <= far.
enum class Bucket : std::uint8_t { Near, Mid, Far };
[[nodiscard]] std::string_view bucket_name(Bucket bucket);
[[nodiscard]] Bucket bucket_of(geometry::Size source, geometry::Size target);

// One element of the source, and where the designer has it.
struct Mark {
    std::string key;
    Kind kind{Kind::Shape};
    std::size_t object{0};                // among the source document's top-level objects
    geometry::Rect before;                // source page coordinates
    std::optional<geometry::Rect> after;  // target coordinates; nullopt: dropped
};

// What the designer shows in the target only. Nobody can be asked to find it; it is drawn, faintly,
// in pictures.
struct Addition {
    Kind kind{Kind::Shape};
    geometry::Rect box;
};

// One question and its known answer: an ordered pair of sizes of one design.
struct Case {
    layout::Lesson lesson;
    std::string from;  // "300x250"
    std::string to;
    geometry::Size source_size;
    Bucket bucket{Bucket::Near};
    std::vector<Mark> marks;  // in the order of the corpus
    std::vector<Addition> additions;
};

// Is compared: in the foreground, and the designer kept it.
[[nodiscard]] bool is_compared(const Mark& mark);

struct Corpus {
    std::vector<Case> cases;
    std::vector<std::string> skipped;  // rows that say too little, each with the reason
};

[[nodiscard]] std::vector<std::string> authors_of(const Corpus& corpus);    // sorted
[[nodiscard]] std::vector<std::string> campaigns_of(const Corpus& corpus);  // sorted

// Reads what people did with the same design in several sizes:
//   a directory with campaigns/*.json and fabric/<campaign>__<size>.json: a corpus, see
//   docs/formats/layout-corpus.md;
//   a file, or a directory of *.jsonl files, of exported corrections:
//   docs/formats/training-export.md.
// Each document is parsed once. Errors: NotFound, InvalidInput (file, JSON path, and the mend).
[[nodiscard]] Result<Corpus> read_corpus(const std::filesystem::path& path,
                                         const canvas::TextMeasurer& measurer);

}  // namespace refit::evaluation
