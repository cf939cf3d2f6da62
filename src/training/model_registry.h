#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/models.h"
#include "training/model_metrics.h"
#include "training/retrain.h"
#include "training/training_set.h"

namespace refit::training {

struct Registration {
    const QualityModel* model;  // fitted on set->training
    const TrainingSet* set;
    std::uint64_t seed;  // of the fit
    std::string actor;   // for the audit log
    TimePoint now;
};

// Compares the model with the one that serves, on the held-out rows, and enters it in the registry
// with lineage, metrics and the reason of the verdict: as the serving model if promotion.h says so,
// else as a candidate. Its interval is calibrated on the held-out rows. Writes an audit row and
// notifies {"type":"model"}. The comparison happens inside the transaction, so of two runs at once
// the later one meets the earlier one's model.
[[nodiscard]] Result<TrainedModel> register_model(store::Transaction& tx,
                                                  const Registration& registration);

// Who wants which model to serve, and why.
struct Rollback {
    std::optional<std::int64_t> version{};  // nullopt: the parent of the serving one
    std::string reason{};                   // may be empty; at most kRollbackReasonMax bytes
    std::string actor{};
    TimePoint now{};
};
inline constexpr std::size_t kRollbackReasonMax = 500;

// Lets an older model serve again (or a candidate, against the verdict) and retires the one that
// did; audited and notified as a promotion is. Returns the model as it now stands.
// NotFound: no such quality model, or the serving one has no parent. Conflict: it serves already.
// InvalidInput: it cannot be read, or looks at other features than this program computes.
[[nodiscard]] Result<store::Model> roll_back(store::Transaction& tx, const Rollback& rollback);

}  // namespace refit::training
