#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "canvas/object.h"
#include "geometry/point.h"
#include "json/document.h"

namespace refit::canvas {

// Limits of a canvas; passing one is ErrorCode::TooLarge.
inline constexpr std::size_t kObjectsMax = 10'000;  // children of groups included
inline constexpr std::size_t kGroupDepthMax = 64;
inline constexpr std::size_t kTextBytesMax = 100'000;       // of one text object
inline constexpr std::size_t kTextBytesTotalMax = 300'000;  // of all texts together
inline constexpr std::size_t kPathCommandsMax = 200'000;    // of one path or polygon
// Coordinates, sizes and scales beyond this are an error: their products would lose pixels.
inline constexpr double kCoordinateMax = 1e9;

// Sides of a page. What is smaller or larger is none; it is then looked for elsewhere.
inline constexpr double kPageSideMin = 0.01;
inline constexpr double kPageSideMax = kCoordinateMax;
[[nodiscard]] inline bool is_page_sized(geometry::Size size) {
    const auto fine = [](double side) { return side >= kPageSideMin && side <= kPageSideMax; };
    return fine(size.width) && fine(size.height);
}

inline constexpr int kFabricMajorMin = 4;
inline constexpr int kFabricMajorMax = 7;
inline constexpr int kFabricMajorDefault = 5;  // of a file without a readable version

struct ParseOptions {
    // Reads the file as Fabric of this major version would, whatever it says itself. 4 .. 7.
    std::optional<int> fabric_major;
    // Measures texts as the browser would; without it (or without the font) their stored size
    // counts. Borrowed during parse() only.
    const TextMeasurer* measurer{nullptr};
    json::Limits limits;
};

// A Fabric canvas: the JSON it came from, and its objects with the version's defaults and
// absolute boxes worked out. An immutable value; edits make a new text (canvas/placement.h).
class Document {
public:
    // `text` is the canvas object itself, not wrapped in anything.
    // Errors: InvalidInput (with line and column, or JSON path, and the mend), TooLarge.
    [[nodiscard]] static Result<Document> parse(std::string text, const ParseOptions& options = {});

    [[nodiscard]] const std::vector<Object>& objects() const { return objects_; }
    [[nodiscard]] int fabric_major() const { return fabric_major_; }
    [[nodiscard]] json::Node root() const { return json_.root(); }
    [[nodiscard]] const json::Document& source() const { return json_; }
    [[nodiscard]] const std::string& text() const { return json_.text(); }

    // Objects of their own beside the list.
    [[nodiscard]] const std::optional<Object>& background_image() const { return background_; }
    [[nodiscard]] const std::optional<Object>& overlay_image() const { return overlay_; }
    [[nodiscard]] const std::optional<Object>& clip_path() const { return clip_path_; }
    // A plain background colour.
    [[nodiscard]] std::optional<std::string> background_colour() const;
    // The top-level keys "width" and "height" if both are there and a page's.
    [[nodiscard]] std::optional<geometry::Size> size_keys() const;
    // Objects at every depth.
    [[nodiscard]] std::size_t object_count() const { return object_count_; }

private:
    friend class DocumentReader;
    explicit Document(json::Document json) : json_{std::move(json)} {}

    json::Document json_;
    std::vector<Object> objects_;
    std::optional<Object> background_;
    std::optional<Object> overlay_;
    std::optional<Object> clip_path_;
    int fabric_major_{kFabricMajorDefault};
    std::size_t object_count_{0};
    std::size_t text_bytes_{0};
};

}  // namespace refit::canvas
