#pragma once

#include "base/clock.h"
#include "canvas/text.h"
#include "experiment/parameter_search.h"
#include "layout/learned.h"
#include "store/database.h"
#include "training/ranker.h"
#include "training/retrain.h"

namespace refit::app {

// Enters a proposal of the instruction writer as a canary.
[[nodiscard]] training::ProposalHook proposal_hook();
// Refuses proposals whose parameters fail on stored canvases, with an audit row that says why.
[[nodiscard]] training::ProposalGate proposal_gate(store::Database& database, const Clock& clock,
                                                   experiment::ParameterSearch& search);

// Replays stored canvases as the server would lay them out. All but `learned` must outlive it.
[[nodiscard]] experiment::ReplayLoader replay_loader(store::Database& database,
                                                     const canvas::TextMeasurer& measurer,
                                                     layout::Learned learned,
                                                     const training::QualityRanker& ranker);

}  // namespace refit::app
