#include "training/patterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "learn/patterns.h"
#include "training/quality_model.h"

namespace refit::training {
namespace {

// The features behind the three figures of the seed's report. The last two are logarithms of
// ratios, divided by these scales (layout/features.cpp); people read ratios.
constexpr std::string_view kComplexity = "complexity";
constexpr std::string_view kAspectChange = "aspect_change_size";
constexpr std::string_view kSizeChange = "area_change";
constexpr double kAspectScale = 4;
constexpr double kSizeScale = 8;

enum class Side : std::uint8_t { Successful, Problematic, Between };

Side side_of(double quality) {
    if (quality >= learn::kSuccessfulQuality) return Side::Successful;
    if (quality <= learn::kProblematicQuality) return Side::Problematic;
    return Side::Between;
}

// Mean of the feature called `name` over one side; nullopt where there is nothing to average.
std::optional<double> side_mean(std::span<const LabelledSession> sessions, Side side,
                                const FeatureTable& table, std::string_view name) {
    const auto at = std::ranges::find(table.names, name);
    if (at == table.names.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(at - table.names.begin());
    double sum = 0;
    std::int64_t count = 0;
    for (const LabelledSession& session : sessions) {
        if (session.features.empty() || side_of(session.quality.score) != side) continue;
        sum += session.features[index];
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / static_cast<double>(count);
}

double ratio_of(std::optional<double> mean_log, double scale) {
    return mean_log ? std::exp(scale * *mean_log) : 0.0;
}

PatternSide summarise(std::span<const LabelledSession> sessions, Side side,
                      const FeatureTable& table) {
    const auto count = std::ranges::count_if(sessions, [side](const LabelledSession& session) {
        return side_of(session.quality.score) == side;
    });
    return {.count = count,
            .avg_complexity = side_mean(sessions, side, table, kComplexity).value_or(0.0),
            .avg_aspect_ratio_change =
                ratio_of(side_mean(sessions, side, table, kAspectChange), kAspectScale),
            .avg_size_change_ratio =
                ratio_of(side_mean(sessions, side, table, kSizeChange), kSizeScale)};
}

// Running mean of rows; all of one length.
struct MeanRow {
    learn::PatternRow row;
    double count{0};

    void add(const std::vector<double>& features, double quality) {
        ++count;
        row.features.resize(features.size());
        row.quality += (quality - row.quality) / count;
        for (std::size_t i = 0; i < features.size(); ++i)
            row.features[i] += (features[i] - row.features[i]) / count;
    }
};

// One row per person and side, the mean of their sessions there: a person's sessions resemble each
// other, and counted one by one they would make a feature of theirs look like evidence.
std::vector<learn::PatternRow> rows_of_people(std::span<const LabelledSession> sessions) {
    std::map<std::pair<std::string_view, Side>, MeanRow> means;
    for (const LabelledSession& session : sessions) {
        const Side side = side_of(session.quality.score);
        if (session.features.empty() || side == Side::Between) continue;
        means[{session.user, side}].add(session.features, session.quality.score);
    }
    std::vector<learn::PatternRow> rows;
    rows.reserve(means.size());
    for (auto& [key, mean] : means) rows.push_back(std::move(mean.row));
    return rows;
}

std::vector<Finding> find(std::span<const LabelledSession> sessions, const FeatureTable& table) {
    const std::vector<learn::PatternRow> rows = rows_of_people(sessions);
    std::vector<Finding> findings;
    for (const auto& found : learn::analyse_patterns(table.names, rows).findings) {
        findings.push_back({.feature = found.feature,
                            .mean_successful = found.mean_successful,
                            .mean_problematic = found.mean_problematic,
                            .effect = found.effect_size,
                            .q_value = found.q_value,
                            .p_value = found.p_value});
    }
    return findings;
}

}  // namespace

Patterns analyse_patterns(std::span<const LabelledSession> sessions) {
    const FeatureTable table = layout_features();
    return {.successful = summarise(sessions, Side::Successful, table),
            .problematic = summarise(sessions, Side::Problematic, table),
            .findings = find(sessions, table)};
}

std::vector<Finding> significant(std::span<const Finding> findings) {
    std::vector<Finding> kept;
    std::ranges::copy_if(findings, std::back_inserter(kept), [](const Finding& finding) {
        return finding.q_value <= kFindingQMax && std::abs(finding.effect) >= kFindingEffectMin;
    });
    // Ties by name, so that the order never depends on how the findings were computed.
    std::ranges::sort(kept, [](const Finding& a, const Finding& b) {
        const double left = std::abs(a.effect);
        const double right = std::abs(b.effect);
        return left != right ? left > right : a.feature < b.feature;
    });
    return kept;
}

std::string observe(const Finding& finding) {
    return fmt::format(
        "{} was {} in good results than in poor ones: {:.2f} against {:.2f} (effect {:+.2f})",
        finding.feature, finding.effect > 0 ? "higher" : "lower", finding.mean_successful,
        finding.mean_problematic, finding.effect);
}

std::string describe(const Finding& finding) {
    return fmt::format("{}, q {:.3f}.", observe(finding), finding.q_value);
}

Result<std::vector<Finding>> pattern_findings(store::Database& database, TimePoint until,
                                              int days) {
    std::vector<LabelledSession> sessions;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(loaded, load_labelled(tx, last_days(until, days)));
        sessions = std::move(loaded);
        return {};
    }));
    return analyse_patterns(sessions).findings;
}

}  // namespace refit::training
