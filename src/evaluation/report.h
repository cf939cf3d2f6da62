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
    std::vector<MethodReport> ablations;
    std::vector<CurvePoint> curve;
    std::string curve_method;
};

// Tables for people: by bucket and method, the gap to in-sample, by author, ablations, the curve.
[[nodiscard]] std::string report_text(const Corpus& corpus, const Report& report);

// {"corpus":{pairs,campaigns,authors,near,mid,far,skipped},"methods":[{"name","learns",
//  "heldOut":{"all":{...},"near":{...},"mid":...,"far":...},"inSample":{...}|null,
//  "authors":{"a01":{...}}}],"ablations":[like methods],
//  "curve":{"method","points":[{"campaigns","orders","iou":{mean,deviation,low,high}}]}}
// where {...} is {"pairs","fail","IoU","Disp",…,"hiddenRecall","hiddenPrecision"}; unknown is null.
[[nodiscard]] std::string report_json(const Corpus& corpus, const Report& report);

}  // namespace refit::evaluation
