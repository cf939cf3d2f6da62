#include "evaluation/contact_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <vector>

#include "base/text.h"
#include "evaluation/average.h"
#include "evaluation/contact_picture.h"
#include "evaluation/contact_style.h"

namespace refit::evaluation {
namespace {

// The simple methods drawn beside ours, where the report has them.
constexpr std::array<std::string_view, 3> kBeside{"edge pins, law scale", "stretch", "contain"};

const Run& ours_of(const Report& report) {
    return report.methods[report.ours].held_out;
}

double iou_of(const Run& run, std::size_t index) {
    return run.outcomes[index].scores[Metric::Iou].value_or(0);
}

std::vector<const Run*> runs_beside(const Report& report) {
    std::vector<const Run*> runs;
    for (const std::string_view name : kBeside) {
        for (const MethodReport& method : report.methods) {
            if (method.held_out.method == name) runs.push_back(&method.held_out);
        }
    }
    return runs;
}

std::string figure(std::string_view classes, std::string_view svg, std::string_view caption) {
    return fmt::format("<figure class=\"{}\">{}<figcaption>{}</figcaption></figure>", classes, svg,
                       escape_html(caption));
}

std::string answer_figure(const Case& one, const Run& run, std::size_t index,
                          std::string_view classes, std::string_view name) {
    const Outcome& outcome = run.outcomes[index];
    if (outcome.answer.boxes.empty()) return figure(classes, "", "no answer: " + outcome.problem);
    std::string caption = fmt::format("{} {:.3f}", name, iou_of(run, index));
    if (!outcome.answer.candidate.empty()) caption += " · " + outcome.answer.candidate;
    const bool ghosts = classes == "ours";
    return figure(classes, picture(one, View::Answer, outcome.answer.boxes, ghosts), caption);
}

std::string card(const Corpus& corpus, const Report& report, std::size_t index) {
    const Case& one = corpus.cases[index];
    const Run& ours = ours_of(report);
    const std::vector<const Run*> beside = runs_beside(report);
    double best_simple = 0;
    for (const Run* run : beside) best_simple = std::max(best_simple, iou_of(*run, index));
    const double iou = iou_of(ours, index);
    const std::string candidate = escape_html(ours.outcomes[index].answer.candidate);
    std::string html = fmt::format(
        R"(<article data-at="{}" data-iou="{:.4f}" data-gain="{:.4f}" data-bucket="{}" data-author="{}" data-campaign="{}" data-candidate="{}">)",
        index, iou, iou - best_simple, bucket_name(one.bucket), escape_html(one.lesson.author),
        escape_html(one.lesson.campaign), candidate);
    html += fmt::format(
        "<h2>{} <span>{} → {}</span><span>{}</span><span>by {}</span><b>{:.3f}</b></h2>",
        escape_html(one.lesson.campaign), escape_html(one.from), escape_html(one.to),
        bucket_name(one.bucket), escape_html(one.lesson.author), iou);
    html += "<div class=\"row\">" +
            figure("source", picture(one, View::Source, {}, false), "source " + one.from);
    html += answer_figure(one, ours, index, "ours", "ours");
    html += figure("theirs", picture(one, View::Designer, {}, false), "designer");
    for (const Run* run : beside) html += answer_figure(one, *run, index, "beside", run->method);
    return html + "</div></article>\n";
}

std::string cell(std::optional<double> value) {
    return value ? fmt::format("<td>{:.3f}</td>", *value) : std::string{"<td>–</td>"};
}

std::string summary_table(const Corpus& corpus, const Report& report) {
    std::string html =
        "<table><tr><th>leave-one-author-out</th><th>IoU</th><th>near</th><th>mid</th>"
        "<th>far</th><th>Order</th><th>Size</th><th>Out</th><th>TxtOv</th></tr>";
    for (std::size_t i = 0; i < report.methods.size(); ++i) {
        const Run& run = report.methods[i].held_out;
        const std::vector<Scores> scores = run.scores();
        const Average all = average(corpus, scores);
        html += fmt::format("<tr class=\"{}\"><td>{}</td>", i == report.ours ? "ours" : "",
                            escape_html(run.method));
        html += cell(all[Metric::Iou]);
        for (const Bucket bucket : {Bucket::Near, Bucket::Mid, Bucket::Far})
            html += cell(average(corpus, scores, in_bucket(bucket))[Metric::Iou]);
        for (const Metric metric : {Metric::Order, Metric::Size, Metric::Out, Metric::TextOver})
            html += cell(all[metric]);
        html += "</tr>";
    }
    return html + "</table>";
}

std::string legend() {
    std::string html = "<ul class=\"key\">";
    for (const Kind kind : {Kind::Text, Kind::TextImage, Kind::Image, Kind::Logo, Kind::Button,
                            Kind::Shape, Kind::Background}) {
        static constexpr std::string_view kLetters = " ILTPBS";
        html += fmt::format(
            "<li><i style=\"border-color:var(--k{0});background:color-mix(in srgb,var(--k{0}) "
            "25%,transparent)\"></i>{1} {2}</li>",
            static_cast<int>(kind), kLetters[static_cast<std::size_t>(kind)],
            kind == Kind::TextImage ? "text drawn as a picture" : kind_name(kind));
    }
    return html +
           "<li>dashed: the designer dropped it</li><li>dotted: the designer added it</li>"
           "<li>equal number: the same element</li></ul>";
}

std::string choice(std::string_view name, const std::vector<std::string>& values) {
    std::string html =
        fmt::format("<label>{} <select name=\"{}\"><option value=\"\">all</option>", name, name);
    for (const std::string& value : values)
        html += fmt::format("<option>{}</option>", escape_html(value));
    return html + "</select></label>";
}

std::string controls(const Corpus& corpus, const Run& ours) {
    std::set<std::string> candidates;
    for (const Outcome& outcome : ours.outcomes) {
        if (!outcome.answer.candidate.empty()) candidates.insert(outcome.answer.candidate);
    }
    return "<nav><form autocomplete=\"off\">" + choice("bucket", {"near", "mid", "far"}) +
           choice("author", authors_of(corpus)) + choice("campaign", campaigns_of(corpus)) +
           choice("candidate", {candidates.begin(), candidates.end()}) +
           R"(<label>order <select name="order"><option value="worst">worst first</option>)"
           R"(<option value="best">best first</option><option value="loss">most behind the )"
           R"(simple ones</option><option value="campaign">by campaign</option></select></label>)"
           R"(<label><input type="checkbox" name="ghosts"> designer's outlines over ours</label>)"
           R"(<output name="shown"></output></form></nav>)";
}

std::vector<std::size_t> worst_first(const Run& ours) {
    std::vector<std::size_t> order(ours.outcomes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&ours](std::size_t a, std::size_t b) {
        return iou_of(ours, a) < iou_of(ours, b);
    });
    return order;
}

}  // namespace

std::string contact_sheet(const Corpus& corpus, const Report& report) {
    const Run& ours = ours_of(report);
    std::string html =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>Refit layouts beside "
        "designers'</title><style>" +
        std::string{kSheetStyle} + "</style></head><body><header>";
    html += fmt::format(
        "<h1>Our layouts beside the designers' own</h1><p>{} pairs of {} campaigns by {} authors. "
        "Ours is “{}”; each author's designs are laid out by what was learned from the others. "
        "Numbers are IoU: 1 is the designer's own layout.</p>",
        corpus.cases.size(), campaigns_of(corpus).size(), authors_of(corpus).size(),
        escape_html(ours.method));
    html += summary_table(corpus, report) + legend() + "</header>" + controls(corpus, ours);
    html += "<main>\n";
    for (const std::size_t index : worst_first(ours)) html += card(corpus, report, index);
    return html + "</main><script>" + std::string{kSheetScript} + "</script></body></html>\n";
}

}  // namespace refit::evaluation
