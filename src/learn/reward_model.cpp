#include "learn/reward_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/rng.h"
#include "learn/ridge.h"

namespace refit::learn {
namespace {

constexpr std::size_t kFoldsMax = 100;

struct ArmModel {
    std::optional<RidgeModel> ridge;
    double mean{0};
};

struct FoldModel {
    std::vector<ArmModel> arms;
    double low{0};
    double high{0};

    [[nodiscard]] double predict(std::size_t arm, std::span<const double> context) const {
        const ArmModel& model = arms[arm];
        const double value = model.ridge ? model.ridge->predict(context) : model.mean;
        return std::clamp(value, low, high);
    }
};

Result<void> check(std::span<const RewardRow> rows, std::size_t arms,
                   const CrossFitOptions& options) {
    if (options.folds < 2 || options.folds > kFoldsMax || !(options.lambda > 0.0) ||
        !(options.shrinkage >= 0.0)) {
        return fail(ErrorCode::InvalidInput,
                    "expected 2 to 100 folds, lambda above 0 and shrinkage of at least 0");
    }
    std::set<std::uint64_t> groups;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const RewardRow& row = rows[i];
        groups.insert(row.group);
        bool sound = row.arm < arms && std::isfinite(row.reward) &&
                     row.context.size() == rows[0].context.size();
        for (const double x : row.context) sound = sound && std::isfinite(x);
        if (!sound) {
            return fail(
                ErrorCode::InvalidInput,
                fmt::format("row {}: expected an arm below {}, finite numbers and a context "
                            "of {} numbers",
                            i, arms, rows[0].context.size()));
        }
    }
    if (groups.size() < 2) {
        return fail(ErrorCode::InvalidInput, "cross-fitting needs rows of at least two groups");
    }
    return {};
}

// Folds in turn over the groups in the order of a hash: sizes differ by one group at most.
std::vector<std::size_t> assign_folds(std::span<const RewardRow> rows,
                                      const CrossFitOptions& options) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> order;
    std::set<std::uint64_t> groups;
    for (const RewardRow& row : rows) groups.insert(row.group);
    order.reserve(groups.size());
    for (const std::uint64_t group : groups) {
        order.emplace_back(SeededRng{options.seed ^ (group * 0x9e3779b97f4a7c15ULL)}.next(), group);
    }
    std::sort(order.begin(), order.end());
    std::vector<std::pair<std::uint64_t, std::size_t>> fold_of;
    for (std::size_t i = 0; i < order.size(); ++i) {
        fold_of.emplace_back(order[i].second, i % options.folds);
    }
    std::sort(fold_of.begin(), fold_of.end());
    std::vector<std::size_t> folds;
    for (const RewardRow& row : rows) {
        const auto place =
            std::lower_bound(fold_of.begin(), fold_of.end(), std::pair{row.group, std::size_t{0}});
        folds.push_back(place->second);
    }
    return folds;
}

Result<ArmModel> fit_arm(const std::vector<RidgeRow>& rows, double overall,
                         const CrossFitOptions& options) {
    ArmModel model;
    double sum = options.shrinkage * overall;
    for (const RidgeRow& row : rows) sum += row.target;
    const double count = options.shrinkage + static_cast<double>(rows.size());
    model.mean = count > 0.0 ? sum / count : overall;
    if (rows.size() < 2 || rows[0].features.empty()) return model;
    std::vector<std::string> names(rows[0].features.size());
    for (std::size_t j = 0; j < names.size(); ++j) names[j] = fmt::format("x{}", j);
    REFIT_TRY(ridge, RidgeModel::fit(std::move(names), rows, {.lambda = options.lambda}));
    model.ridge = std::move(ridge);
    return model;
}

Result<FoldModel> fit_fold(std::span<const RewardRow> rows, const std::vector<std::size_t>& folds,
                           std::size_t left_out, std::size_t arms, const CrossFitOptions& options) {
    std::vector<std::vector<RidgeRow>> by_arm(arms);
    std::vector<double> rewards;
    double sum = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (folds[i] == left_out) continue;
        by_arm[rows[i].arm].push_back({rows[i].context, rows[i].reward, 1.0});
        rewards.push_back(rows[i].reward);
        sum += rows[i].reward;
    }
    FoldModel model;
    const auto [low, high] = std::minmax_element(rewards.begin(), rewards.end());
    model.low = *low;
    model.high = *high;
    for (const auto& own : by_arm) {
        REFIT_TRY(arm, fit_arm(own, sum / static_cast<double>(rewards.size()), options));
        model.arms.push_back(std::move(arm));
    }
    return model;
}

}  // namespace

Result<std::vector<double>> cross_fitted_rewards(std::span<const RewardRow> rows, std::size_t arms,
                                                 const CrossFitOptions& options) {
    REFIT_CHECK(check(rows, arms, options));
    const auto folds = assign_folds(rows, options);
    std::vector<double> result(rows.size() * arms);
    for (std::size_t fold = 0; fold < options.folds; ++fold) {
        if (std::find(folds.begin(), folds.end(), fold) == folds.end()) continue;
        REFIT_TRY(model, fit_fold(rows, folds, fold, arms, options));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (folds[i] != fold) continue;
            for (std::size_t a = 0; a < arms; ++a) {
                result[i * arms + a] = model.predict(a, rows[i].context);
            }
        }
    }
    return result;
}

}  // namespace refit::learn
