#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analytics/overview.h"
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

void write_trend(json::Writer& out, const std::vector<WeekFigures>& trend) {
    out.key("trend").begin_array();
    for (const WeekFigures& week : trend) {
        out.begin_object().member("from", week.from);
        write_figures(out, "figures", week.figures);
        out.end_object();
    }
    out.end_array();
}

void write_variants(json::Writer& out, const std::vector<VariantFigures>& variants) {
    out.key("variants").begin_array();
    for (const VariantFigures& row : variants) {
        out.begin_object().member("id", row.id).member("name", row.name);
        write_figures(out, "figures", row.figures);
        out.key("successInterval").begin_object();
        out.member("low", row.success_low).member("high", row.success_high).end_object();
        out.end_object();
    }
    out.end_array();
}

void write_pairs(json::Writer& out, const std::vector<PairNote>& pairs) {
    out.key("pairs").begin_array();
    for (const PairNote& pair : pairs) {
        out.begin_object().member("experiment", pair.experiment);
        out.member("a", pair.a).member("b", pair.b).member("difference", pair.difference);
        out.member("low", pair.low).member("high", pair.high).member("eValue", pair.e_value);
        out.member("verdict", pair.verdict).end_object();
    }
    out.end_array();
}

void write_arms(json::Writer& out, const std::vector<ArmNote>& arms) {
    out.key("arms").begin_array();
    for (const ArmNote& arm : arms) {
        out.begin_object().member("experiment", arm.experiment).member("arm", arm.arm);
        out.member("units", arm.units).key("rating").begin_object().member("mean", arm.rating);
        out.member("low", arm.rating_low).member("high", arm.rating_high).end_object();
        out.key("successRate").begin_object().member("mean", arm.success);
        out.member("low", arm.success_low).member("high", arm.success_high).end_object();
        out.end_object();
    }
    out.end_array();
}

void write_findings(json::Writer& out, const Findings& findings) {
    out.key("findings").begin_object().member("level", findings.level);
    out.member("tested", findings.tested).key("families").begin_array();
    for (const auto& [family, count] : findings.asked)
        out.begin_object().member("name", family).member("tested", count).end_object();
    out.end_array().key("found").begin_array();
    for (const Hypothesis& found : findings.found) {
        out.begin_object().member("family", found.family).member("sentence", found.sentence);
        out.member("pValue", found.p_value).member("qValue", found.q_value).end_object();
    }
    out.end_array().end_object();
}

void write_strings(json::Writer& out, std::string_view name,
                   const std::vector<std::string>& strings) {
    out.key(name).begin_array();
    for (const std::string& text : strings) out.value(text);
    out.end_array();
}

// Text in which people's words mean only themselves, on one line. Escaped is what CommonMark gives
// a meaning anywhere in a line; '#', '-', '+' and "1." mean something only at its start, where a
// sentence stands behind "- " and could open a list or heading of its own.
std::string plain(std::string_view words) {
    constexpr std::string_view kSpecial = "\\`*_[]<>|&~!#";
    std::string line;
    for (const char c : words) {
        if (kSpecial.find(c) != std::string_view::npos) line += '\\';
        line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return line;
}

// The start of a line: "- x", "+ x" and "1. x" would open a list inside the bullet.
std::string plain_line(std::string_view words) {
    std::string line = plain(words);
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits == line.size()) return line;
    const bool mark = digits == 0 ? line[0] == '-' || line[0] == '+' || line[0] == '='
                                  : line[digits] == '.' || line[digits] == ')';
    return mark ? line.insert(digits, 1, '\\') : line;
}

// A figure over nothing is no figure: 0 would say that people were unhappy.
std::string figure_cell(double value, std::int64_t counted, int digits, std::string_view unit) {
    return counted == 0 ? "–" : fmt::format("{:.{}f}{}", value, digits, unit);
}

struct FigureRow {
    std::string name;
    double PeriodFigures::*value;
    std::int64_t PeriodFigures::*counted;
    int digits{1};
    std::string_view unit{" %"};
};

std::string figures_table(const PerformanceReport& report) {
    using Figures = PeriodFigures;
    const std::array rows{
        FigureRow{"Average rating", &Figures::avg_rating, &Figures::rated, 2, ""},
        FigureRow{"Success rate", &Figures::success_rate, &Figures::rated},
        FigureRow{fmt::format("Feedback rate (target {:.0f} %)", Targets{}.feedback_rate),
                  &Figures::feedback_rate, &Figures::sessions},
        FigureRow{"Processing time", &Figures::avg_processing_time, &Figures::sessions, 0, " ms"},
        FigureRow{"Corrected", &Figures::correction_rate, &Figures::sessions},
        FigureRow{"Failed", &Figures::failure_rate, &Figures::sessions},
        FigureRow{"Fallback", &Figures::fallback_rate, &Figures::sessions}};
    const Figures& now = report.current;
    const Figures& before = report.previous;
    std::string text = "| | this period | before |\n|---|---|---|\n";
    text += fmt::format("| Sessions | {} | {} |\n", now.sessions, before.sessions);
    text += fmt::format("| Rated | {} | {} |\n", now.rated, before.rated);
    for (const FigureRow& row : rows) {
        const auto cell = [&row](const Figures& of) {
            return figure_cell(of.*row.value, of.*row.counted, row.digits, row.unit);
        };
        text += fmt::format("| {} | {} | {} |\n", row.name, cell(now), cell(before));
    }
    return text;
}

