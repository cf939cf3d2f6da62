#include "training/rebuild.h"

#include <fmt/format.h>

#include <array>

#include "layout/features.h"
#include "store/models.h"
#include "training/labelled.h"
#include "training/quality_model.h"
#include "training/ranker.h"
#include "training/registry_json.h"
#include "training/training_set.h"

namespace refit::training {
namespace {

Result<store::Model> find_wanted(store::Transaction& tx, std::optional<std::int64_t> version) {
    REFIT_TRY(found, version ? store::find_model(tx, *version)
                             : store::serving_model(tx, kQualityModelKind));
    if (found && found->kind == kQualityModelKind) return *std::move(found);
    return fail(ErrorCode::NotFound, version ? fmt::format("there is no quality model {}", *version)
                                             : std::string{"no quality model serves yet"});
}

Result<TrainingSet> set_at(store::Transaction& tx, const Window& window) {
    REFIT_TRY(sessions, load_labelled(tx, window));
    REFIT_TRY(served, load_served(tx, window));
    return make_training_set(sessions, served, window);
}

// The model as register_model() stores it.
Result<std::string> trained(const TrainingSet& set, std::uint64_t seed) {
    REFIT_TRY(model, QualityModel::fit(set.training, layout_features(), {.seed = seed}));
    model.calibrate_margin(set.held_out);
    return model.to_json();
}

Rebuilt unrepeatable(const store::Model& model, std::string why) {
    return {model.version, RebuildFate::Unrepeatable, 0, std::move(why)};
}

std::optional<std::string> obstacle(const std::optional<Lineage>& lineage) {
    if (!lineage) return "its row does not say where the log ended when it was trained";
    if (lineage->features_version != layout::kFeaturesVersion)
        return fmt::format("it looks at {}, this program computes {}", lineage->features_version,
                           layout::kFeaturesVersion);
    if (lineage->quality_version != kQualityVersion)
        return fmt::format("it learned {}, this program scores {}", lineage->quality_version,
                           kQualityVersion);
    return std::nullopt;
}

}  // namespace

std::string_view to_text(RebuildFate fate) {
    constexpr std::array<std::string_view, 4> kNames{"equal", "other model", "other data",
                                                     "unrepeatable"};
    return kNames[static_cast<std::size_t>(fate)];
}

Result<Rebuilt> rebuild_model(store::Database& database, std::optional<std::int64_t> version) {
    store::Model stored;
    std::optional<Lineage> lineage;
    TrainingSet set;
    REFIT_CHECK(database.read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(model, find_wanted(tx, version));
        stored = std::move(model);
        lineage = parse_lineage(stored.metrics);
        if (obstacle(lineage)) return {};
        REFIT_TRY(loaded, set_at(tx, lineage->window));
        set = std::move(loaded);
        return {};
    }));
    if (const auto why = obstacle(lineage)) return unrepeatable(stored, *why);
    const auto rows = std::ssize(set.training);
    if (set.data_hash != lineage->data_hash) {
        return Rebuilt{stored.version, RebuildFate::OtherData, rows,
                       "the log no longer holds the rows it was trained on: a user was erased, or "
                       "words arrived while it was read"};
    }
    REFIT_TRY(again, trained(set, lineage->seed));
    if (again != stored.parameters) {
        return Rebuilt{stored.version, RebuildFate::OtherModel, rows,
                       "the same rows give another model than the one that is stored; retrain"};
    }
    return Rebuilt{stored.version, RebuildFate::Equal, rows,
                   "the log gives the same rows and the same model, bit for bit"};
}

}  // namespace refit::training
