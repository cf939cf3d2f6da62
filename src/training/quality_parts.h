#pragma once

#include <algorithm>
#include <cmath>

#include "training/quality_model.h"

namespace refit::training {

// What fitting and predicting must do alike. Private to training/.

[[nodiscard]] inline double held(double quality) {
    return std::clamp(quality, 0.0, 1.0);
}

// ln(q / (1 - q)) of a quality kept off the ends, where it would be infinite.
[[nodiscard]] inline double logit(double quality) {
    const double inside = std::clamp(quality, 0.001, 0.999);
    return std::log(inside / (1 - inside));
}

[[nodiscard]] inline double calibrated(const QualityModel::Calibration& calibration,
                                       double quality) {
    const double t = calibration.intercept + calibration.slope * logit(quality);
    return 1 / (1 + std::exp(-t));
}

}  // namespace refit::training
