#include "experiment/search_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "base/rng.h"
#include "base/text.h"
#include "experiment/significance.h"
#include "learn/expected_improvement.h"

namespace refit::experiment {
namespace {

using Vector = Eigen::VectorXd;

// What moving one parameter alone does to stored canvases.
struct Probe {
    double changed{0};  // share of the canvases, the larger of the two directions
    double gain{0};     // of expected quality in the better direction
    double towards{1};  // that direction
};

class Planner {
public:
    Planner(const SearchStudy& study, const Replay& replay, std::uint64_t seed)
        : study_{study},
          replay_{replay},
          rng_{seed + study.tried},
          origin_{to_unit(leader().parameters, study.defaults)} {}

    Result<SearchPlan> plan();

private:
    struct Candidate {
        Vector unit;
        layout::Parameters parameters;
    };

    [[nodiscard]] const SearchArm& leader() const { return study_.arms[study_.leader]; }
    [[nodiscard]] std::vector<Probe> probe() const;
    [[nodiscard]] std::vector<double> promised() const;
    [[nodiscard]] std::vector<std::size_t> draw_inputs(const std::vector<Probe>& probes);
    [[nodiscard]] Vector model_step(const std::vector<Probe>& probes) const;
    [[nodiscard]] std::vector<Candidate> candidates(const std::vector<Probe>& probes,
                                                    const learn::LocalSearch& search);
    void weigh(const Candidate& candidate);
    [[nodiscard]] double improvement(const learn::StepBelief& belief, const Vector& unit) const;
    void describe(SearchProposal& proposal) const;
    [[nodiscard]] bool known(const layout::Parameters& parameters) const;

