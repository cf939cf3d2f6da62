#pragma once

// Internal to the canvas room: the font files of this machine and their faces.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct hb_face_t;
struct hb_font_t;

namespace refit::canvas {

// What a face says about itself.
struct FaceRecord {
    std::string path;
    int index{0};
    std::vector<std::string> families;  // as named in the file, typographic family first
    int weight{400};
    int stretch{100};  // per cent of normal width
    bool italic{false};
};

// An opened face: HarfBuzz font in font units. nullptr if the file cannot be read.
struct FontDeleter {
    void operator()(hb_font_t* font) const;
};
using FontHandle = std::unique_ptr<hb_font_t, FontDeleter>;
[[nodiscard]] FontHandle open_face(const FaceRecord& record);

// Every face below `directory`, files in the order of their paths; at most kFontFilesMax files.
// A file that is no font is skipped.
inline constexpr int kFontFilesMax = 20'000;
[[nodiscard]] std::vector<FaceRecord> scan_fonts(const std::string& directory);

}  // namespace refit::canvas
