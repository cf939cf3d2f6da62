#include "training/model_registry.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "json/document.h"
#include "store/audit.h"
#include "training/ranker.h"
#include "training/test_store.h"

namespace refit::training {
namespace {

class Registry : public TrainingStore {
protected:
    // Results whose quality bends with two features; one kind is answered more often.
    void serve_many(int users, std::uint64_t seed) {
        SeededRng rng{seed};
        for (int user = 0; user < users; ++user) {
            for (int i = 0; i < 4; ++i) {
                std::vector<double> features(layout::feature_names().size(), 0.0);
                features[0] = 2 * uniform01(rng) - 1;
                features[1] = 2 * uniform01(rng) - 1;
                const bool good = features[0] * features[1] > 0;
                const std::string name = std::to_string(seed) + "user" + std::to_string(user);
                auto made = session(name + "-" + std::to_string(i), name);
                made.facts.features = features_json(features);
                const double stars = (good ? 4.5 : 2.0) + 0.5 * standard_normal(rng);
                if (uniform01(rng) < (features[0] > 0 ? 0.9 : 0.5)) {
                    made.facts.user_rating =
                        static_cast<int>(std::clamp(std::round(stars), 1.0, 5.0));
                    made.facts.rated_at = clock_.now();
                }
                insert(made);
            }
        }
    }

    TrainedModel retrain() {
        const auto report = Retrainer{*database_, clock_, nullptr}.retrain({});
        EXPECT_TRUE(report) << report.error().message;
        EXPECT_TRUE(report && report->model);
        return report && report->model ? *report->model : TrainedModel{};
    }

    Result<store::Model> back(Rollback rollback) {
        rollback.actor = "admin";
        rollback.now = clock_.now();
        Result<store::Model> result;
        const auto done = database_->write([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(model, roll_back(tx, rollback));
            result = std::move(model);
            return {};
        });
        if (!done) return tl::unexpected<Error>(done.error());
        return result;
    }

    store::Model model(std::int64_t version) {
        store::Model result;
        read([&](store::Transaction& tx) -> Result<void> {
            REFIT_TRY(found, store::find_model(tx, version));
            EXPECT_TRUE(found) << version;
            result = found.value_or(store::Model{});
            return {};
        });
        return result;
    }
};

double number(const json::Node& root, std::initializer_list<std::string_view> path) {
    std::optional<json::Node> node = root;
    for (const std::string_view name : path) node = node ? node->find(name) : node;
    const auto value = node ? node->number() : std::nullopt;
    EXPECT_TRUE(value) << *(path.end() - 1);
    return value.value_or(-1);
}

TEST_F(Registry, ARowTellsWhatTheModelIsAndWhereItCameFrom) {
    serve_many(200, 1);
    const TrainedModel trained = retrain();
    EXPECT_TRUE(trained.promoted) << trained.reason;
    const store::Model row = model(trained.version);
    const auto document = json::Document::parse(row.metrics).value();
    const json::Node root = document.root();
    EXPECT_EQ(root.string("form"), "stack");
    EXPECT_LT(number(root, {"crossValidation", "stack"}),
              0.8 * number(root, {"crossValidation", "ridge"}));
    EXPECT_GT(number(root, {"stack", "trees"}), 0.5);
    EXPECT_GT(number(root, {"interval", "people"}), 20);
    EXPECT_GT(number(root, {"interval", "coverage"}), 0.8);
    EXPECT_LT(number(root, {"interval", "width"}), 0.9);
    EXPECT_EQ(number(root, {"responseWeights", "served"}), 800);
    EXPECT_LT(number(root, {"responseWeights", "lowest"}), 0.95);
    EXPECT_GT(number(root, {"responseWeights", "highest"}), 1.05);
    EXPECT_LT(number(root, {"heldOut", "calibrationError"}), 0.1);
    const auto lineage = root.find("lineage").value();
    EXPECT_EQ(number(lineage, {"trainingRows"}) + number(lineage, {"heldOutRows"}),
              number(root, {"responseWeights", "answered"}));
    EXPECT_EQ(lineage.string("featuresVersion"), layout::kFeaturesVersion);
    EXPECT_EQ(lineage.string("to"), format_iso(clock_.now() + Milliseconds{1}));
    EXPECT_TRUE(lineage.find("parent")->is_null());
    EXPECT_EQ(number(lineage, {"seed"}), 1);

    const auto parsed = QualityModel::parse(row.parameters);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->form(), "stack");
    QualityRanker ranker;
    ASSERT_TRUE(ranker.refresh(*database_));
    std::vector<double> features(layout::feature_names().size(), 0.0);
    features[0] = features[1] = 0.6;
    const double good = ranker.score(features);
    features[1] = -0.6;
    EXPECT_GT(good, ranker.score(features) + 0.3);
}

TEST_F(Registry, TheSameDataGiveTheSameModelAndHash) {
    serve_many(200, 1);
    const auto first = model(retrain().version);
    const auto second = model(retrain().version);
    EXPECT_EQ(first.parameters, second.parameters);
    const auto hash = [](const store::Model& row) {
        return json::Document::parse(row.metrics)->root().find("lineage")->string("dataHash");
    };
    EXPECT_EQ(hash(first), hash(second));
    EXPECT_EQ(second.parent, first.version);
    serve_many(5, 2);
    EXPECT_NE(hash(model(retrain().version)), hash(first));
}

TEST_F(Registry, ARollbackLetsTheParentServeAgain) {
    serve_many(200, 1);
    const auto first = retrain().version;
    const auto second = retrain().version;
    const auto done = back({.reason = "stars fell"});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->version, first);
    EXPECT_EQ(model(first).status, store::ModelStatus::Serving);
    EXPECT_EQ(model(second).status, store::ModelStatus::Retired);
    EXPECT_NE(model(first).reason.find("stars fell"), std::string::npos);
    QualityRanker ranker;
    ASSERT_TRUE(ranker.refresh(*database_));
    EXPECT_EQ(ranker.version(), first);
    read([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(entries, store::list_audit(tx, std::nullopt, 1));
        EXPECT_EQ(entries.front().action, "model.rollback");
        EXPECT_EQ(entries.front().actor, "admin");
        EXPECT_EQ(entries.front().before_json, R"({"serving":)" + std::to_string(second) + "}");
        return {};
    });
    const auto again = back({.version = second});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(model(first).status, store::ModelStatus::Retired);
}

TEST_F(Registry, ARollbackThatCannotBeIsRefusedAndChangesNothing) {
    EXPECT_EQ(back({}).error().code, ErrorCode::NotFound);
    serve_many(200, 1);
    const auto version = retrain().version;
    EXPECT_EQ(back({}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(back({.version = version}).error().code, ErrorCode::Conflict);
    EXPECT_EQ(back({.version = version + 100}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(back({.reason = std::string(kRollbackReasonMax + 1, 'x')}).error().code,
              ErrorCode::InvalidInput);
    store::Model other = model(version);
    std::int64_t unreadable = 0;
    std::int64_t foreign = 0;
    write([&](store::Transaction& tx) -> Result<void> {
        other.status = store::ModelStatus::Retired;
        other.parameters = "{}";
        REFIT_TRY(one, store::insert_model(tx, other));
        other.kind = "another";
        REFIT_TRY(two, store::insert_model(tx, other));
        unreadable = one;
        foreign = two;
        return {};
    });
    EXPECT_EQ(back({.version = unreadable}).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(back({.version = foreign}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(model(version).status, store::ModelStatus::Serving);
}

}  // namespace
}  // namespace refit::training