    const SearchStudy& study_;
    const Replay& replay_;
    SeededRng rng_;
    Vector origin_;
    std::vector<ReplayedCanvas> served_;
    std::optional<learn::LocalSearch> ratings_;
    std::optional<learn::LocalSearch> goals_;
    SearchPlan plan_;
};

double stars(const ReplayComparison& comparison) {
    return kModelTrust * kRatingSpan * comparison.quality_gain.value_or(0);
}

// Leader and candidate compared on the first canvases.
ReplayComparison compared(const Replay& replay, const std::vector<ReplayedCanvas>& served,
                          const layout::Parameters& parameters) {
    return compare_replays(served, replay(parameters, served.size()));
}

Result<SearchPlan> Planner::plan() {
    plan_.leader = leader().variant.id;
    plan_.reach = study_.reach;
    served_ = replay_(leader().parameters, kReplayCanvasesMax);
    plan_.canvases = served_.size();
    if (served_.empty()) {
        plan_.reason = "no stored canvas to try a step on";
        return std::move(plan_);
    }
    // One canvas that the leader cannot lay out has no quality; the others have.
    plan_.quality_model = std::ranges::any_of(
        served_, [](const ReplayedCanvas& canvas) { return canvas.quality.has_value(); });
    const std::vector<Probe> probes = probe();
    const auto specs = layout::parameter_specs();
    for (std::size_t j = 0; j < probes.size(); ++j) {
        if (probes[j].changed > 0) plan_.relevant.emplace_back(specs[j].name);
    }
    if (plan_.relevant.empty()) {
        plan_.reason = "no parameter changes any stored canvas within the trust region";
        return std::move(plan_);
    }
    REFIT_TRY(ratings, rating_model(study_, promised()));
    ratings_ = std::move(ratings);
    REFIT_TRY(goals, goal_model(study_, rng_.next()));
    goals_ = std::move(goals);
    for (const Candidate& candidate : candidates(probes, goals_ ? *goals_ : *ratings_))
        weigh(candidate);
    if (plan_.proposal) {
        describe(*plan_.proposal);
        plan_.reason = plan_.proposal->note;
    } else {
        plan_.reason =
            fmt::format("none of {} steps may be tried: {} refused by the replay, {} by the guard",
                        plan_.candidates, plan_.refused, plan_.harmful);
    }
    return std::move(plan_);
}

std::vector<Probe> Planner::probe() const {
    const std::size_t count = std::min(kProbeCanvases, served_.size());
    const std::vector<ReplayedCanvas> served{served_.begin(),
                                             served_.begin() + static_cast<std::ptrdiff_t>(count)};
    std::vector<Probe> probes;
    for (Eigen::Index j = 0; j < origin_.size(); ++j) {
        Probe probe{.gain = -std::numeric_limits<double>::infinity()};
        for (const double towards : {-1.0, 1.0}) {
            Vector unit = origin_;
            unit[j] = std::clamp(unit[j] + towards * study_.reach, 0.0, 1.0);
            const auto seen = compared(replay_, served, from_unit(unit, study_.defaults));
            probe.changed = std::max(
                probe.changed, static_cast<double>(seen.changed) / static_cast<double>(count));
            const double gain = seen.invalid > 0 ? -1.0 : seen.quality_gain.value_or(0);
            if (gain > probe.gain) probe = {probe.changed, gain, towards};
        }
        probes.push_back(probe);
    }
    return probes;
}

// What the quality model promised of each arm beside the leader, in believed stars.
std::vector<double> Planner::promised() const {
    std::vector<double> promised(study_.arms.size(), 0.0);
    if (!plan_.quality_model) return promised;
    std::size_t replayed = 0;
    for (std::size_t i = study_.arms.size(); i-- > 0 && replayed < kArmsReplayed;) {
        if (study_.arms[i].outcomes < kSearchOutcomesMin || i == study_.leader) continue;
        promised[i] = stars(compared(replay_, served_, study_.arms[i].parameters));
        ++replayed;
    }
    return promised;
}

// Without replacement, by how much they change.
std::vector<std::size_t> Planner::draw_inputs(const std::vector<Probe>& probes) {
    std::vector<double> weights;
    weights.reserve(probes.size());
    for (const Probe& probe : probes) weights.push_back(probe.changed);
    std::vector<std::size_t> inputs;
    while (inputs.size() < std::min(kSearchDimensions, plan_.relevant.size())) {
        double place = uniform01(rng_) * std::accumulate(weights.begin(), weights.end(), 0.0);
        std::size_t j = 0;
        while (j + 1 < weights.size() && (weights[j] <= 0.0 || place >= weights[j])) {
            place -= std::max(0.0, weights[j]);
            ++j;
        }
        if (weights[j] <= 0.0) break;  // Rounding walked past the last one.
        inputs.push_back(j);
        weights[j] = 0.0;
    }
    return inputs;
}

Vector Planner::model_step(const std::vector<Probe>& probes) const {
    std::vector<std::size_t> order(probes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return probes[a].gain > probes[b].gain; });
    Vector unit = origin_;
    for (std::size_t i = 0; i < std::min(kSearchDimensions, order.size()); ++i) {
        const Probe& probe = probes[order[i]];
        if (probe.gain <= 0.0) break;
        const auto j = static_cast<Eigen::Index>(order[i]);
        unit[j] = std::clamp(unit[j] + probe.towards * study_.reach, 0.0, 1.0);
    }
    return unit;
}

std::vector<Planner::Candidate> Planner::candidates(const std::vector<Probe>& probes,
                                                    const learn::LocalSearch& search) {
    std::vector<Candidate> list;
    const auto add = [&](const Vector& unit) {
        list.push_back({unit, from_unit(unit, study_.defaults)});
    };
    if (plan_.quality_model) add(model_step(probes));
    while (list.size() < kSearchCandidates) {
        learn::StepRequest request{.free = draw_inputs(probes),
                                   .reach = study_.reach,
                                   .margin = kHarmMargin,
                                   .harm_max = kHarmMax,
                                   .seed = rng_.next()};
        if (goals_) request.harm_max = 0.99;  // in other units; the guard proper is in weigh()
        add(search.step(request).x);
    }
    return list;
}

bool Planner::known(const layout::Parameters& parameters) const {
    return std::ranges::any_of(study_.arms,
                               [&](const SearchArm& arm) { return arm.parameters == parameters; });
}

double Planner::improvement(const learn::StepBelief& belief, const Vector& unit) const {
    const learn::StepBelief judged = goals_ ? goals_->belief(unit) : belief;
    if (judged.gain_deviation <= 0.0) return std::max(0.0, judged.gain);
    const double z = judged.gain / judged.gain_deviation;
    return judged.gain_deviation * std::exp(learn::log_improvement(z).value);
}

// Replays a candidate and keeps it if it may be tried and promises more than the best so far.
void Planner::weigh(const Candidate& candidate) {
    if (known(candidate.parameters)) return;
    ++plan_.candidates;
    const ReplayComparison replayed = compared(replay_, served_, candidate.parameters);
    if (replayed.changed == 0 || refusal(replayed)) {
        ++plan_.refused;
        return;
    }
    learn::StepBelief belief = ratings_->belief(candidate.unit);
    belief.gain += stars(replayed);
    belief.mean += stars(replayed);
    const double harm = belief.harm(kHarmMargin);
    if (harm > kHarmMax) {
        ++plan_.harmful;
        return;
    }
    const double expected = improvement(belief, candidate.unit);
    if (plan_.proposal && expected <= plan_.proposal->expected_improvement) return;
    plan_.proposal = SearchProposal{.parameters = candidate.parameters,
                                    .belief = belief,
                                    .harm = harm,
                                    .expected_improvement = expected,
                                    .replay = replayed};
}

std::string text_of(const std::vector<Move>& moves) {
    std::string text;
    for (const Move& move : moves) {
        if (!text.empty()) text += ", ";
        text += fmt::format("{} {:.4g} to {:.4g}", move.parameter, move.from, move.to);
    }
    return text;
}

void Planner::describe(SearchProposal& proposal) const {
    const auto specs = layout::parameter_specs();
    for (std::size_t j = 0; j < specs.size(); ++j) {
        const double from = leader().parameters.values()[j];
        const double to = proposal.parameters.values()[j];
        if (std::abs(to - from) > 1e-9)
            proposal.moves.push_back({std::string{specs[j].name}, from, to});
    }
    const Vector unit = to_unit(proposal.parameters, study_.defaults);
    proposal.nearest_distance = std::numeric_limits<double>::infinity();
    for (const SearchArm& arm : study_.arms) {
        const double distance = (to_unit(arm.parameters, study_.defaults) - unit).norm();
        if (distance >= proposal.nearest_distance) continue;
        if (arm.outcomes < kSearchOutcomesMin && arm.variant.id != plan_.leader) continue;
        proposal.nearest = arm.variant.id;
        proposal.nearest_distance = distance;
    }
    proposal.id = fmt::format("search-{:012x}", fnv1a64(proposal.parameters.to_json()) >> 16U);
    proposal.name = fmt::format("Search: {} parameter{}", proposal.moves.size(),
                                proposal.moves.size() == 1 ? "" : "s");
    const ReplayComparison& replayed = proposal.replay;
    proposal.note = fmt::format(
        "a step from '{}': {}; expected {:.2f} ± {:.2f} stars, gain {:+.2f} ± {:.2f}, expected "
        "improvement {:.3f}, loses more than {:.1f} with probability {:.2f}; nearest known arm "
        "'{}' at {:.2f}; {} of {} stored canvases change{}",
        plan_.leader, text_of(proposal.moves), proposal.belief.mean, proposal.belief.deviation,
        proposal.belief.gain, proposal.belief.gain_deviation, proposal.expected_improvement,
        kHarmMargin, proposal.harm, proposal.nearest, proposal.nearest_distance, replayed.changed,
        replayed.canvases,
        replayed.quality_gain ? fmt::format(", the quality model expects {:+.3f} ± {:.3f}",
                                            *replayed.quality_gain, replayed.gain_error)
                              : std::string{});
}

}  // namespace

Result<SearchPlan> plan_search(const SearchStudy& study, const Replay& replay, std::uint64_t seed) {
    return Planner{study, replay, seed}.plan();
}

}  // namespace refit::experiment
