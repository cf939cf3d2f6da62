#include "app/search.h"

#include <memory>
#include <utility>

#include "experiment/audit.h"
#include "experiment/canaries.h"
#include "experiment/search_plan.h"
#include "resize/replay.h"

namespace refit::app {
namespace {

// The instruction writer works on the parameters' table; what it did not move stays what the layout
// model learned.
std::string parameters_of(const training::Proposal& proposal) {
    return proposal.instructions.parameters.changes_json(layout::Parameters{});
}

Result<void> refuse(store::Transaction& tx, const training::Proposal& proposal,
                    const std::string& reason, TimePoint now) {
    return experiment::audit(tx, {"training", reason},
                             {.action = "proposal.refuse", .subject = "variant:" + proposal.id},
                             now);
}

}  // namespace

training::ProposalHook proposal_hook() {
    return [](store::Transaction& tx, const training::Proposal& proposal,
              TimePoint now) -> Result<bool> {
        experiment::NewVariant variant;
        variant.id = proposal.id;
        variant.name = proposal.name;
        variant.prompt = proposal.instructions.prompt;
        variant.parameters = parameters_of(proposal);
        variant.origin = store::VariantOrigin::Proposal;
        variant.note = proposal.note;
        variant.traffic_cap = training::kProposalTrafficCap;
        REFIT_TRY(entered, experiment::enter_canary(tx, std::move(variant), now));
        if (entered) return true;
        const std::string reason =
            "a proposal is on trial already, or as many variants are active as may be";
        REFIT_CHECK(refuse(tx, proposal, reason, now));
        return false;
    };
}

training::ProposalGate proposal_gate(store::Database& database, const Clock& clock,
                                     experiment::ParameterSearch& search) {
    return [&database, &clock,
            &search](const training::Proposal& proposal) -> Result<std::optional<std::string>> {
        REFIT_TRY(reason, search.objection(parameters_of(proposal)));
        if (!reason) return std::optional<std::string>{};
        REFIT_CHECK(database.write(
            [&](store::Transaction& tx) { return refuse(tx, proposal, *reason, clock.now()); }));
        return reason;
    };
}

experiment::ReplayLoader replay_loader(store::Database& database,
                                       const canvas::TextMeasurer& measurer,
                                       layout::Learned learned,
                                       const training::QualityRanker& ranker) {
    return [&database, &measurer, learned = std::move(learned),
            &ranker]() -> Result<experiment::Replay> {
        REFIT_TRY(loaded, resize::Replay::load(database, measurer, experiment::kReplayCanvasesMax));
        const auto replay = std::make_shared<const resize::Replay>(std::move(loaded));
        // A model that is promoted meanwhile must not score one of two arms.
        const auto quality = ranker.snapshot();
        return experiment::Replay{
            [replay, learned, quality](const layout::Parameters& parameters, std::size_t count) {
                layout::Learned tried = learned;
                tried.parameters = parameters;
                std::vector<experiment::ReplayedCanvas> seen;
                for (auto& layout : replay->run(tried, quality.get(), count)) {
                    experiment::ReplayedCanvas& one = seen.emplace_back();
                    one.problem = std::move(layout.problem);
                    one.features = std::move(layout.features);
                    if (quality && one.problem.empty()) one.quality = quality->score(one.features);
                }
                return seen;
            }};
    };
}

}  // namespace refit::app
