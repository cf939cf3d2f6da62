// campaigns/<name>.json: the designers' boxes, see docs/formats/layout-corpus.md.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "canvas/parts.h"
#include "evaluation/files.h"
#include "evaluation/readers.h"

namespace refit::evaluation {
namespace {

namespace fs = std::filesystem;
using geometry::Rect;

struct Piece {
    std::string key;
    Kind kind{Kind::Shape};
    Rect box;
};

// One size of the campaign.
struct Version {
    geometry::Size size;
    std::vector<Piece> pieces;
    Design design;
    std::map<std::string, std::size_t> object_of;  // key -> index among the parts
};
using Versions = std::map<std::string, Version>;

struct Source {
    const fs::path& file;
    std::string campaign;
    std::string author;
};

tl::unexpected<Error> wrong(const fs::path& file, const std::string& path,
                            std::string_view expected) {
    return fail(ErrorCode::InvalidInput,
                fmt::format("{}: {}: expected {}", file.string(), path, expected));
}

Result<double> number_at(const fs::path& file, const json::Node& node, std::string_view key,
                         double min) {
    const auto value = node.number(key);
    if (value && *value >= min && *value <= canvas::kCoordinateMax) return *value;
    return wrong(file, fmt::format("{}.{}", node.path(), key),
                 fmt::format("a number from {:g} to {:g}", min, canvas::kCoordinateMax));
}

Result<std::string> text_at(const fs::path& file, const json::Node& node, std::string_view key) {
    auto value = node.string(key);
    if (value && !value->empty()) return *std::move(value);
    return wrong(file, fmt::format("{}.{}", node.path(), key), "a text");
}

Result<json::Node> node_at(const fs::path& file, const json::Node& node, std::string_view key,
                           json::Type type) {
    const auto found = node.find(key);
    if (found && found->type() == type) return *found;
    return wrong(file, fmt::format("{}.{}", node.path(), key),
                 type == json::Type::Array ? "a list" : "an object");
}

Result<Piece> read_piece(const fs::path& file, const json::Node& node) {
    constexpr double kAny = -canvas::kCoordinateMax;
    REFIT_TRY(key, text_at(file, node, "key"));
    const auto kind = parse_kind(node.string("kind").value_or(""));
    if (!kind) {
        return wrong(file, node.path() + ".kind",
                     "background, image, logo, text, text_image, button or shape");
    }
    REFIT_TRY(x, number_at(file, node, "x", kAny));
    REFIT_TRY(y, number_at(file, node, "y", kAny));
    REFIT_TRY(w, number_at(file, node, "w", 0));
    REFIT_TRY(h, number_at(file, node, "h", 0));
    return Piece{std::move(key), *kind, Rect::from_size({x, y}, {w, h})};
}

// Which object of the document each piece is, by id.
Result<void> find_objects(const fs::path& document, Version& version) {
    const canvas::Parts parts = canvas::parts_of(*version.design.document, version.design.page);
    std::map<std::string, std::size_t> by_id;
    for (std::size_t i = 0; i < parts.objects.size(); ++i) {
        if (parts.objects[i]->id) by_id.emplace(*parts.objects[i]->id, i);
    }
    for (const Piece& piece : version.pieces) {
        const auto found = by_id.find(piece.key);
        if (found == by_id.end()) {
            return wrong(document, "$.objects", "an object with the id \"" + piece.key + "\"");
        }
        if (!version.object_of.emplace(piece.key, found->second).second) {
            return wrong(document, "$.objects", "each key once; twice there is " + piece.key);
        }
    }
    return {};
}

Result<Version> read_version(const fs::path& file, const fs::path& document, const json::Node& node,
                             const canvas::TextMeasurer& measurer) {
    Version version;
    REFIT_TRY(width, number_at(file, node, "width", canvas::kPageSideMin));
    REFIT_TRY(height, number_at(file, node, "height", canvas::kPageSideMin));
    version.size = {width, height};
    REFIT_TRY(elements, node_at(file, node, "elements", json::Type::Array));
    for (const json::Node& element : elements.elements()) {
        REFIT_TRY(piece, read_piece(file, element));
        version.pieces.push_back(std::move(piece));
    }
    REFIT_TRY(text, read_file(document));
    REFIT_TRY(design, read_design(std::move(text), document.string(), {std::nullopt, version.size},
                                  measurer));
    version.design = std::move(design);
    REFIT_CHECK(find_objects(document, version));
    return version;
}

Case make_case(const Source& source, const std::string& from, const Version& a,
               const std::string& to, const Version& b) {
    std::map<std::string, Rect> target;
    for (const Piece& piece : b.pieces) target.emplace(piece.key, piece.box);
    Case made{.lesson = {.campaign = source.campaign,
                         .author = source.author,
                         .source = a.design.document,
                         .page = a.design.page,
                         .target = b.size,
                         .boxes = {}},
              .from = from,
              .to = to,
              .source_size = a.size,
              .bucket = bucket_of(a.size, b.size),
              .marks = {},
              .additions = {}};
    const canvas::Parts parts = canvas::parts_of(*a.design.document, a.design.page);
    made.lesson.boxes.resize(parts.objects.size());
    if (const auto page = parts.page) made.lesson.boxes[*page] = Rect::from_size({0, 0}, b.size);
    for (const Piece& piece : a.pieces) {
        Mark mark{piece.key, piece.kind, a.object_of.at(piece.key), piece.box, std::nullopt};
        if (const auto found = target.find(piece.key); found != target.end())
            mark.after = found->second;
        made.lesson.boxes[mark.object] = mark.after;
        made.marks.push_back(std::move(mark));
    }
    for (const Piece& piece : b.pieces) {
        if (!a.object_of.contains(piece.key)) made.additions.push_back({piece.kind, piece.box});
    }
    return made;
}

Result<Versions::const_iterator> version_at(const fs::path& file, const json::Node& pair,
                                            std::size_t side, const Versions& versions) {
    const auto name = pair.size() == 2 ? pair.at(side).string() : std::nullopt;
    const auto found = versions.find(name.value_or(""));
    if (found == versions.end()) return wrong(file, pair.path(), "two names from $.sizes");
    return found;
}

Result<void> read_pairs(const Source& source, const json::Node& pairs, const Versions& versions,
                        Corpus& corpus) {
    for (const json::Node& pair : pairs.elements()) {
        REFIT_TRY(a, version_at(source.file, pair, 0, versions));
        REFIT_TRY(b, version_at(source.file, pair, 1, versions));
        Case made = make_case(source, a->first, a->second, b->first, b->second);
        const bool any = std::any_of(made.marks.begin(), made.marks.end(), is_compared);
        if (any) {
            corpus.cases.push_back(std::move(made));
        } else {
            corpus.skipped.push_back(fmt::format("{}: {}: the sizes share no foreground element",
                                                 source.file.string(), pair.path()));
        }
    }
    return {};
}

}  // namespace

Result<void> read_campaign(const fs::path& file, const fs::path& fabric,
                           const canvas::TextMeasurer& measurer, Corpus& corpus) {
    REFIT_TRY(text, read_file(file));
    const auto parsed = json::Document::parse(std::move(text));
    if (!parsed) return fail(parsed.error().code, file.string() + ": " + parsed.error().message);
    const json::Node root = parsed->root();
    REFIT_TRY(campaign, text_at(file, root, "campaign"));
    REFIT_TRY(author, text_at(file, root, "author"));
    REFIT_TRY(sizes, node_at(file, root, "sizes", json::Type::Object));
    REFIT_TRY(pairs, node_at(file, root, "pairs", json::Type::Array));
    Versions versions;
    for (const auto& [name, node] : sizes.members()) {
        const fs::path document = fabric / fmt::format("{}__{}.json", campaign, name);
        REFIT_TRY(version, read_version(file, document, node, measurer));
        versions.emplace(name, std::move(version));
    }
    return read_pairs({file, campaign, author}, pairs, versions, corpus);
}

}  // namespace refit::evaluation
