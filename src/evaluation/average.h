#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "evaluation/corpus.h"
#include "evaluation/metrics.h"

namespace refit::evaluation {

// Averages over cases: pair -> campaign -> all, so a campaign in ten sizes weighs as much as one
// in three. A metric that a case does not say is left out there.
struct Average {
    Values values{};
    std::size_t pairs{0};
    std::size_t failed{0};
    HiddenCounts hidden;  // added up over pairs

    [[nodiscard]] std::optional<double> operator[](Metric metric) const {
        return values[static_cast<std::size_t>(metric)];
    }
    // Share of the designers' dropped elements that were hidden; nullopt if none was dropped.
    [[nodiscard]] std::optional<double> hidden_recall() const;
    // Share of the hidden elements that designers dropped; nullopt if none was hidden.
    [[nodiscard]] std::optional<double> hidden_precision() const;
};

using Wanted = std::function<bool(const Case&)>;

// Requires scores.size() == corpus.cases.size().
[[nodiscard]] Average average(const Corpus& corpus, std::span<const Scores> scores,
                              const Wanted& wanted);
[[nodiscard]] Average average(const Corpus& corpus, std::span<const Scores> scores);

[[nodiscard]] Wanted in_bucket(Bucket bucket);
[[nodiscard]] Wanted by_author(std::string author);

}  // namespace refit::evaluation