std::string variants_table(const std::vector<VariantFigures>& variants) {
    if (variants.empty()) return "No variant was shown.\n";
    std::string text =
        "| variant | sessions | rated | average | success rate (95 % interval) |\n"
        "|---|---|---|---|---|\n";
    for (const VariantFigures& row : variants) {
        text +=
            fmt::format("| {} | {} | {} | {:.2f} | {:.0f} % ({:.0f}–{:.0f}) |\n", plain(row.name),
                        row.figures.sessions, row.figures.rated, row.figures.avg_rating,
                        row.figures.success_rate, row.success_low, row.success_high);
    }
    return text;
}

std::string bullets(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences) text += "- " + plain_line(sentence) + "\n";
    return text;
}

std::string trend_table(const std::vector<WeekFigures>& trend) {
    std::string text =
        "| week of | sessions | rated | average rating | success rate |\n|---|---|---|---|---|\n";
    for (const WeekFigures& week : trend) {
        const PeriodFigures& figures = week.figures;
        text += fmt::format("| {} | {} | {} | ", week.from, figures.sessions, figures.rated);
        text += figures.rated == 0 ? "– | – |\n"
                                   : fmt::format("{:.2f} | {:.0f} % |\n", figures.avg_rating,
                                                 figures.success_rate);
    }
    return text;
}

std::string arms_table(const std::vector<ArmNote>& arms) {
    if (arms.empty()) return "";
    std::string text =
        "| experiment | arm | units | rating (always valid) | success rate (always valid) |\n"
        "|---|---|---|---|---|\n";
    for (const ArmNote& arm : arms) {
        text += fmt::format(
            "| {} | {} | {} | {:.2f} ({:.2f}–{:.2f}) | {:.0f} % ({:.0f}–{:.0f}) |\n",
            plain(arm.experiment), plain(arm.arm), arm.units, arm.rating, arm.rating_low,
            arm.rating_high, arm.success, arm.success_low, arm.success_high);
    }
    return text +
           "\nFirst ratings since the phase began; the 95 % intervals hold however often one "
           "looks.\n\n";
}

std::string pairs_table(const std::vector<PairNote>& pairs) {
    if (pairs.empty()) return "";
    std::string text =
        "| experiment | arms | difference (always valid) | e-value | verdict |\n"
        "|---|---|---|---|---|\n";
    for (const PairNote& pair : pairs) {
        text += fmt::format("| {} | {} and {} | {:+.2f} ({:+.2f} to {:+.2f}) | {:.3g} | {} |\n",
                            plain(pair.experiment), plain(pair.a), plain(pair.b), pair.difference,
                            pair.low, pair.high, pair.e_value, plain(pair.verdict));
    }
    return text + "\n";
}

// How many questions were asked, of what kinds: without it a finding cannot be weighed.
std::string asked_sentence(const Findings& findings) {
    std::string kinds;
    for (const auto& [family, count] : findings.asked) {
        kinds += fmt::format("{}{}: {}", kinds.empty() ? "" : ", ", plain(family), count);
    }
    return fmt::format(
        "Tested together: {}{}. Standing at a false discovery rate of {:.0f} % over all of them "
        "(Benjamini-Hochberg): {}.\n",
        findings.tested, kinds.empty() ? "" : " (" + kinds + ")", findings.level * 100,
        findings.found.size());
}

std::string findings_text(const Findings& findings) {
    std::string text = "\n## Patterns and findings\n\n" + asked_sentence(findings);
    if (!findings.found.empty()) text += "\n";
    for (const Hypothesis& found : findings.found) {
        text += fmt::format("- {} (q = {:.2g})\n", plain_line(found.sentence), found.q_value);
    }
    return text;
}

std::string section(std::string_view title, const std::vector<std::string>& sentences) {
    return fmt::format("\n## {}\n\n{}", title, sentences.empty() ? "None.\n" : bullets(sentences));
}

}  // namespace

std::string to_json(const PerformanceReport& report) {
    json::Writer out;
    out.begin_object().member("from", report.from).member("to", report.to);
    write_figures(out, "current", report.current);
    write_figures(out, "previous", report.previous);
    const Targets targets;
    out.key("targets").begin_object().member("feedbackRate", targets.feedback_rate);
    out.member("successRate", targets.success_rate).end_object();
    write_trend(out, report.trend);
    write_variants(out, report.variants);
    write_arms(out, report.notes.arms);
    write_pairs(out, report.notes.pairs);
    write_findings(out, report.notes.findings);
    write_strings(out, "experiments", report.notes.experiments);
    write_strings(out, "changes", report.notes.changes);
    write_strings(out, "verdicts", report.events.verdicts);
    write_strings(out, "guardrails", report.events.guardrails);
    write_strings(out, "models", report.events.models);
    write_strings(out, "proposals", report.events.proposals);
    write_strings(out, "dataQuality", report.quality);
    write_strings(out, "recommendations", report.recommendations);
    out.end_object();
    return out.take();
}

std::string to_markdown(const PerformanceReport& report) {
    const ReportNotes& notes = report.notes;
    std::string text = fmt::format("# Performance, {} to {}\n\n", report.from, report.to);
    text += figures_table(report) + "\n## Rating trend\n\n" + trend_table(report.trend);
    text += "\n## Variants\n\n" + variants_table(report.variants);
    text +=
        "\nThese intervals are for one look at this period; whether one variant is better is "
        "decided by the "
        "experiment's always-valid test.\n";
    text += "\n## Experiments\n\n" + arms_table(notes.arms) + pairs_table(notes.pairs) +
            bullets(notes.experiments);
    text += section("Verdicts reached", report.events.verdicts);
    text += section("What changed the traffic", notes.changes);
    text += section("Guardrails", report.events.guardrails);
    text += findings_text(notes.findings);
    text += section("Models", report.events.models);
    text += section("Variants and proposals", report.events.proposals);
    text += section("Data quality", report.quality);
    return text + "\n## Next\n\n" + bullets(report.recommendations);
}

}  // namespace refit::analytics
