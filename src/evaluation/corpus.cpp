#include "evaluation/corpus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <system_error>

#include "evaluation/files.h"
#include "evaluation/readers.h"

namespace refit::evaluation {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> kKindNames{"background", "image",  "logo", "text",
                                                     "text_image", "button", "shape"};
constexpr double kNearBelow = 0.5;
constexpr double kFarFrom = 1.5;

template <typename Name>
std::vector<std::string> names_of(const Corpus& corpus, Name name) {
    std::set<std::string> names;
    for (const Case& one : corpus.cases) names.insert(name(one));
    return {names.begin(), names.end()};
}

Result<Corpus> read_campaigns(const fs::path& directory, const canvas::TextMeasurer& measurer) {
    REFIT_TRY(files, list_files(directory / "campaigns", ".json"));
    Corpus corpus;
    for (const fs::path& file : files) {
        REFIT_CHECK(read_campaign(file, directory / "fabric", measurer, corpus));
    }
    return corpus;
}

Result<Corpus> read_exports(const fs::path& path, const canvas::TextMeasurer& measurer) {
    std::vector<fs::path> files{path};
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        REFIT_TRY(listed, list_files(path, ".jsonl"));
        files = std::move(listed);
    }
    Corpus corpus;
    for (const fs::path& file : files) REFIT_CHECK(read_corrections(file, measurer, corpus));
    return corpus;
}

}  // namespace

std::string_view kind_name(Kind kind) {
    return kKindNames[static_cast<std::size_t>(kind)];
}

std::optional<Kind> parse_kind(std::string_view name) {
    const auto* found = std::find(kKindNames.begin(), kKindNames.end(), name);
    if (found == kKindNames.end()) return std::nullopt;
    return static_cast<Kind>(found - kKindNames.begin());
}

bool is_text_like(Kind kind) {
    return kind == Kind::Text || kind == Kind::TextImage || kind == Kind::Button;
}

std::string_view bucket_name(Bucket bucket) {
    switch (bucket) {
        case Bucket::Near:
            return "near";
        case Bucket::Mid:
            return "mid";
        case Bucket::Far:
            return "far";
    }
    return "";
}

Bucket bucket_of(geometry::Size source, geometry::Size target) {
    const double r =
        std::abs(std::log((target.width / target.height) / (source.width / source.height)));
    if (r < kNearBelow) return Bucket::Near;
    return r < kFarFrom ? Bucket::Mid : Bucket::Far;
}

bool is_compared(const Mark& mark) {
    return mark.kind != Kind::Background && mark.after.has_value();
}

std::vector<std::string> authors_of(const Corpus& corpus) {
    return names_of(corpus, [](const Case& one) { return one.lesson.author; });
}

std::vector<std::string> campaigns_of(const Corpus& corpus) {
    return names_of(corpus, [](const Case& one) { return one.lesson.campaign; });
}

Result<Design> read_design(std::string text, const std::string& place, const canvas::PageHint& hint,
                           const canvas::TextMeasurer& measurer) {
    canvas::ParseOptions parsing;
    parsing.measurer = &measurer;
    auto document = canvas::Document::parse(std::move(text), parsing);
    if (!document) return fail(document.error().code, place + ": " + document.error().message);
    auto page = canvas::detect_page(*document, hint);
    if (!page) return fail(page.error().code, place + ": " + page.error().message);
    return Design{std::make_shared<const canvas::Document>(std::move(*document)), std::move(*page)};
}

Result<Corpus> read_corpus(const fs::path& path, const canvas::TextMeasurer& measurer) {
    std::error_code problem;
    if (!fs::exists(path, problem)) {
        return fail(ErrorCode::NotFound, path.string() + ": no such file or directory");
    }
    const bool campaigns = fs::is_directory(path / "campaigns", problem);
    REFIT_TRY(corpus, campaigns ? read_campaigns(path, measurer) : read_exports(path, measurer));
    if (!corpus.cases.empty()) return corpus;
    std::string reason = path.string() +
                         ": nothing to compare; expected campaigns/*.json with pairs, or *.jsonl "
                         "of exported corrections";
    if (!corpus.skipped.empty()) reason += " (first row left out: " + corpus.skipped.front() + ")";
    return fail(ErrorCode::InvalidInput, std::move(reason));
}

}  // namespace refit::evaluation
