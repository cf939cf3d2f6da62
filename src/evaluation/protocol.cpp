#include "evaluation/protocol.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "base/assert.h"
#include "base/rng.h"
#include "evaluation/parallel.h"

namespace refit::evaluation {
namespace {

template <typename Item>
void shuffle(std::vector<Item>& items, Rng& rng) {
    for (std::size_t i = items.size(); i > 1; --i) {
        std::swap(items[i - 1], items[static_cast<std::size_t>(uniform_below(rng, i))]);
    }
}

std::vector<std::size_t> all_cases(const Corpus& corpus) {
    std::vector<std::size_t> indices(corpus.cases.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return indices;
}

// The campaigns of everyone but `held_out` in an order of arrival.
std::vector<std::string> arrivals(const Corpus& corpus, const std::string& held_out, Rng& rng) {
    std::map<std::string, std::set<std::string>> of_author;
    for (const Case& one : corpus.cases) {
        if (one.lesson.author != held_out) of_author[one.lesson.author].insert(one.lesson.campaign);
    }
    std::vector<std::string> authors;
    authors.reserve(of_author.size());
    for (const auto& [author, campaigns] : of_author) authors.push_back(author);
    shuffle(authors, rng);
    std::vector<std::string> order;
    for (const std::string& author : authors) {
        std::vector<std::string> own{of_author[author].begin(), of_author[author].end()};
        shuffle(own, rng);
        order.insert(order.end(), own.begin(), own.end());
    }
    return order;
}

Outcome answer_case(const Case& one, const Resizer& resizer) {
    Result<Answer> answer = resizer(one);
    if (!answer) return {{}, score_of_failure(), answer.error().message};
    Outcome outcome;
    outcome.scores = score(one, answer->boxes);
    outcome.answer = *std::move(answer);
    return outcome;
}

// Training once per fold; a method that does not learn is made once for all.
Result<std::vector<Resizer>> train_all(const Corpus& corpus, const Method& method,
                                       std::span<const Fold> folds, const Workers& workers) {
    std::vector<Result<Resizer>> made(folds.size(), Resizer{});
    if (!method.learns) {
        std::fill(made.begin(), made.end(), method.train({}));
    } else {
        for_each_index(folds.size(), workers, method.name + ": learning", [&](std::size_t i) {
            std::vector<const layout::Lesson*> lessons;
            for (const std::size_t index : folds[i].train)
                lessons.push_back(&corpus.cases[index].lesson);
            made[i] = method.train(lessons);
        });
    }
    std::vector<Resizer> resizers;
    for (auto& one : made) {
        if (!one) return error_of(std::move(one));
        resizers.push_back(*std::move(one));
    }
    return resizers;
}

std::optional<std::size_t> most_campaigns(std::span<const Fold> folds, const Corpus& corpus) {
    std::optional<std::size_t> most;
    for (const Fold& fold : folds) {
        std::set<std::string_view> names;
        for (const std::size_t i : fold.train) names.insert(corpus.cases[i].lesson.campaign);
        most = std::max(most.value_or(0), names.size());
    }
    return most;
}

}  // namespace

std::vector<Fold> limited_folds(const Corpus& corpus, std::size_t campaigns, std::uint64_t seed) {
    std::vector<Fold> folds;
    for (const std::string& author : authors_of(corpus)) {
        SeededRng rng{seed};
        std::vector<std::string> order = arrivals(corpus, author, rng);
        order.resize(std::min(order.size(), campaigns));
        const std::set<std::string> known{order.begin(), order.end()};
        Fold fold;
        for (std::size_t i = 0; i < corpus.cases.size(); ++i) {
            const layout::Lesson& lesson = corpus.cases[i].lesson;
            if (lesson.author == author) {
                fold.test.push_back(i);
            } else if (known.contains(lesson.campaign)) {
                fold.train.push_back(i);
            }
        }
        folds.push_back(std::move(fold));
    }
    return folds;
}

std::vector<Fold> author_folds(const Corpus& corpus) {
    return limited_folds(corpus, corpus.cases.size(), 0);
}

std::vector<Fold> in_sample_folds(const Corpus& corpus) {
    return {{all_cases(corpus), all_cases(corpus)}};
}

std::vector<Scores> Run::scores() const {
    std::vector<Scores> result;
    result.reserve(outcomes.size());
    for (const Outcome& outcome : outcomes) result.push_back(outcome.scores);
    return result;
}

Result<Run> run(const Corpus& corpus, const Method& method, std::span<const Fold> folds,
                const Workers& workers) {
    REFIT_ASSERT(workers.threads >= 1);
    REFIT_TRY(resizers, train_all(corpus, method, folds, workers));
    std::vector<std::optional<std::size_t>> fold_of(corpus.cases.size());
    for (std::size_t i = 0; i < folds.size(); ++i) {
        for (const std::size_t index : folds[i].test) {
            REFIT_ASSERT(!fold_of[index]);
            fold_of[index] = i;
        }
    }
    Run result{method.name, method.learns, std::vector<Outcome>(corpus.cases.size())};
    for_each_index(corpus.cases.size(), workers, method.name, [&](std::size_t i) {
        REFIT_ASSERT(fold_of[i].has_value());
        result.outcomes[i] = answer_case(corpus.cases[i], resizers[*fold_of[i]]);
    });
    return result;
}

Spread spread_of(const CurvePoint& point, Metric metric) {
    REFIT_ASSERT(!point.orders.empty());
    Spread spread{0, 0, point.orders.front()[metric].value_or(0),
                  point.orders.front()[metric].value_or(0)};
    const auto count = static_cast<double>(point.orders.size());
    for (const Average& one : point.orders) {
        const double value = one[metric].value_or(0);
        spread.mean += value / count;
        spread.low = std::min(spread.low, value);
        spread.high = std::max(spread.high, value);
    }
    if (point.orders.size() == 1) return spread;
    double squares = 0;
    for (const Average& one : point.orders) {
        const double away = one[metric].value_or(0) - spread.mean;
        squares += away * away;
    }
    spread.deviation = std::sqrt(squares / (count - 1));
    return spread;
}

Result<std::vector<CurvePoint>> learning_curve(const Corpus& corpus, const Method& method,
                                               std::size_t orders, std::uint64_t seed,
                                               const Workers& workers) {
    const std::vector<Fold> everything = author_folds(corpus);
    const std::size_t most = most_campaigns(everything, corpus).value_or(0);
    std::vector<CurvePoint> curve;
    for (const std::size_t step : kCurveSteps) {
        if (step >= most) break;
        CurvePoint point{step, {}};
        for (std::size_t i = 0; i < (step == 0 ? 1 : orders); ++i) {
            REFIT_TRY(done, run(corpus, method, limited_folds(corpus, step, seed + i), workers));
            point.orders.push_back(average(corpus, done.scores()));
        }
        curve.push_back(std::move(point));
    }
    REFIT_TRY(last, run(corpus, method, everything, workers));
    curve.push_back({std::nullopt, {average(corpus, last.scores())}});
    return curve;
}

}  // namespace refit::evaluation
