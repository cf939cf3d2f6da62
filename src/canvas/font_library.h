#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canvas/text.h"

namespace refit::canvas {

// Where fonts are looked for. Directories are read recursively, once, when the library is made.
struct FontOptions {
    // Searched first, in this order; a missing directory is an error.
    std::vector<std::string> directories;
    // Searched after them; missing ones are skipped.
    std::vector<std::string> system_directories = {"/usr/share/fonts", "/usr/local/share/fonts"};
};

// One font file's face, as a renderer needs it.
struct FontFace {
    std::string path;
    int index{0};
    std::string family;
    int weight{400};  // 100 .. 900
    bool italic{false};
};

// Measures text with the fonts of this machine: HarfBuzz advances in font units, pairwise kerned
// as Fabric measures (docs/methods/text-measurement.md). The only part of the room that reads
// files: font files, at creation and at the first use of a face.
// Thread-safety: const methods may be called concurrently (one lock around the glyph caches).
class FontLibrary final : public TextMeasurer {
public:
    // Errors: NotFound for a missing directory of `options.directories`, Unavailable if no font at
    // all was found.
    [[nodiscard]] static Result<std::unique_ptr<FontLibrary>> create(const FontOptions& options);
    ~FontLibrary() override;

    [[nodiscard]] TextLayout layout(const TextProps& text, double wrap_width) const override;

    // The face that stands for a CSS family list ("Inter, Arial"), weight and style; the same
    // face layout() measures with. `source` tells how close it is.
    struct Match {
        FontFace face;
        WidthSource source{WidthSource::Estimated};
    };
    [[nodiscard]] Match match(std::string_view family, std::string_view weight,
                              std::string_view style) const;

    [[nodiscard]] std::size_t face_count() const;

private:
    struct Storage;
    explicit FontLibrary(std::unique_ptr<Storage> storage);
    std::unique_ptr<Storage> storage_;
};

}  // namespace refit::canvas
