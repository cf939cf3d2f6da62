// refit evaluate: what other shares of traffic would have earned, from the log.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/data.h"
#include "cli/io.h"
#include "experiment/off_policy.h"
#include "json/writer.h"

namespace refit::cli {
namespace {

using experiment::CandidatePolicy;
using experiment::PolicyEstimate;

// "a=0.7,b=0.3".
Result<CandidatePolicy> parse_policy(const std::string& text) {
    CandidatePolicy policy{text, {}};
    for (const std::string_view part : split(text, ',')) {
        const auto at = part.rfind('=');
        const auto share =
            at == std::string_view::npos ? std::nullopt : parse_double(trim(part.substr(at + 1)));
        if (!share)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("--policy {}: expected ARM=share,ARM=share,…", text));
        policy.shares.emplace_back(trim(part.substr(0, at)), *share);
    }
    return policy;
}

Result<std::vector<CandidatePolicy>> candidates_of(const EvaluateOptions& options,
                                                   store::Transaction& tx) {
    if (options.policies.empty()) return experiment::usual_candidates(tx, options.experiment);
    std::vector<CandidatePolicy> candidates;
    for (const std::string& text : options.policies) {
        REFIT_TRY(policy, parse_policy(text));
        candidates.push_back(std::move(policy));
    }
    return candidates;
}

std::string text_of(const std::vector<PolicyEstimate>& estimates) {
    std::string text = fmt::format("{:<28} {:>6} {:>6} {:>14} {:>6} {:>9}  {}\n", "policy", "DR",
                                   "SNIPS", "95 % interval", "at least", "effective", "verdict");
    for (const PolicyEstimate& one : estimates) {
        text +=
            fmt::format("{:<28} {:>6.3f} {:>6.3f}  {:>5.2f} to {:<5.2f} {:>7.2f} {:>9.0f}  {}\n",
                        one.policy.name, one.doubly_robust, one.self_normalised, one.interval.low,
                        one.interval.high, one.lower, one.gate.overlap.effective_sample,
                        to_string(one.gate.verdict));
        for (const std::string& reason : one.gate.reasons) text += "    " + reason + "\n";
    }
    const std::size_t users = estimates.empty() ? 0 : estimates.front().gate.overlap.rounds;
    return text +
           fmt::format("{} rated users; stars from 1 to 5, against the traffic as it was\n", users);
}

void put(json::Writer& out, const PolicyEstimate& one) {
    const learn::OverlapReport& overlap = one.gate.overlap;
    out.begin_object().member("policy", one.policy.name);
    out.raw_member("shares", store::print_weights(one.policy.shares));
    out.member("doublyRobust", one.doubly_robust).member("selfNormalised", one.self_normalised);
    out.key("interval").begin_array().value(one.interval.low).value(one.interval.high).end_array();
    out.member("lowerBound", one.lower).member("verdict", to_string(one.gate.verdict));
    out.key("reasons").begin_array();
    for (const std::string& reason : one.gate.reasons) out.value(reason);
    out.end_array().member("rounds", static_cast<std::int64_t>(overlap.rounds));
    out.member("effectiveSample", overlap.effective_sample);
    out.member("meanWeight", overlap.mean_weight).member("maxWeight", overlap.max_weight);
    out.end_object();
}

std::string json_of(const std::vector<PolicyEstimate>& estimates) {
    json::Writer out;
    out.begin_object().key("policies").begin_array();
    for (const PolicyEstimate& one : estimates) put(out, one);
    out.end_array().end_object();
    return out.take() + "\n";
}

Result<void> evaluate(const EvaluateOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open_ready());
    std::vector<PolicyEstimate> estimates;
    REFIT_CHECK(database->read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(candidates, candidates_of(options, tx));
        REFIT_TRY(done, experiment::evaluate_policies(tx, options.experiment, candidates));
        estimates = std::move(done);
        return {};
    }));
    print(options.json ? json_of(estimates) : text_of(estimates));
    return {};
}

}  // namespace

int run_evaluate(const EvaluateOptions& options, const DataContext& context) {
    const auto done = evaluate(options, context);
    return done ? kOk : report(done.error());
}

}  // namespace refit::cli
