#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/average.h"
#include "evaluation/report.h"

namespace refit::evaluation {
namespace {

constexpr std::size_t kNameWidth = 31;

std::string number(std::optional<double> value) {
    if (!value) return fmt::format("{:>8}", "-");
    const double shown = std::abs(*value) < 0.0005 ? 0.0 : *value;  // no "-0.000"
    return fmt::format("{:>8.3f}", shown);
}

std::string heading(std::string_view first) {
    std::string line = fmt::format("{:<{}} {:<6}{:>6}", first, kNameWidth, "", "pairs");
    for (std::size_t i = 0; i < kMetricCount; ++i)
        line += fmt::format("{:>8}", metric_name(static_cast<Metric>(i)));
    return line + fmt::format("{:>6}\n", "fail");
}

std::string row(std::string_view name, std::string_view part, const Average& average) {
    std::string line = fmt::format("{:<{}} {:<6}{:>6}", name, kNameWidth, part, average.pairs);
    for (const auto& value : average.values) line += number(value);
    return line + fmt::format("{:>6}\n", average.failed);
}

std::string buckets(const Corpus& corpus, const Run& run) {
    const std::vector<Scores> scores = run.scores();
    std::string text = row(run.method, "all", average(corpus, scores));
    for (const Bucket bucket : {Bucket::Near, Bucket::Mid, Bucket::Far}) {
        const Average part = average(corpus, scores, in_bucket(bucket));
        if (part.pairs > 0) text += row("", bucket_name(bucket), part);
    }
    return text;
}

std::string opening(const Corpus& corpus, const Report& report) {
    const auto count = [&](Bucket bucket) {
        return std::count_if(corpus.cases.begin(), corpus.cases.end(),
                             [bucket](const Case& one) { return one.bucket == bucket; });
    };
    std::string text = fmt::format(
        "{}: {} pairs of {} campaigns by {} authors; {} near, {} mid, {} far\n", report.corpus,
        corpus.cases.size(), campaigns_of(corpus).size(), authors_of(corpus).size(),
        count(Bucket::Near), count(Bucket::Mid), count(Bucket::Far));
    if (!corpus.skipped.empty())
        text += fmt::format("{} rows left out, the first: {}\n", corpus.skipped.size(),
                            corpus.skipped.front());
    return text;
}

std::string gap(const Corpus& corpus, const MethodReport& method) {
    if (!method.in_sample) return {};
    const auto held_out = average(corpus, method.held_out.scores())[Metric::Iou].value_or(0);
    const auto seen = average(corpus, method.in_sample->scores())[Metric::Iou].value_or(0);
    return fmt::format("{:<{}} {:>8.3f}{:>10.3f}{:>8.3f}\n", method.held_out.method, kNameWidth,
                       held_out, seen, seen - held_out);
}

std::string gaps(const Corpus& corpus, const Report& report) {
    std::string rows;
    for (const MethodReport& method : report.methods) rows += gap(corpus, method);
    if (rows.empty()) return "\nNothing here learns: held out and in-sample are the same.\n";
    return fmt::format("\n{:<{}} {:>8}{:>10}{:>8}\n", "IoU", kNameWidth, "held out", "in-sample",
                       "gap") +
           rows;
}

std::string hidden(const Corpus& corpus, const Report& report) {
    std::string text = fmt::format("\n{:<{}} {:>8}{:>8}{:>8}{:>10}\n", "hidden elements",
                                   kNameWidth, "dropped", "hidden", "recall", "precision");
    for (const MethodReport& method : report.methods) {
        const Average all = average(corpus, method.held_out.scores());
        text += fmt::format("{:<{}} {:>8}{:>8}{}{:>2}{}\n", method.held_out.method, kNameWidth,
                            all.hidden.dropped, all.hidden.hidden, number(all.hidden_recall()), "",
                            number(all.hidden_precision()));
    }
    return text;
}

std::string authors(const Corpus& corpus, const Report& report) {
    std::string text = fmt::format("\n{:<{}}", "IoU by author, held out", kNameWidth + 1);
    const std::vector<std::string> names = authors_of(corpus);
    for (const std::string& name : names) text += fmt::format("{:>8.7}", name);
    text += fmt::format("{:>8}\n", "mean");
    for (const MethodReport& method : report.methods) {
        const std::vector<Scores> scores = method.held_out.scores();
        text += fmt::format("{:<{}}", method.held_out.method, kNameWidth + 1);
        double sum = 0;
        for (const std::string& name : names) {
            const auto value = average(corpus, scores, by_author(name))[Metric::Iou];
            sum += value.value_or(0);
            text += number(value);
        }
        text += number(sum / static_cast<double>(names.size())) + "\n";
    }
    return text;
}

std::string curve(const Report& report) {
    if (report.curve.empty()) return {};
    std::string text =
        fmt::format("\n{:<{}} {:>8}{:>8}{:>8}{:>8}{:>8}\n", "campaigns learned from, IoU",
                    kNameWidth, "orders", "mean", "sd", "low", "high");
    for (const CurvePoint& point : report.curve) {
        const Spread iou = spread_of(point, Metric::Iou);
        text += fmt::format("{:<{}} {:>8}{}{}{}{}\n",
                            point.campaigns ? std::to_string(*point.campaigns) : "all", kNameWidth,
                            point.orders.size(), number(iou.mean), number(iou.deviation),
                            number(iou.low), number(iou.high));
    }
    return text;
}

}  // namespace

std::string report_text(const Corpus& corpus, const Report& report) {
    std::string text = opening(corpus, report);
    text += "\n" + heading("leave-one-author-out");
    for (const MethodReport& method : report.methods) text += buckets(corpus, method.held_out);
    text += gaps(corpus, report) + hidden(corpus, report);
    if (corpus.cases.size() > 0) text += authors(corpus, report);
    if (!report.ablations.empty()) {
        text += "\n" + heading("ablations");
        for (const MethodReport& one : report.ablations) text += buckets(corpus, one.held_out);
    }
    return text + curve(report);
}

}  // namespace refit::evaluation
