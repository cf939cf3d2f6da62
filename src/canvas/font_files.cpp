#include "canvas/font_files.h"

#include <ft2build.h>
#include <hb-ft.h>
#include <hb-ot.h>
#include <hb.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <system_error>

#include "base/text.h"

namespace refit::canvas {
namespace {

namespace fs = std::filesystem;

struct BlobDeleter {
    void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
};
using BlobHandle = std::unique_ptr<hb_blob_t, BlobDeleter>;

struct FaceDeleter {
    void operator()(hb_face_t* face) const { hb_face_destroy(face); }
};
using FaceHandle = std::unique_ptr<hb_face_t, FaceDeleter>;

std::string extension_of(const fs::path& path) {
    return to_lower_ascii(path.extension().string());
}

bool is_compressed(const std::string& extension) {
    return extension == ".woff2" || extension == ".woff";
}

bool is_font(const std::string& extension) {
    return extension == ".ttf" || extension == ".otf" || extension == ".ttc" ||
           is_compressed(extension);
}

// WOFF files are unpacked by FreeType; the library object lives as long as the face does.
struct Unpacked {
    FT_Library library{nullptr};
    FT_Face face{nullptr};

    ~Unpacked() {
        if (face != nullptr) FT_Done_Face(face);
        if (library != nullptr) FT_Done_FreeType(library);
    }
};

hb_blob_t* unpacked_table(hb_face_t*, hb_tag_t tag, void* data) {
    const auto* unpacked = static_cast<Unpacked*>(data);
    FT_ULong length = 0;
    if (FT_Load_Sfnt_Table(unpacked->face, tag, 0, nullptr, &length) != 0 || length == 0)
        return nullptr;
    // HarfBuzz frees the copy with the blob.
    auto bytes = std::make_unique<std::vector<FT_Byte>>(length);
    if (FT_Load_Sfnt_Table(unpacked->face, tag, 0, bytes->data(), &length) != 0) return nullptr;
    std::vector<FT_Byte>* owned = bytes.release();
    return hb_blob_create(reinterpret_cast<const char*>(owned->data()),
                          static_cast<unsigned>(owned->size()), HB_MEMORY_MODE_READONLY, owned,
                          [](void* all) { delete static_cast<std::vector<FT_Byte>*>(all); });
}

FaceHandle open_compressed(const std::string& path) {
    auto unpacked = std::make_unique<Unpacked>();
    if (FT_Init_FreeType(&unpacked->library) != 0) return nullptr;
    if (FT_New_Face(unpacked->library, path.c_str(), 0, &unpacked->face) != 0) return nullptr;
    Unpacked* owned = unpacked.release();
    FaceHandle face{hb_face_create_for_tables(
        unpacked_table, owned, [](void* all) { delete static_cast<Unpacked*>(all); })};
    hb_face_set_upem(face.get(), owned->face->units_per_EM);
    return face;
}

FaceHandle open_file(const std::string& path, int index) {
    if (is_compressed(extension_of(path))) return open_compressed(path);
    const BlobHandle blob{hb_blob_create_from_file_or_fail(path.c_str())};
    if (!blob) return nullptr;
    FaceHandle face{hb_face_create(blob.get(), static_cast<unsigned>(index))};
    return hb_face_get_glyph_count(face.get()) > 0 ? std::move(face) : nullptr;
}

std::string name_of(hb_face_t* face, hb_ot_name_id_t id) {
    std::array<char, 256> buffer{};
    unsigned size = buffer.size();
    hb_ot_name_get_utf8(face, id, HB_LANGUAGE_INVALID, &size, buffer.data());
    if (size == 0) {
        size = buffer.size();
        hb_ot_name_get_utf8(face, id, hb_language_from_string("en", -1), &size, buffer.data());
    }
    return {buffer.data(), std::min<std::size_t>(size, buffer.size() - 1)};
}

FaceRecord describe(hb_face_t* face, std::string path, int index) {
    FaceRecord record;
    record.path = std::move(path);
    record.index = index;
    for (const hb_ot_name_id_t id : {hb_ot_name_id_t{HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY},
                                     hb_ot_name_id_t{HB_OT_NAME_ID_FONT_FAMILY}}) {
        std::string name = name_of(face, id);
        const auto& known = record.families;
        if (!name.empty() && std::find(known.begin(), known.end(), name) == known.end())
            record.families.push_back(std::move(name));
    }
    const FontHandle font{hb_font_create(face)};
    const auto style = [&](hb_style_tag_t tag) {
        return static_cast<int>(std::lround(hb_style_get_value(font.get(), tag)));
    };
    record.weight = style(HB_STYLE_TAG_WEIGHT);
    record.stretch = style(HB_STYLE_TAG_WIDTH);
    record.italic = style(HB_STYLE_TAG_ITALIC) != 0 || style(HB_STYLE_TAG_SLANT_ANGLE) != 0;
    return record;
}

void scan_file(const std::string& path, std::vector<FaceRecord>& records) {
    int count = 1;
    if (extension_of(path) == ".ttc") {
        const BlobHandle blob{hb_blob_create_from_file_or_fail(path.c_str())};
        count = blob ? static_cast<int>(hb_face_count(blob.get())) : 0;
    }
    for (int index = 0; index < count; ++index) {
        const FaceHandle face = open_file(path, index);
        if (!face) continue;
        FaceRecord record = describe(face.get(), path, index);
        if (!record.families.empty()) records.push_back(std::move(record));
    }
}

}  // namespace

void FontDeleter::operator()(hb_font_t* font) const {
    hb_font_destroy(font);
}

FontHandle open_face(const FaceRecord& record) {
    const FaceHandle face = open_file(record.path, record.index);
    if (!face) return nullptr;
    // Scale stays at its default, the units per em: advances come in unhinted font units.
    FontHandle font{hb_font_create(face.get())};
    hb_ot_font_set_funcs(font.get());
    return font;
}

std::vector<FaceRecord> scan_fonts(const std::string& directory) {
    std::vector<std::string> paths;
    std::error_code failed;
    fs::recursive_directory_iterator item{directory, fs::directory_options::skip_permission_denied,
                                          failed};
    // Bounded by kFontFilesMax; a broken entry ends the walk rather than the program.
    while (!failed && item != fs::recursive_directory_iterator{} &&
           paths.size() < static_cast<std::size_t>(kFontFilesMax)) {
        if (is_font(extension_of(item->path()))) paths.push_back(item->path().string());
        item.increment(failed);
    }
    // Directory order differs between machines; the result must not.
    std::sort(paths.begin(), paths.end());
    std::vector<FaceRecord> records;
    for (const std::string& path : paths) scan_file(path, records);
    return records;
}

}  // namespace refit::canvas
