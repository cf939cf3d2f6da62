#pragma once

#include <cairo.h>

#include <map>
#include <memory>
#include <string>

#include "canvas/font_library.h"
#include "render/display_list.h"

namespace refit::render {

// Sets text with the very font files the library measures with. One per picture; not thread-safe.
class CairoText {
public:
    explicit CairoText(const canvas::FontLibrary& fonts);
    ~CairoText();
    CairoText(const CairoText&) = delete;
    CairoText& operator=(const CairoText&) = delete;

    // Adds the outlines of all runs to the current path.
    void add_path(cairo_t* cairo, const TextItem& text);

private:
    struct Face;
    struct Library;
    // nullptr if the file cannot be opened.
    Face* face_for(const canvas::FontFace& wanted);
    Face* face_for(const TextItem& text, std::string_view family);
    // One run in font units' own advances, spread over the run's measured width.
    void add_run(cairo_t* cairo, const TextItem& text, const TextRun& run);

    const canvas::FontLibrary& fonts_;
    std::unique_ptr<Library> library_;
    std::map<std::string, std::unique_ptr<Face>> faces_;  // by path and index
};

}  // namespace refit::render
