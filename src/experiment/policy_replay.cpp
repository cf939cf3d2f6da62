#include "experiment/policy_replay.h"

#include <memory>

#include "json/document.h"

namespace refit::experiment {
namespace {

Result<learn::ArmEvidence> read_arm(const json::Node& node) {
    const auto requested = node.number("requested");
    const auto outcomes = node.integer("outcomes");
    const auto sum = node.number("rewardSum");
    const auto squares = node.number("rewardSquareSum");
    if (!requested || !outcomes || !sum || !squares || !node.string("id"))
        return fail(ErrorCode::InvalidInput, "a policy's details lack a figure at " + node.path());
    learn::ArmEvidence arm;
    arm.requested_share = *requested;
    arm.traffic_cap = node.number("cap");
    arm.outcomes = {.n = *outcomes, .sum = *sum, .sum_squares = *squares};
    return arm;
}

std::unique_ptr<learn::AllocationPolicy> policy_named(const PolicyBasis& basis) {
    learn::ThompsonOptions options;
    options.exploration = basis.exploration;
    for (auto* make :
         {+[](const learn::ThompsonOptions&) { return learn::make_fixed_policy(); },
          +[](const learn::ThompsonOptions& o) { return learn::make_thompson_policy(o); }}) {
        auto policy = make(options);
        if (policy->name() == basis.method) return policy;
    }
    return nullptr;
}

}  // namespace

Result<PolicyBasis> read_basis(const store::Policy& policy) {
    REFIT_TRY(document, json::Document::parse(policy.details));
    const json::Node root = document.root();
    const auto arms = root.find("arms");
    const auto bucket = root.integer("bucketVersion");
    const auto exploration = root.number("explorationFloor");
    if (!arms || !bucket || !exploration)
        return fail(ErrorCode::InvalidInput, "a policy's details lack what it rests on");
    PolicyBasis basis;
    basis.method = root.string("method").value_or("");
    basis.bucket_version = *bucket;
    basis.exploration = *exploration;
    basis.raw = !root.find("halfLifeDays") && !root.find("objectives");
    for (const json::Node& node : arms->elements()) {
        REFIT_TRY(arm, read_arm(node));
        basis.variant_ids.push_back(node.string("id").value_or(""));
        basis.arms.push_back(arm);
    }
    return basis;
}

std::optional<store::Weights> repeat_policy(const PolicyBasis& basis) {
    const auto policy = policy_named(basis);
    if (!policy || basis.arms.empty() || basis.arms.size() > learn::kArmsMax) return std::nullopt;
    const std::vector<double> shares = policy->weights(basis.arms);
    store::Weights weights;
    for (std::size_t i = 0; i < shares.size(); ++i)
        weights.emplace_back(basis.variant_ids[i], shares[i]);
    return weights;
}

}  // namespace refit::experiment
