#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

// What a registry row says of the data behind a model.
struct Lineage {
    Window window;  // with its mark
    std::uint64_t seed{0};
    std::string data_hash;
    std::string features_version;
    std::string quality_version;
};
// nullopt for rows of before models could be rebuilt, and damaged ones.
[[nodiscard]] std::optional<Lineage> parse_lineage(std::string_view metrics);

}  // namespace refit::training
