#include "evaluation/average.h"

#include <array>
#include <map>
#include <utility>

#include "base/assert.h"

namespace refit::evaluation {
namespace {

struct Sum {
    double total{0};
    std::size_t count{0};

    void add(double value) {
        total += value;
        ++count;
    }
    [[nodiscard]] std::optional<double> mean() const {
        if (count == 0) return std::nullopt;
        return total / static_cast<double>(count);
    }
};
using Sums = std::array<Sum, kMetricCount>;

std::optional<double> share(std::size_t part, std::size_t whole) {
    if (whole == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
}

void add(Average& result, Sums& campaign, const Scores& scores) {
    for (std::size_t i = 0; i < kMetricCount; ++i) {
        if (scores.values[i]) campaign[i].add(*scores.values[i]);
    }
    ++result.pairs;
    result.failed += scores.failed ? 1 : 0;
    result.hidden.dropped += scores.hidden.dropped;
    result.hidden.hidden += scores.hidden.hidden;
    result.hidden.both += scores.hidden.both;
}

}  // namespace

std::optional<double> Average::hidden_recall() const {
    return share(hidden.both, hidden.dropped);
}

std::optional<double> Average::hidden_precision() const {
    return share(hidden.both, hidden.hidden);
}

Average average(const Corpus& corpus, std::span<const Scores> scores, const Wanted& wanted) {
    REFIT_ASSERT(scores.size() == corpus.cases.size());
    Average result;
    std::map<std::string_view, Sums> campaigns;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const Case& one = corpus.cases[i];
        if (wanted(one)) add(result, campaigns[one.lesson.campaign], scores[i]);
    }
    for (std::size_t i = 0; i < kMetricCount; ++i) {
        Sum all;
        for (const auto& [name, sums] : campaigns) {
            if (const auto mean = sums[i].mean()) all.add(*mean);
        }
        result.values[i] = all.mean();
    }
    return result;
}

Average average(const Corpus& corpus, std::span<const Scores> scores) {
    return average(corpus, scores, [](const Case&) { return true; });
}

Wanted in_bucket(Bucket bucket) {
    return [bucket](const Case& one) { return one.bucket == bucket; };
}

Wanted by_author(std::string author) {
    return [author = std::move(author)](const Case& one) { return one.lesson.author == author; };
}

}  // namespace refit::evaluation
