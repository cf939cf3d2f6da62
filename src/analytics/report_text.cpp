#include <fmt/format.h>

#include "analytics/report.h"
#include "json/writer.h"

namespace refit::analytics {
namespace {

void write_figures(json::Writer& out, std::string_view name, const PeriodFigures& figures) {
    out.key(name)
        .begin_object()
        .member("sessions", figures.sessions)
        .member("rated", figures.rated)
        .member("avgRating", figures.avg_rating)
        .member("successRate", figures.success_rate)
        .member("feedbackRate", figures.feedback_rate)
        .member("avgProcessingTime", figures.avg_processing_time)
        .member("correctionRate", figures.correction_rate)
        .member("failureRate", figures.failure_rate)
        .member("fallbackRate", figures.fallback_rate)
        .end_object();
}

void write_strings(json::Writer& out, std::string_view name,
                   const std::vector<std::string>& strings) {
    out.key(name).begin_array();
    for (const std::string& text : strings) out.value(text);
    out.end_array();
}

// A pipe or a line break in a variant's name would break the table's row.
std::string table_cell(const std::string& text) {
    std::string cell;
    for (const char c : text) {
        if (c == '|') cell += '\\';
        cell += c == '\n' || c == '\r' ? ' ' : c;
    }
    return cell;
}

std::string figure_row(std::string_view name, double current, double previous,
                       std::string_view unit) {
    return fmt::format("| {} | {:.1f}{} | {:.1f}{} |\n", name, current, unit, previous, unit);
}

std::string figures_table(const PerformanceReport& report) {
    const PeriodFigures& now = report.current;
    const PeriodFigures& before = report.previous;
    std::string text = "| | this period | before |\n|---|---|---|\n";
    text += fmt::format("| Sessions | {} | {} |\n", now.sessions, before.sessions);
    text += fmt::format("| Rated | {} | {} |\n", now.rated, before.rated);
    text += figure_row("Average rating", now.avg_rating, before.avg_rating, "");
    text += figure_row("Success rate", now.success_rate, before.success_rate, " %");
    text += figure_row("Feedback rate", now.feedback_rate, before.feedback_rate, " %");
    text +=
        figure_row("Processing time", now.avg_processing_time, before.avg_processing_time, " ms");
    text += figure_row("Corrected", now.correction_rate, before.correction_rate, " %");
    text += figure_row("Failed", now.failure_rate, before.failure_rate, " %");
    text += figure_row("Fallback", now.fallback_rate, before.fallback_rate, " %");
    return text;
}

std::string variants_table(const std::vector<VariantFigures>& variants) {
    if (variants.empty()) return "No variant was shown.\n";
    std::string text =
        "| variant | sessions | rated | average | success rate (95 % interval) |\n"
        "|---|---|---|---|---|\n";
    for (const VariantFigures& row : variants) {
        text += fmt::format("| {} | {} | {} | {:.2f} | {:.0f} % ({:.0f}–{:.0f}) |\n",
                            table_cell(row.name), row.figures.sessions, row.figures.rated,
                            row.figures.avg_rating, row.figures.success_rate, row.success_low,
                            row.success_high);
    }
    return text;
}

// One line of Markdown in which people's words mean only themselves.
std::string plain_line(const std::string& sentence) {
    constexpr std::string_view kSpecial = "\\`*_[]<>";
    std::string line;
    for (const char c : sentence) {
        if (kSpecial.find(c) != std::string_view::npos) line += '\\';
        line += c == '\n' || c == '\r' ? ' ' : c;
    }
    return line;
}

std::string bullets(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences) text += "- " + plain_line(sentence) + "\n";
    return text;
}

std::string section(std::string_view title, const std::vector<std::string>& sentences) {
    if (sentences.empty()) return "";
    return fmt::format("\n## {}\n\n{}", title, bullets(sentences));
}

}  // namespace

std::string to_json(const PerformanceReport& report) {
    json::Writer out;
    out.begin_object().member("from", report.from).member("to", report.to);
    write_figures(out, "current", report.current);
    write_figures(out, "previous", report.previous);
    out.key("variants").begin_array();
    for (const VariantFigures& row : report.variants) {
        out.begin_object().member("id", row.id).member("name", row.name);
        write_figures(out, "figures", row.figures);
        out.key("successInterval").begin_object();
        out.member("low", row.success_low).member("high", row.success_high).end_object();
        out.end_object();
    }
    out.end_array();
    write_strings(out, "insights", report.notes.patterns);
    write_strings(out, "experiments", report.notes.experiments);
    write_strings(out, "changes", report.notes.changes);
    write_strings(out, "recommendations", report.recommendations);
    out.end_object();
    return out.take();
}

std::string to_markdown(const PerformanceReport& report) {
    std::string text = fmt::format("# Performance, {} to {}\n\n", report.from, report.to);
    text += figures_table(report) + "\n## Variants\n\n" + variants_table(report.variants);
    text +=
        "\nIntervals are for a fixed sample; whether one variant is better is decided by the "
        "experiment's always-valid test.\n";
    text += section("Experiments", report.notes.experiments);
    text += section("What changed", report.notes.changes);
    text += section("Patterns", report.notes.patterns);
    return text + "\n## Next\n\n" + bullets(report.recommendations);
}

}  // namespace refit::analytics
