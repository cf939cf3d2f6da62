#pragma once

#include <optional>
#include <string>

#include "training/model_metrics.h"
#include "training/training_set.h"

namespace refit::training {

// Everything a registry row says about a model besides the model; docs/formats/quality-model.md.
struct ModelRecord {
    const QualityModel& model;
    const TrainingSet& set;
    std::uint64_t seed;
    std::optional<std::int64_t> parent;
    ModelMetrics held_out;
    ModelMetrics constant;
    std::optional<ModelMetrics> serving;
    std::optional<IntervalMetrics> interval;
};

[[nodiscard]] std::string metrics_json(const ModelRecord& record);

}  // namespace refit::training
