// Experiments, variants, policies, assignments, outcomes, models.

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "records.h"
#include "store/feedback.h"
#include "store/models.h"
#include "store/policies.h"
#include "store/verdicts.h"
#include "test_database.h"

namespace refit::store {
namespace {

class ExperimentContract : public StoreContract {
protected:
    void SetUp() override {
        StoreContract::SetUp();
        if (IsSkipped()) return;
        write([](Transaction& tx) { return insert_experiment(tx, sample_experiment()); });
    }
};

TEST_P(ExperimentContract, AnExperimentIsReadAsWrittenAndChanged) {
    write([](Transaction& tx) -> Result<void> {
        Experiment changed = sample_experiment();
        changed.allocation = Allocation::Fixed;
        changed.bucket_version = 2;
        changed.exploration_floor = 0.2;
        changed.updated_at = at(9);
        REFIT_CHECK(update_experiment(tx, changed));
        REFIT_TRY(found, find_experiment(tx, kDefaultExperiment));
        EXPECT_EQ(found->allocation, Allocation::Fixed);
        EXPECT_EQ(found->bucket_version, 2);
        EXPECT_EQ(found->exploration_floor, 0.2);
        EXPECT_EQ(found->holdback, 0.05);
        EXPECT_EQ(found->updated_at, at(9));
        REFIT_TRY(all, list_experiments(tx));
        EXPECT_EQ(all.size(), 1U);
        changed.id = "nobody";
        const auto missing = update_experiment(tx, changed);
        EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
        return {};
    });
}

TEST_P(ExperimentContract, ChangedTextIsANewVersion) {
    write([](Transaction& tx) -> Result<void> {
        VariantVersion text{.variant_id = "ignored",
                            .version = 7,
                            .prompt = "Fit {newWidth}",
                            .parameters = R"({"a":1})",
                            .parent_version = std::nullopt,
                            .note = "first",
                            .created_by = "refit",
                            .created_at = kNow};
        REFIT_CHECK(insert_variant(tx, sample_variant("original"), text));
        text.variant_id = "original";
        text.prompt = "Fit better";
        text.created_at = at(3);
        REFIT_TRY(version, add_variant_version(tx, text));
        EXPECT_EQ(version, 2);
        REFIT_TRY(variant, find_variant(tx, "original"));
        EXPECT_EQ(variant->current_version, 2);
        EXPECT_EQ(variant->updated_at, at(3));
        REFIT_TRY(first, find_variant_version(tx, "original", 1));
        EXPECT_EQ(first->prompt, "Fit {newWidth}");
        REFIT_TRY(all, list_variant_versions(tx, "original"));
        EXPECT_EQ(all.size(), 2U);
        EXPECT_EQ(all.back().parent_version, 1);
        text.variant_id = "nobody";
        EXPECT_EQ(add_variant_version(tx, text).error().code, ErrorCode::NotFound);
        return {};
    });
}

TEST_P(ExperimentContract, VariantsComeInTheOrderOfTheDraw) {
    write([](Transaction& tx) -> Result<void> {
        for (const char* id : {"c", "a", "b"}) {
            Variant variant = sample_variant(id);
            variant.created_at = std::string_view{id} == "b" ? at(-5) : kNow;
            REFIT_CHECK(insert_variant(tx, variant, {}));
        }
        Variant capped = sample_variant("a");
        capped.traffic_cap = 0.05;
        capped.active = false;
        capped.weight = 0.25;
        REFIT_CHECK(update_variant(tx, capped));
        REFIT_TRY(all, list_variants(tx, kDefaultExperiment));
        EXPECT_EQ(all.size(), 3U);
        EXPECT_EQ(all[0].id, "b");
        EXPECT_EQ(all[1].id, "a");
        EXPECT_EQ(all[1].traffic_cap, 0.05);
        EXPECT_FALSE(all[1].active);
        EXPECT_EQ(all[1].weight, 0.25);
        EXPECT_EQ(all[2].id, "c");
        capped.traffic_cap.reset();  // a canary that is one no longer
        REFIT_CHECK(update_variant(tx, capped));
        REFIT_TRY(promoted, find_variant(tx, "a"));
        EXPECT_EQ(promoted->traffic_cap, std::nullopt);
        Variant searched = sample_variant("searched");
        searched.origin = VariantOrigin::Search;
        REFIT_CHECK(insert_variant(tx, searched, {}));
        REFIT_TRY(found, find_variant(tx, "searched"));
        EXPECT_EQ(found->origin, VariantOrigin::Search);
        return {};
    });
}

TEST_P(ExperimentContract, PoliciesAreNumberedAndKept) {
    write([](Transaction& tx) -> Result<void> {
        Policy policy{.experiment_id = std::string{kDefaultExperiment},
                      .version = 0,
                      .weights = {{"original", 0.1}, {"enhanced", 0.9}},
                      .reason = "start",
                      .details = "{}",
                      .created_at = kNow};
        REFIT_TRY(none, latest_policy(tx, kDefaultExperiment));
        EXPECT_FALSE(none);
        REFIT_TRY(first, insert_policy(tx, policy));
        policy.reason = "more";
        REFIT_TRY(second, insert_policy(tx, policy));
        EXPECT_EQ(first, 1);
        EXPECT_EQ(second, 2);
        REFIT_TRY(latest, latest_policy(tx, kDefaultExperiment));
        EXPECT_EQ(latest->reason, "more");
        EXPECT_EQ(latest->weights, policy.weights);
        REFIT_TRY(all, list_policies(tx, kDefaultExperiment, 1));
        EXPECT_EQ(all.size(), 1U);
        EXPECT_EQ(all.front().version, 2);
        return {};
    });
}

TEST_P(ExperimentContract, TheFirstAssignmentHolds) {
    write([](Transaction& tx) -> Result<void> {
        REFIT_TRY(first, insert_assignment(tx, sample_assignment("ada", "original")));
        REFIT_TRY(second, insert_assignment(tx, sample_assignment("ada", "enhanced")));
        EXPECT_GT(first.seq, 0);
        EXPECT_EQ(second.seq, first.seq);
        EXPECT_EQ(second.variant_id, "original");
        EXPECT_EQ(second.propensity, 1.0 / 3.0);
        EXPECT_EQ(second.weights, sample_assignment("ada").weights);
        REFIT_TRY(nobody, find_assignment(tx, {.experiment_id = std::string{kDefaultExperiment},
                                               .bucket_version = 2,
                                               .user_id = "ada"}));
        EXPECT_FALSE(nobody);
        return {};
    });
}

TEST_P(ExperimentContract, ReplicasThatAssignAtOnceAgree) {
    auto second = open_again();
    std::vector<std::string> got(16);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < got.size(); ++i) {
        threads.emplace_back([&, i] {
            Database& replica = second && i % 2 == 0 ? *second : db();
            EXPECT_OK(replica.write([&](Transaction& tx) -> Result<void> {
                REFIT_TRY(held,
                          insert_assignment(tx, sample_assignment("ada", "v" + std::to_string(i))));
                got[i] = held.variant_id;
                return {};
            }));
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::set<std::string>(got.begin(), got.end()).size(), 1U);
}

TEST_P(ExperimentContract, AUserHasOneOutcome) {
    const Session first = sample_session("s1");
    const Session second = sample_session("s2");
    write([&](Transaction& tx) -> Result<void> {
        REFIT_CHECK(insert_session(tx, first));
        REFIT_CHECK(insert_session(tx, second));
        const auto put = [&](const Session& session, int rating) {
            auto effect = put_outcome(tx, sample_outcome(session, rating));
            EXPECT_OK(effect);
            return effect.value_or(OutcomeEffect::Unchanged);
        };
        EXPECT_EQ(put(first, 2), OutcomeEffect::Added);
        EXPECT_EQ(put(first, 2), OutcomeEffect::Unchanged);
        EXPECT_EQ(put(second, 5), OutcomeEffect::Ignored);
        EXPECT_EQ(put(first, 4), OutcomeEffect::Replaced);
        REFIT_TRY(all, list_outcomes(tx, kDefaultExperiment, 1, {}));
        EXPECT_EQ(all.size(), 1U);
        EXPECT_EQ(all.front().rating, 4);
        EXPECT_EQ(all.front().first_rating, 2);
        REFIT_TRY(after,
                  list_outcomes(tx, kDefaultExperiment, 1, {.arrival = 0, .assigned_seq = 1}));
        EXPECT_TRUE(after.empty());
        return {};
    });
}

TEST_P(ExperimentContract, OutcomesComeInTheOrderOfTheirFirstWords) {
    const auto speak = [](Transaction& tx, const Session& session, int rating) {
        return put_feedback(tx,
                            {.session_id = session.facts.id,
                             .rater = session.facts.user_id,
                             .rating = rating,
                             .helpful = std::nullopt,
                             .text = std::nullopt,
                             .created_at = kNow,
                             .updated_at = kNow},
                            std::nullopt);
    };
    write([&](Transaction& tx) -> Result<void> {
        for (int i = 3; i >= 1; --i) {  // the last assigned speaks first
            Session session = sample_session("s" + std::to_string(i));
            session.facts.user_id = "user-" + std::to_string(i);
            REFIT_CHECK(insert_session(tx, session));
            REFIT_CHECK(speak(tx, session, i));
            UserOutcome outcome = sample_outcome(session, i);
            outcome.user_id = session.facts.user_id;
            outcome.assigned_seq = i;
            REFIT_CHECK(put_outcome(tx, outcome));
            REFIT_CHECK(speak(tx, session, 5));
            outcome.rating = 5;
            REFIT_CHECK(put_outcome(tx, outcome));
        }
        REFIT_TRY(all, list_outcomes(tx, kDefaultExperiment, 1, {}));
        EXPECT_EQ(all.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(all[i].assigned_seq, 3 - static_cast<std::int64_t>(i));
            EXPECT_EQ(all[i].first_rating, 3 - static_cast<int>(i));
            EXPECT_EQ(all[i].rating, 5);
        }
        REFIT_TRY(rest, list_outcomes(tx, kDefaultExperiment, 1,
                                      {all[0].arrival, all[0].assigned_seq}, 1));
        EXPECT_EQ(rest.front().assigned_seq, 2);
        return {};
    });
}

TEST_P(ExperimentContract, AVerdictIsWrittenOnce) {
    write([](Transaction& tx) -> Result<void> {
        const Verdict verdict{.experiment_id = "default",
                              .bucket_version = 2,
                              .variant_a = "enhanced",
                              .variant_b = "original",
                              .method = "e-mean/2",
                              .better = "enhanced",
                              .units = 40,
                              .arrival = 55,
                              .log_e = 3.25,
                              .difference = -0.5,
                              .reached_at = kNow,
                              .declared_at = kNow};
        REFIT_TRY(added, insert_verdict(tx, verdict));
        EXPECT_TRUE(added);
        Verdict later = verdict;
        later.units = 41;
        REFIT_TRY(again, insert_verdict(tx, later));
        EXPECT_FALSE(again);
        REFIT_TRY(other, list_verdicts(tx, "default", 1));
        EXPECT_TRUE(other.empty());
        REFIT_TRY(kept, list_verdicts(tx, "default", 2));
        EXPECT_EQ(kept.front().units, 40);
        EXPECT_EQ(kept.front().log_e, 3.25);
        REFIT_CHECK(replace_verdict(tx, later));
        REFIT_TRY(all, list_all_verdicts(tx));
        EXPECT_EQ(all.size(), 1U);
        EXPECT_EQ(all.front().units, 41);
        return {};
    });
}

TEST_P(ExperimentContract, OneModelOfAKindServes) {
    write([](Transaction& tx) -> Result<void> {
        Model model{.version = 0,
                    .kind = "quality-ridge",
                    .parameters = "{}",
                    .metrics = "{}",
                    .parent = std::nullopt,
                    .status = ModelStatus::Serving,
                    .reason = "first",
                    .created_at = kNow};
        REFIT_TRY(first, insert_model(tx, model));
        model.status = ModelStatus::Candidate;
        model.parent = first;
        REFIT_TRY(second, insert_model(tx, model));
        REFIT_TRY(serving, serving_model(tx, "quality-ridge"));
        EXPECT_EQ(serving->version, first);
        REFIT_CHECK(set_model_status(tx, second, ModelStatus::Serving, "better"));
        REFIT_TRY(promoted, serving_model(tx, "quality-ridge"));
        EXPECT_EQ(promoted->version, second);
        EXPECT_EQ(promoted->reason, "better");
        REFIT_TRY(old, find_model(tx, first));
        EXPECT_EQ(old->status, ModelStatus::Retired);
        REFIT_TRY(all, list_models(tx, 10));
        EXPECT_EQ(all.size(), 2U);
        EXPECT_EQ(all.front().version, second);
        EXPECT_EQ(set_model_status(tx, 99, ModelStatus::Retired, "").error().code,
                  ErrorCode::NotFound);
        return {};
    });
}

REFIT_ALL_ENGINES(ExperimentContract);

}  // namespace
}  // namespace refit::store
