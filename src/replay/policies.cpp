// Policies: the weights of each from the figures it rests on, and these from the history of words.
//
// A policy is written under the lock of its experiment, as are the words that rate, so its figures
// are those of some prefix of the words, and later policies have later prefixes.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "experiment/allocation.h"
#include "experiment/policy_replay.h"
#include "replay/checks.h"
#include "store/experiments.h"
#include "store/policies.h"
#include "store/replay.h"
#include "store/variants.h"

namespace refit::replay {
namespace {

using experiment::PolicyBasis;

constexpr int kRescansMax =
    20;  // policies without a prefix, of one experiment, that are looked for

// What one experiment's words have said so far, by phase and arm.
class Words {
public:
    void hear(const store::OutcomeWord& word) {
        if (word.held_back) return;
        store::ArmCounts& arm = arms_[{word.bucket_version, word.variant_id}];
        if (word.before) {
            arm.rating_sum -= *word.before;
            arm.rating_sq_sum -= *word.before * *word.before;
        } else {
            ++arm.outcomes;
        }
        arm.rating_sum += word.rating;
        arm.rating_sq_sum += word.rating * word.rating;
    }
    [[nodiscard]] stats::Summary of(std::int64_t phase, const std::string& variant) const {
        const auto found = arms_.find({phase, variant});
        return found == arms_.end() ? stats::Summary{} : experiment::rewards(found->second);
    }

private:
    std::map<std::pair<std::int64_t, std::string>, store::ArmCounts> arms_;
};

class Experiment {
public:
    Experiment(Check& check, const store::Experiment& experiment,
               std::vector<store::Variant> variants, std::optional<TimePoint> erased)
        : check_{check}, id_{experiment.id}, variants_{std::move(variants)}, erased_{erased} {}

    Result<void> run();

private:
    Result<bool> next_policy();
    Result<void> weigh();
    Result<void> find_prefix();
    Result<bool> search();
    [[nodiscard]] bool comparable() const;
    [[nodiscard]] bool fits() const;
    [[nodiscard]] std::string key() const { return fmt::format("{} {}", id_, policy_.version); }
    [[nodiscard]] PolicyBasis with_present_caps() const;
    [[nodiscard]] bool is_warm(const std::string& id) const;

    Check& check_;
    std::string id_;
    std::vector<store::Variant> variants_;
    std::optional<TimePoint> erased_;
    std::vector<store::Policy> page_;
    std::size_t next_{0};
    store::Policy policy_;
    PolicyBasis basis_;
    Words words_;
    std::int64_t heard_{0};  // FeedbackEvent::seq of the last word in words_
    std::int64_t rows_{0};
    std::int64_t without_figures_{0};
    int rescans_{0};
};

Result<bool> Experiment::next_policy() {
    if (next_ == page_.size()) {
        REFIT_TRY(page, store::list_policies_after(check_.tx, id_, policy_.version));
        page_ = std::move(page);
        next_ = 0;
    }
    if (page_.empty()) return false;
    policy_ = page_[next_++];
    return true;
}

Result<void> Experiment::run() {
    for (;;) {
        REFIT_TRY(more, next_policy());
        if (!more) break;
        ++rows_;
        auto basis = experiment::read_basis(policy_);
        if (!basis) {
            check_.found({"policies", key(), policy_.details, "figures of every arm", false});
            continue;
        }
        basis_ = *std::move(basis);
        REFIT_CHECK(weigh());
        REFIT_CHECK(find_prefix());
    }
    check_.checked("policies of " + id_, rows_);
    if (without_figures_ > 0) {
        check_.report.notes.push_back(fmt::format(
            "{} policies of '{}' rest on figures that the words alone do not give (a half "
            "life, objectives, users erased since): only their weights were computed",
            without_figures_, id_));
    }
    return {};
}

// Policies written before caps were noted among the figures: those of today.
PolicyBasis Experiment::with_present_caps() const {
    PolicyBasis basis = basis_;
    for (std::size_t i = 0; i < basis.arms.size(); ++i) {
        const auto found = std::ranges::find(variants_, basis.variant_ids[i], &store::Variant::id);
        if (found != variants_.end()) basis.arms[i].traffic_cap = found->traffic_cap;
    }
    return basis;
}

Result<void> Experiment::weigh() {
    const auto weights = experiment::repeat_policy(basis_);
    if (!weights) {
        check_.report.notes.push_back(fmt::format(
            "policy {} is of method '{}': its weights were not computed", key(), basis_.method));
        return {};
    }
    if (*weights == policy_.weights) return {};
    if (experiment::repeat_policy(with_present_caps()) == policy_.weights) return {};
    check_.found({"policies", key(), store::print_weights(policy_.weights),
                  store::print_weights(*weights), false});
    return {};
}

bool Experiment::is_warm(const std::string& id) const {
    const auto found = std::ranges::find(variants_, id, &store::Variant::id);
    return found != variants_.end() && found->warm_from.has_value();
}

bool Experiment::comparable() const {
    return basis_.raw && (!erased_ || policy_.created_at > *erased_);
}

bool Experiment::fits() const {
    for (std::size_t i = 0; i < basis_.arms.size(); ++i) {
        if (is_warm(basis_.variant_ids[i])) continue;  // another arm's ratings are mixed in
        const stats::Summary said = words_.of(basis_.bucket_version, basis_.variant_ids[i]);
        const stats::Summary& figures = basis_.arms[i].outcomes;
        if (said.n != figures.n || said.sum != figures.sum ||
            said.sum_squares != figures.sum_squares) {
            return false;
        }
    }
    return true;
}

// Hears words until they are what the policy rests on.
Result<bool> Experiment::search() {
    bool found = fits();
    if (found) return true;
    REFIT_CHECK(
        store::scan_outcome_words(check_.tx, id_, heard_, [&](const store::OutcomeWord& word) {
            words_.hear(word);
            heard_ = word.seq;
            found = fits();
            return !found;
        }));
    return found;
}

Result<void> Experiment::find_prefix() {
    if (!comparable() || rescans_ > kRescansMax) {
        ++without_figures_;
        return {};
    }
    const Words before = words_;
    const std::int64_t heard = heard_;
    REFIT_TRY(found, search());
    if (found) return {};
    words_ = before;
    heard_ = heard;
    ++rescans_;
    check_.found({"policies", key(), "figures " + policy_.details,
                  "no such figures at any time after the policy before it", false});
    return {};
}

}  // namespace

Result<void> check_policies(Check& check) {
    REFIT_TRY(experiments, store::list_experiments(check.tx));
    REFIT_TRY(erased, store::last_erasure(check.tx));
    for (const store::Experiment& experiment : experiments) {
        REFIT_TRY(variants, store::list_variants(check.tx, experiment.id));
        REFIT_CHECK(Experiment(check, experiment, std::move(variants), erased).run());
    }
    return {};
}

}  // namespace refit::replay
