#include "training/ranker.h"

#include <utility>

#include "store/models.h"

namespace refit::training {

double QualityRanker::Loaded::score(std::span<const double> features) const {
    if (model.ridge().feature_names().size() != features.size()) return kNeutralScore;
    return model.predict(features);
}

double QualityRanker::score(std::span<const double> features) const {
    const auto loaded = current();
    return loaded ? loaded->score(features) : kNeutralScore;
}

Result<void> QualityRanker::refresh(store::Database& database) {
    std::optional<store::Model> row;
    REFIT_CHECK(database.read([&row](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(found, store::serving_model(tx, kQualityModelKind));
        row = std::move(found);
        return {};
    }));
    std::shared_ptr<const Loaded> next;
    if (row) {
        REFIT_TRY(model, QualityModel::parse(row->parameters));
        if (model.understands(layout_features())) {
            next = std::make_shared<const Loaded>(row->version, std::move(model));
        }
    }
    const std::lock_guard lock{mutex_};
    loaded_ = std::move(next);
    return {};
}

std::optional<std::int64_t> QualityRanker::version() const {
    const auto loaded = current();
    return loaded ? std::optional<std::int64_t>{loaded->version} : std::nullopt;
}

std::shared_ptr<const QualityRanker::Loaded> QualityRanker::current() const {
    const std::lock_guard lock{mutex_};
    return loaded_;
}

}  // namespace refit::training
