#include "simulation/judge.h"

#include <algorithm>
#include <span>

#include "evaluation/methods.h"
#include "evaluation/metrics.h"
#include "layout/features.h"
#include "layout/scene.h"

namespace refit::simulation {
namespace {

using evaluation::Boxes;

// Where a reader of the answer finds the objects.
Result<Boxes> boxes_in(const std::string& canvas, const Question& question) {
    return evaluation::boxes_of(canvas, *question.document, question.page);
}

}  // namespace

Result<double> Judge::served(const Question& question, const std::string& canvas,
                             std::string_view arm, double moment) const {
    REFIT_TRY(stars, taste(question, canvas, arm));
    return stars + drift(arm, moment);
}

Result<double> Judge::would_be(const Question& question, const Arm& arm, double moment,
                               const layout::Ranker* ranker) {
    const Key key{&question, arm.id};
    auto found = known_.find(key);
    if (found == known_.end()) {
        std::string canvas;
        if (scenario_.raters.taste != Taste::Arms) {
            layout::Learned learned = model_;
            REFIT_TRY(parameters, layout::Parameters::parse(arm.parameters, learned.parameters));
            learned.parameters = std::move(parameters);
            REFIT_TRY(result, layout::resize(*question.document, question.page, question.target,
                                             learned, measurer_, ranker));
            canvas = std::move(result.canvas);
        }
        REFIT_TRY(stars, taste(question, canvas, arm.id));
        found = known_.emplace(key, stars).first;
    }
    return found->second + drift(arm.id, moment);
}

Result<double> Judge::taste(const Question& question, const std::string& canvas,
                            std::string_view arm) const {
    const Raters& raters = scenario_.raters;
    if (raters.taste == Taste::Closeness) return closeness(question, canvas);
    if (raters.taste == Taste::Features) return liked_features(question, canvas);
    const bool tall = question.target.height > question.target.width;
    for (const auto* weights :
         {tall ? &raters.weights_if_tall : &raters.weights, &raters.weights}) {
        const auto own = weights->find(std::string{arm});
        if (own != weights->end()) return own->second;
    }
    return raters.stars_mean;
}

Result<double> Judge::closeness(const Question& question, const std::string& canvas) const {
    REFIT_TRY(boxes, boxes_in(canvas, question));
    const evaluation::Scores scores = evaluation::score(*question.answer, boxes);
    const double iou = scores[evaluation::Metric::Iou].value_or(0);
    return scenario_.raters.stars_at_none + scenario_.raters.stars_per_unit * iou;
}

Result<double> Judge::liked_features(const Question& question, const std::string& canvas) const {
    REFIT_TRY(boxes, boxes_in(canvas, question));
    const layout::Scene scene = layout::analyse(*question.document, question.page);
    std::vector<geometry::Rect> placed;
    placed.reserve(scene.elements.size());
    for (const layout::Element& element : scene.elements)
        placed.push_back(boxes[element.object].value_or(geometry::Rect{}));
    const std::vector<double> features = layout::features(scene, question.target, placed);
    const auto names = layout::feature_names();
    double stars = scenario_.raters.stars_mean;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto weight = scenario_.raters.weights.find(std::string{names[i]});
        if (weight != scenario_.raters.weights.end()) stars += weight->second * features[i];
    }
    return stars;
}

double Judge::drift(std::string_view arm, double moment) const {
    double stars = 0;
    for (const Drift& drift : scenario_.drifts) {
        if (moment < drift.at) continue;
        for (const auto& [name, change] : drift.stars) {
            if (name == arm || name == "all") stars += change;
        }
    }
    for (const Trouble& trouble : scenario_.troubles) {
        if (trouble.arm == arm && moment >= trouble.from && moment < trouble.to)
            stars += trouble.stars;
    }
    return stars;
}

}  // namespace refit::simulation
