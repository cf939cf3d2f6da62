#include "training/import_export.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "canvas/corrections.h"
#include "json/writer.h"
#include "store/sessions.h"
#include "training/corrections.h"
#include "training/labelled.h"
#include "training/quality_model.h"

namespace refit::training {
namespace {

// What retention leaves of a canvas.
constexpr std::string_view kEmptied = "{}";

// Stable within an installation, so rows of one person can be grouped without naming them.
std::string pseudonym(std::string_view user) {
    return fmt::format("{:016x}", fnv1a64("export/1:" + std::string{user}));
}

struct Row {
    const store::SessionFacts* facts;
    Quality quality;
    std::optional<store::Session> session;  // with canvases, where the format needs them
};

void write_flag(json::Writer& out, std::string_view name, std::optional<bool> flag) {
    out.key(name);
    if (flag) {
        out.value(*flag);
    } else {
        out.null();
    }
}

std::optional<std::string> corrected(const Row& row) {
    if (!row.session || !row.session->manual_corrections) return std::nullopt;
    return canvas::corrected_canvas(*row.session->manual_corrections);
}

std::string jsonl_line(const Row& row) {
    const store::SessionFacts& facts = *row.facts;
    json::Writer out;
    out.begin_object().member("sessionId", facts.id).member("user", pseudonym(facts.user_id));
    out.member("createdAt", format_iso(facts.created_at)).member("variantId", facts.variant_id);
    out.key("targetDimensions").begin_object();
    out.member("width", facts.target_width).member("height", facts.target_height).end_object();
    out.key("rating");
    if (facts.user_rating) {
        out.value(*facts.user_rating);
    } else {
        out.null();
    }
    write_flag(out, "helpful", facts.helpful);
    out.member("correctionSize", facts.correction_size).member("undone", facts.undone);
    out.member("qualityScore", row.quality.score).member("qualityVersion", kQualityVersion);
    out.member("validated", is_validated(row.quality));
    out.raw_member("inputFeatures", facts.features);
    if (const auto canvas = corrected(row)) {
        // A correction teaches only beside its question; retention empties old ones.
        if (row.session->original_canvas != kEmptied)
            out.raw_member("originalCanvas", row.session->original_canvas);
        out.raw_member("expectedOutput", *canvas);
    }
    out.end_object();
    return out.take() + "\n";
}

std::string csv_header() {
    std::string header =
        "session_id,user,created_at,variant_id,target_width,target_height,rating,"
        "helpful,correction_size,undone,quality_score,validated";
    for (const std::string& name : layout_features().names) header += "," + name;
    return header + "\n";
}

// RFC 4180: a field with a comma, a quote or a line break is quoted.
std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    return quoted + "\"";
}

template <typename T>
std::string number_or_empty(const std::optional<T>& value) {
    return value ? format_number(static_cast<double>(*value)) : std::string{};
}

std::string csv_line(const Row& row) {
    const store::SessionFacts& facts = *row.facts;
    std::string line = csv_field(facts.id) + "," + pseudonym(facts.user_id) + "," +
                       format_iso(facts.created_at) + "," +
                       csv_field(facts.variant_id.value_or(""));
    line += fmt::format(",{},{},{},{},{},{},{},{}", facts.target_width, facts.target_height,
                        number_or_empty(facts.user_rating), number_or_empty(facts.helpful),
                        number_or_empty(facts.correction_size), facts.undone ? 1 : 0,
                        format_number(row.quality.score), is_validated(row.quality) ? 1 : 0);
    const std::vector<double> features = parse_features(facts.features);
    for (std::size_t i = 0; i < layout_features().names.size(); ++i) {
        line += "," + (features.empty() ? std::string{} : format_number(features[i]));
    }
    return line + "\n";
}

std::string line_of(ExportFormat format, const Row& row) {
    return format == ExportFormat::Csv ? csv_line(row) : jsonl_line(row);
}

struct Page {
    std::string lines;
    std::int64_t examples{0};
    std::int64_t last_seq{0};
    bool empty{true};
};

Result<Page> export_page(store::Transaction& tx, ExportFormat format,
                         const store::TrainingScan& scan) {
    REFIT_TRY(sessions, store::scan_labelled_sessions(tx, scan));
    Page page;
    for (const store::SessionFacts& facts : sessions) {
        page.empty = false;
        page.last_seq = facts.seq;
        const auto quality = quality_score(evidence_of(facts));
        if (!quality) continue;
        Row row{&facts, *quality, std::nullopt};
        if (format == ExportFormat::JsonLines && facts.corrected) {
            REFIT_TRY(session, store::find_session(tx, facts.id));
            row.session = std::move(session);
        }
        page.lines += line_of(format, row);
        ++page.examples;
    }
    return page;
}

}  // namespace

std::optional<ExportFormat> parse_export_format(std::string_view name) {
    if (name == "jsonl") return ExportFormat::JsonLines;
    if (name == "csv") return ExportFormat::Csv;
    return std::nullopt;
}

Result<std::int64_t> export_training_data(store::Database& database, const ExportRequest& request,
                                          const ExportSink& sink) {
    // Canvases may be large: a small page bounds the memory, a large one saves round trips.
    constexpr std::int64_t kPageRows = 100;
    store::TrainingScan scan{.from = request.from, .to = request.to, .limit = kPageRows};
    if (request.format == ExportFormat::Csv) REFIT_CHECK(sink(csv_header()));
    std::int64_t examples = 0;
    for (;;) {  // Ends: every page moves after_seq past its own rows.
        Page page;
        REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(read, export_page(tx, request.format, scan));
            page = std::move(read);
            return {};
        }));
        if (page.empty) return examples;
        if (!page.lines.empty()) REFIT_CHECK(sink(page.lines));
        examples += page.examples;
        scan.after_seq = page.last_seq;
    }
}

}  // namespace refit::training
