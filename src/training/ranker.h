#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "base/result.h"
#include "layout/engine.h"
#include "store/database.h"
#include "training/quality_model.h"

namespace refit::training {

// The kind under which quality models stand in the registry.
inline constexpr const char* kQualityModelKind = "quality-ridge";

// What the ranker says when it has no opinion: equal for all candidates, so the engine's own
// energy decides between them.
inline constexpr double kNeutralScore = 0.5;

// Ranks the engine's candidates by the serving quality model. Neutral until one serves, and when
// the serving one was trained on another version of the features.
// Thread-safe: score() may run while refresh() swaps the model; shared_ptr because a score in
// progress keeps the model it began with.
class QualityRanker final : public layout::Ranker {
public:
    [[nodiscard]] double score(std::span<const double> features) const override;

    // Loads the serving model. Call at start and when a {"type":"model"} notification arrives.
    // An error leaves the model in place.
    [[nodiscard]] Result<void> refresh(store::Database& database);

    [[nodiscard]] std::optional<std::int64_t> version() const;

    // The model that ranks now, for work in which every score must come from the same one; nullptr:
    // there is none.
    [[nodiscard]] std::shared_ptr<const layout::Ranker> snapshot() const { return current(); }

private:
    struct Loaded final : layout::Ranker {
        Loaded(std::int64_t number, QualityModel trained)
            : version{number}, model{std::move(trained)} {}
        [[nodiscard]] double score(std::span<const double> features) const override;

        std::int64_t version;
        QualityModel model;
    };
    [[nodiscard]] std::shared_ptr<const Loaded> current() const;

    mutable std::mutex mutex_;
    std::shared_ptr<const Loaded> loaded_;
};

}  // namespace refit::training
