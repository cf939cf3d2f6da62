#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "training/quality_model.h"
#include "training/retrain.h"

namespace refit::training {

struct TrainingSet {
    std::vector<Example> training;
    std::vector<Example> held_out;
};

struct Registration {
    const QualityModel* model;  // fitted on set->training
    const TrainingSet* set;
    std::string actor;  // for the audit log
    TimePoint now;
};

// Compares the model with the one that serves, on the held-out rows, and enters it in the registry
// with lineage, metrics and the reason of the verdict: as the serving model if promotion.h says so,
// else as a candidate. Writes an audit row and notifies {"type":"model"}. The comparison happens
// inside the transaction, so of two runs at once the later one meets the earlier one's model.
[[nodiscard]] Result<TrainedModel> register_model(store::Transaction& tx,
                                                  const Registration& registration);

}  // namespace refit::training
