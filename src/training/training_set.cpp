#include "training/training_set.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "base/text.h"
#include "training/model_metrics.h"

namespace refit::training {
namespace {

void append(std::string& bytes, double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) {
        bytes.push_back(static_cast<char>((bits >> shift) & 0xFF));
    }
}

// A hash of hashes, so that no more than one row is held twice.
std::string hash_of(std::span<const LabelledSession* const> rows, std::span<const double> weights) {
    std::string digest;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const LabelledSession& row = *rows[i];
        std::string bytes = row.id + "\n" + row.user + "\n";
        append(bytes, row.quality.score);
        append(bytes, row.quality.weight);
        append(bytes, weights[i]);
        for (const double x : row.features) append(bytes, x);
        digest = fmt::format("{:016x}", fnv1a64(digest.append(bytes)));
    }
    return digest;
}

ResponseSummary summary_of(std::span<const Served> served, std::span<const double> weights,
                           const Result<ResponseModel>& model) {
    ResponseSummary summary = summarise(weights);
    summary.served = static_cast<std::int64_t>(served.size());
    summary.answered = std::ranges::count_if(served, &Served::answered);
    if (!model) summary.reason = model.error().message;
    return summary;
}

}  // namespace

TrainingSet make_training_set(std::span<const LabelledSession> sessions,
                              std::span<const Served> served, const Window& window) {
    std::vector<const LabelledSession*> rows;
    std::vector<Served> answered;
    for (const LabelledSession& session : sessions) {
        if (session.features.empty()) continue;
        rows.push_back(&session);
        answered.push_back(session.served);
    }
    const auto model = ResponseModel::fit(served);
    const auto weights =
        response_weights(model ? std::optional<ResponseModel>{*model} : std::nullopt, answered);
    TrainingSet set;
    set.window = window;
    set.response = summary_of(served, weights, model);
    set.data_hash = hash_of(rows, weights);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const LabelledSession& row = *rows[i];
        auto& side = is_held_out(row.user) ? set.held_out : set.training;
        side.push_back({row.user, row.features, row.quality.score, row.quality.weight, weights[i]});
    }
    return set;
}

}  // namespace refit::training
