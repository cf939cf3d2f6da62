#pragma once

// Internal to the canvas room: from JSON to objects.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "canvas/document.h"
#include "canvas/object.h"
#include "geometry/affine.h"

namespace refit::canvas {

class DocumentReader {
public:
    DocumentReader(Document& document, const ParseOptions& options)
        : document_{document}, options_{options} {}

    Result<void> run();

private:
    Result<std::vector<Object>> read_list(const json::Node& list, const std::string& prefix,
                                          const geometry::Affine& parent, std::size_t depth);
    Result<Object> read_object(const json::Node& node, std::string path,
                               const geometry::Affine& parent, std::size_t depth);
    Result<void> read_own_size(Object& object);
    Result<void> read_outline(Object& object, const char* key);
    Result<void> read_text(Object& object);
    Result<std::optional<Object>> read_single(const char* key);

    Document& document_;
    const ParseOptions& options_;
    int major_{kFabricMajorDefault};
};

// The kind a Fabric type name means, whatever its case and dashes.
[[nodiscard]] Kind kind_of(std::string_view type);

// Transform of `node` with the defaults of that kind and version; width and height as written.
[[nodiscard]] Result<Transform> read_transform(const json::Node& node, Kind kind, int fabric_major);

// Text members of `node`. Errors: TooLarge beyond kTextBytesMax or kStyledCharactersMax.
[[nodiscard]] Result<TextProps> read_text_props(const json::Node& node, Kind kind,
                                                int fabric_major);
inline constexpr std::size_t kStyledCharactersMax = 1'000'000;

}  // namespace refit::canvas
