#include "evaluation/average.h"
#include "evaluation/report.h"
#include "json/writer.h"

namespace refit::evaluation {
namespace {

void write_average(json::Writer& out, std::string_view name, const Average& average) {
    out.key(name).begin_object();
    out.member("pairs", static_cast<std::int64_t>(average.pairs));
    out.member("fail", static_cast<std::int64_t>(average.failed));
    for (std::size_t i = 0; i < kMetricCount; ++i)
        out.member(metric_name(static_cast<Metric>(i)), average.values[i]);
    out.member("hiddenRecall", average.hidden_recall());
    out.member("hiddenPrecision", average.hidden_precision());
    out.end_object();
}

void write_run(json::Writer& out, std::string_view name, const Corpus& corpus, const Run& run) {
    const std::vector<Scores> scores = run.scores();
    out.key(name).begin_object();
    write_average(out, "all", average(corpus, scores));
    for (const Bucket bucket : {Bucket::Near, Bucket::Mid, Bucket::Far})
        write_average(out, bucket_name(bucket), average(corpus, scores, in_bucket(bucket)));
    out.end_object();
}

void write_method(json::Writer& out, const Corpus& corpus, const MethodReport& method) {
    out.begin_object().member("name", method.held_out.method);
    out.member("learns", method.held_out.learns);
    write_run(out, "heldOut", corpus, method.held_out);
    if (method.in_sample) write_run(out, "inSample", corpus, *method.in_sample);
    const std::vector<Scores> scores = method.held_out.scores();
    out.key("authors").begin_object();
    for (const std::string& author : authors_of(corpus))
        write_average(out, author, average(corpus, scores, by_author(author)));
    out.end_object().end_object();
}

void write_methods(json::Writer& out, std::string_view name, const Corpus& corpus,
                   const std::vector<MethodReport>& methods) {
    out.key(name).begin_array();
    for (const MethodReport& method : methods) write_method(out, corpus, method);
    out.end_array();
}

void write_corpus(json::Writer& out, const Corpus& corpus) {
    out.key("corpus").begin_object();
    out.member("pairs", static_cast<std::int64_t>(corpus.cases.size()));
    out.member("campaigns", static_cast<std::int64_t>(campaigns_of(corpus).size()));
    out.member("authors", static_cast<std::int64_t>(authors_of(corpus).size()));
    out.key("skipped").begin_array();
    for (const std::string& reason : corpus.skipped) out.value(reason);
    out.end_array().end_object();
}

void write_curve(json::Writer& out, const Report& report) {
    if (report.curve.empty()) return;
    out.key("curve").begin_object().member("method", report.curve_method);
    out.key("points").begin_array();
    for (const CurvePoint& point : report.curve) {
        const Spread iou = spread_of(point, Metric::Iou);
        out.begin_object().key("campaigns");
        if (point.campaigns) {
            out.value(static_cast<std::int64_t>(*point.campaigns));
        } else {
            out.null();
        }
        out.member("orders", static_cast<std::int64_t>(point.orders.size()));
        out.member("mean", iou.mean).member("deviation", iou.deviation);
        out.member("low", iou.low).member("high", iou.high).end_object();
    }
    out.end_array().end_object();
}

}  // namespace

std::string report_json(const Corpus& corpus, const Report& report) {
    json::Writer out;
    out.begin_object();
    write_corpus(out, corpus);
    write_methods(out, "methods", corpus, report.methods);
    if (!report.ablations.empty()) write_methods(out, "ablations", corpus, report.ablations);
    write_curve(out, report);
    out.end_object();
    return out.take();
}

}  // namespace refit::evaluation
