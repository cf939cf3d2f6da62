#pragma once

#include <string>
#include <utility>

#include "analytics/rollup_check.h"
#include "base/clock.h"
#include "contract/test_database.h"
#include "experiment/assign.h"
#include "experiment/canaries.h"
#include "experiment/defaults.h"
#include "experiment/outcome.h"
#include "json/writer.h"
#include "layout/features.h"
#include "store/sessions.h"
#include "training/feedback.h"
#include "training/retrain.h"

namespace refit {

// The default experiment in a database of its own, wired as the server wires it.
class LearningLoop : public store::StoreContract {
protected:
    void SetUp() override {
        store::StoreContract::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        write(
            [this](store::Transaction& tx) { return experiment::seed_defaults(tx, clock_.now()); });
    }

    training::FeedbackService feedback() {
        return {db(), clock_,
                [](store::Transaction& tx, const store::SessionFacts& rated,
                   TimePoint now) -> Result<void> {
                    REFIT_CHECK(experiment::apply_outcome(tx, rated, *rated.user_rating, now));
                    return {};
                }};
    }

    training::Retrainer retrainer() {
        return {db(), clock_,
                [](store::Transaction& tx, const training::Proposal& proposal,
                   TimePoint now) -> Result<bool> {
                    experiment::NewVariant variant;
                    variant.id = proposal.id;
                    variant.name = proposal.name;
                    variant.prompt = proposal.instructions.prompt;
                    variant.parameters = proposal.instructions.parameters.to_json();
                    variant.note = proposal.note;
                    variant.origin = store::VariantOrigin::Proposal;
                    variant.traffic_cap = training::kProposalTrafficCap;
                    return experiment::enter_canary(tx, std::move(variant), now);
                }};
    }

    // Assigns `user` and stores a session of that arm; returns the arm's id.
    std::string resize(const std::string& session_id, const std::string& user, double feature = 0.0,
                       std::string_view feature_name = "margin") {
        std::string variant;
        write([&](store::Transaction& tx) -> Result<void> {
            const TimePoint now = clock_.now();
            REFIT_TRY(arm, experiment::assign(tx, {.unit = user}, now));
            store::Session session;
            store::SessionFacts& facts = session.facts;
            facts.id = session_id;
            facts.user_id = user;
            facts.target_width = 1080;
            facts.target_height = 1080;
            facts.processing_time = 20;
            facts.variant_id = arm.variant_id;
            facts.variant_version = arm.variant_version;
            facts.experiment_id = arm.experiment_id;
            facts.propensity = arm.propensity;
            facts.policy_version = arm.policy_version;
            facts.bucket_version = arm.bucket_version;
            facts.first_exposure = arm.first_exposure;
            facts.features = features_json(feature, feature_name);
            facts.created_at = now;
            facts.updated_at = now;
            session.original_canvas = R"({"objects":[]})";
            REFIT_CHECK(store::insert_session(tx, session));
            variant = arm.variant_id;
            return {};
        });
        return variant;
    }

    void rate(const std::string& session_id, int rating) {
        EXPECT_OK(feedback().feedback({.session_id = session_id, .rating = rating}));
    }

    void expect_sums_equal_the_log() {
        read([](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(drift, analytics::find_drift(tx));
            for (const auto& row : drift) ADD_FAILURE() << row.table << " " << row.key;
            return {};
        });
    }

    ManualClock clock_{store::kNow};

private:
    static std::string features_json(double feature, std::string_view name) {
        json::Writer out;
        out.begin_array();
        for (const std::string_view each : layout::feature_names()) {
            out.value(each == name ? feature : 0.0);
        }
        out.end_array();
        return out.take();
    }
};

}  // namespace refit
