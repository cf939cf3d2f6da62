#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/corpus.h"
#include "evaluation/protocol.h"

namespace refit::evaluation {

// One method's runs. A method that does not learn has no in-sample run of its own.
struct MethodReport {
    Run held_out;  // leave-one-author-out
    std::optional<Run> in_sample;
};

struct Report {
    std::string corpus;  // where the cases came from
    std::vector<MethodReport> methods;
    std::size_t ours{0};  // the method whose layouts the contact sheet shows
    std::vector<MethodReport> ablations;
    std::vector<CurvePoint> curve;
    std::string curve_method;
};

// Tables for people: by bucket and method, the gap to in-sample, by author, ablations, the curve.
[[nodiscard]] std::string report_text(const Corpus& corpus, const Report& report);

// The same figures: {"corpus":{pairs, campaigns, authors, skipped}, "methods":[{name, learns,
// heldOut:{all, near, mid, far}, inSample, authors:{NAME}}], "ablations":[like methods],
// "curve":{method, points:[{campaigns, orders, mean, deviation, low, high}]}}. Each of all, near,
// … and each author is {pairs, fail, IoU, Disp, …, hiddenRecall, hiddenPrecision}; unknown is null,
// and so are the campaigns of the curve's last point, which are all. What was not asked for, and
// inSample of what does not learn, is absent.
[[nodiscard]] std::string report_json(const Corpus& corpus, const Report& report);

}  // namespace refit::evaluation
