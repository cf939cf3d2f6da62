#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "evaluation/average.h"
#include "evaluation/corpus.h"
#include "evaluation/methods.h"
#include "evaluation/metrics.h"

namespace refit::evaluation {

// Which cases are learned from and which are answered afterwards; indices into Corpus::cases.
struct Fold {
    std::vector<std::size_t> train;
    std::vector<std::size_t> test;
};

// One fold per author: tested on all their cases, trained on everybody else's. A banner's author
// has a handwriting, and a campaign's pairs share it, so no smaller unit may be split.
[[nodiscard]] std::vector<Fold> author_folds(const Corpus& corpus);
// Trained and tested on everything: what learning by heart gives. Report it beside the above only.
[[nodiscard]] std::vector<Fold> in_sample_folds(const Corpus& corpus);
// author_folds, each trained on at most `campaigns` whole campaigns of the other authors. They
// arrive author after author, in an order drawn from `seed`; fewer are a prefix of more.
[[nodiscard]] std::vector<Fold> limited_folds(const Corpus& corpus, std::size_t campaigns,
                                              std::uint64_t seed);

struct Workers {
    unsigned threads{1};  // >= 1; results do not depend on it
    Progress progress;    // may be empty
};

struct Outcome {
    Answer answer;
    Scores scores;
    std::string problem;  // why there is no answer
};

struct Run {
    std::string method;
    bool learns{false};
    std::vector<Outcome> outcomes;  // one per case of the corpus

    [[nodiscard]] std::vector<Scores> scores() const;
};

// Trains per fold, answers and scores every case. Requires: the folds test each case once.
// A case that cannot be answered counts as failed; training that fails is an error.
[[nodiscard]] Result<Run> run(const Corpus& corpus, const Method& method,
                              std::span<const Fold> folds, const Workers& workers);

// Closeness to unseen authors against the number of campaigns learned from.
struct CurvePoint {
    std::optional<std::size_t> campaigns;  // nullopt: all of the other authors'
    std::vector<Average> orders;  // one per seed; a single one where the order is no matter
};

struct Spread {
    double mean{0};
    double deviation{0};  // sample standard deviation; 0 of a single value
    double low{0};
    double high{0};
};
// Requires at least one order. Unknown values count as 0.
[[nodiscard]] Spread spread_of(const CurvePoint& point, Metric metric);

inline constexpr std::size_t kCurveSteps[] = {0, 5, 10, 20};

// kCurveSteps as far as the corpus reaches, then all. Seeds seed, seed + 1, …
[[nodiscard]] Result<std::vector<CurvePoint>> learning_curve(const Corpus& corpus,
                                                             const Method& method,
                                                             std::size_t orders, std::uint64_t seed,
                                                             const Workers& workers);

}  // namespace refit::evaluation
