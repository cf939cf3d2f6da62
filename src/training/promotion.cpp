#include "training/promotion.h"

#include <fmt/format.h>

namespace refit::training {

Verdict decide_promotion(const ModelMetrics& candidate, const ModelMetrics& constant,
                         const std::optional<ModelMetrics>& serving) {
    if (candidate.rows < kHeldOutRowsMin || candidate.users < kHeldOutUsersMin) {
        return {false,
                fmt::format("only {} held-out rows of {} people; {} of {} are needed to decide",
                            candidate.rows, candidate.users, kHeldOutRowsMin, kHeldOutUsersMin)};
    }
    if (candidate.mae > constant.mae) {
        return {false,
                fmt::format("mean absolute error {:.4f} on {} held-out rows is above {:.4f}, "
                            "that of always saying the average",
                            candidate.mae, candidate.rows, constant.mae)};
    }
    if (!serving) {
        return {true, fmt::format("first model: mean absolute error {:.4f} on {} held-out rows, "
                                  "against {:.4f} for always saying the average",
                                  candidate.mae, candidate.rows, constant.mae)};
    }
    const bool not_worse = candidate.mae <= serving->mae + kMaeMarginMax;
    return {not_worse, fmt::format("mean absolute error {:.4f} on {} held-out rows, against {:.4f} "
                                   "for the serving model: {}",
                                   candidate.mae, candidate.rows, serving->mae,
                                   not_worse ? "not worse" : "worse")};
}

}  // namespace refit::training
