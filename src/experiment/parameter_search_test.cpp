#include "experiment/parameter_search.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "experiment/test_house.h"
#include "json/document.h"
#include "store/audit.h"

namespace refit::experiment {
namespace {

using layout::Parameter;
using layout::Parameters;

// An engine that looks at two parameters only; quality is best at the largest margin.
ReplayedCanvas lay_out(const Parameters& parameters, bool with_model) {
    const double margin = parameters[Parameter::MarginShare];
    const double fill = parameters[Parameter::FillMax];
    ReplayedCanvas canvas{.problem = "", .features = {margin, fill}};
    if (with_model) canvas.quality = 0.3 + 4.0 * margin;
    return canvas;
}

class ParameterSearchTest : public House {
protected:
    ParameterSearch search() {
        return {*database, clock, Parameters{}, [this]() -> Result<Replay> {
                    return Replay{[this](const Parameters& parameters, std::size_t count) {
                        std::vector<ReplayedCanvas> seen;
                        for (std::size_t i = 0; i < std::min(count, canvases); ++i)
                            seen.push_back(engine(parameters));
                        return seen;
                    }};
                }};
    }
    SearchReport search_once(std::uint64_t seed = 1) {
        auto report = search().run("test", seed);
        EXPECT_TRUE(report) << report.error().message;
        return report.value();
    }
    VariantView view(const std::string& id) {
        return run([&](store::Transaction& tx) { return experiment::find_variant(tx, id); });
    }
    // People like a wide margin: a star for every .03 of it.
    void rate_users(int count) {
        for (int i = 0; i < count; ++i) {
            const Arm arm = assign_to("user-" + std::to_string(users_++));
            const auto parameters = Parameters::parse(arm.parameters).value();
            const double stars = 2.5 + (parameters[Parameter::MarginShare] - 0.02) / 0.03 +
                                 0.7 * standard_normal(rng);
            auto session = serve(arm);
            rate(session, static_cast<int>(std::clamp(std::round(stars), 1.0, 5.0)));
        }
    }

    std::size_t canvases{4};
    std::function<ReplayedCanvas(const Parameters&)> engine = [](const Parameters& parameters) {
        return lay_out(parameters, false);
    };
    int users_{0};
};

TEST_F(ParameterSearchTest, AStepEntersAsACanaryAndTheNextRunWaitsForIt) {
    const SearchReport report = search_once();
    ASSERT_TRUE(report.entered) << report.message;
    const VariantView canary = view(*report.entered);
    EXPECT_EQ(canary.variant.origin, store::VariantOrigin::Search);
    EXPECT_EQ(canary.variant.warm_from, "original");
    EXPECT_LE(canary.share, kTrafficCapDefault + 1e-12);
    const auto parameters = Parameters::parse(canary.version.parameters).value();
    EXPECT_EQ(parameters, report.plan->proposal->parameters);
    EXPECT_NE(canary.version.note.find("expected improvement"), std::string::npos);
    EXPECT_EQ(canary.version.prompt, view("original").version.prompt);
    EXPECT_LE(report.plan->proposal->harm, kHarmMax);
    EXPECT_EQ(report.plan->relevant, (std::vector<std::string>{"fill_max", "margin_share"}));
    for (const Move& move : report.plan->proposal->moves)
        EXPECT_TRUE(move.parameter == "fill_max" || move.parameter == "margin_share");

    const SearchReport again = search_once();
    EXPECT_FALSE(again.entered);
    EXPECT_FALSE(again.plan);
    EXPECT_NE(again.message.find("on trial"), std::string::npos);
}

TEST_F(ParameterSearchTest, EqualStoresGiveEqualSteps) {
    const auto plan = [&](std::uint64_t seed) {
        const auto study = run([](store::Transaction& tx) {
            return load_study(tx, store::kDefaultExperiment, Parameters{});
        });
        const Replay replay = [](const Parameters& parameters, std::size_t) {
            return std::vector{lay_out(parameters, false)};
        };
        return plan_search(study.value(), replay, seed).value().proposal.value();
    };
    rate_users(40);
    EXPECT_EQ(plan(1).id, plan(1).id);
    EXPECT_EQ(plan(1).note, plan(1).note);
}

TEST_F(ParameterSearchTest, TrialsEndAndLeadToABetterArmThanAnyThatWasThere) {
    std::int64_t promoted = 0;
    for (int day = 0; day < 60; ++day) {
        clock.advance(std::chrono::hours{24});
        for (const auto& verdict : search_once().verdicts) {
            if (verdict.fate == CanaryFate::Promoted) ++promoted;
        }
        rate_users(100);
    }
    EXPECT_GE(promoted, 1);
    const auto trace = search().trace().value();
    const auto leader = std::ranges::find_if(
        trace.points, [&](const TracePoint& p) { return p.arm.variant.id == trace.leader; });
    ASSERT_NE(leader, trace.points.end());
    EXPECT_GT(leader->arm.parameters[Parameter::MarginShare], 0.055) << "the enhanced arm has .05";
    EXPECT_EQ(leader->state, "serving");
    EXPECT_GT(trace.points.size(), 5U);
    EXPECT_TRUE(json::Document::parse(to_json(trace)));
}

TEST_F(ParameterSearchTest, AQualityModelPointsTheWay) {
    engine = [](const Parameters& parameters) { return lay_out(parameters, true); };
    const SearchReport report = search_once();
    ASSERT_TRUE(report.entered);
    EXPECT_TRUE(report.plan->quality_model);
    EXPECT_GT(report.plan->proposal->parameters[Parameter::MarginShare], 0.02);
    EXPECT_GT(report.plan->proposal->replay.quality_gain.value(), 0.0);
    EXPECT_GT(report.plan->proposal->belief.gain, 0.0);
    EXPECT_TRUE(json::Document::parse(to_json(report)));
}

TEST_F(ParameterSearchTest, ACanvasThatCannotBeShownDoesNotHideTheQualityModel) {
    int calls = 0;  // the engine is asked canvas by canvas: the first is every fourth call
    engine = [&calls](const Parameters& parameters) {
        ReplayedCanvas canvas = lay_out(parameters, true);
        if (calls++ % 4 == 0) canvas = {.problem = "object 3 has no finite box"};
        return canvas;
    };
    const SearchReport report = search_once();
    ASSERT_TRUE(report.plan) << report.message;
    EXPECT_TRUE(report.plan->quality_model);
}

TEST_F(ParameterSearchTest, NothingIsTriedThatCannotBeShownOrThatTheModelExpectsToBeWorse) {
    const double served = Parameters{}[Parameter::MarginShare];
    engine = [served](const Parameters& parameters) {
        ReplayedCanvas canvas = lay_out(parameters, false);
        const bool moved = parameters[Parameter::MarginShare] != served ||
                           parameters[Parameter::FillMax] != Parameters{}[Parameter::FillMax];
        if (moved) canvas.problem = "object 3 has no finite box";
        return canvas;
    };
    const SearchReport report = search_once();
    EXPECT_FALSE(report.entered);
    EXPECT_EQ(report.plan->refused, report.plan->candidates);
    EXPECT_EQ(search().trace().value().refusals.size(), 1U);
    const auto objection = search().objection(R"({"margin_share":0.05})").value();
    ASSERT_TRUE(objection);
    EXPECT_NE(objection->find("no finite box"), std::string::npos);

    engine = [](const Parameters& parameters) {
        ReplayedCanvas canvas = lay_out(parameters, true);
        canvas.quality = 0.9 - 5.0 * parameters[Parameter::MarginShare];
        return canvas;
    };
    EXPECT_NE(search().objection(R"({"margin_share":0.08})").value().value().find("quality model"),
              std::string::npos);
    EXPECT_EQ(search().objection(R"({"margin_share":0.01})").value(), std::nullopt);
    EXPECT_EQ(search().objection("{}").value(), std::nullopt);
    EXPECT_FALSE(search().objection(R"({"no_such":1})"));
}

TEST_F(ParameterSearchTest, WithoutCanvasesOrParametersThatMatterThereIsAReason) {
    canvases = 0;
    EXPECT_NE(search_once().message.find("no stored canvas"), std::string::npos);
    canvases = 3;
    engine = [](const Parameters&) { return ReplayedCanvas{.problem = "", .features = {1.0}}; };
    EXPECT_NE(search_once().message.find("no parameter changes"), std::string::npos);
}

TEST_F(ParameterSearchTest, SeveralObjectivesAreJoinedByChebyshev) {
    write([&](store::Transaction& tx) {
        return change_experiment(
            tx, store::kDefaultExperiment,
            {.objective_weights = store::Weights{{"quality", 1.0}, {"latency", -0.5}}},
            {"test", ""}, clock.now());
    });
    rate_users(40);
    const auto study = run([](store::Transaction& tx) {
        return load_study(tx, store::kDefaultExperiment, Parameters{});
    });
    EXPECT_TRUE(goal_model(*study, 1).value());
    EXPECT_TRUE(search_once().entered);
}

TEST_F(ParameterSearchTest, ALeaderThatCannotBeReadIsNotReplacedByAnother) {
    const auto study = [&] {
        return run([](store::Transaction& tx) {
            return load_study(tx, store::kDefaultExperiment, Parameters{});
        });
    };
    const auto before = study();
    ASSERT_TRUE(before);
    const std::string leader = before->arms[before->leader].variant.id;
    write([&](store::Transaction& tx) -> Result<void> {
        REFIT_TRY(changed, tx.execute("UPDATE variant_versions SET parameters='{\"newer\":1}' "
                                      "WHERE variant_id='" +
                                          leader + "'",
                                      {}));
        EXPECT_EQ(changed, 1);
        return {};
    });
    EXPECT_FALSE(study());
}

TEST(SearchStudy, TheTrustRegionFollowsTheOutcomes) {
    store::Variant builtin;
    EXPECT_EQ(reach_after({builtin}), kReachFirst);
    store::Variant promoted;
    promoted.origin = store::VariantOrigin::Search;
    store::Variant retired = promoted;
    retired.active = false;
    retired.traffic_cap = 0.05;
    EXPECT_GT(reach_after({promoted}), kReachFirst);
    EXPECT_LT(reach_after({retired}), kReachFirst);
    EXPECT_EQ(reach_after(std::vector(50, retired)), kReachMin);
    EXPECT_EQ(reach_after(std::vector(50, promoted)), kReachMax);
}

TEST(SearchStudy, ManyTrialsDoNotEndTheSearch) {
    SearchStudy study;
    SeededRng rng{3};
    for (std::size_t i = 0; i < learn::LocalSearch::kPointsMax + 50; ++i) {
        SearchArm arm{.outcomes = 20, .stars = i == 0 ? 4.5 : 3.0, .deviation = 0.1};
        const double margin = i == 0 ? 0.02 : 0.05 + 0.03 * uniform01(rng);
        ASSERT_TRUE(arm.parameters.set("margin_share", margin));
        study.arms.push_back(std::move(arm));
    }
    study.leader = 0;  // the oldest: it stays among the points
    const auto model = rating_model(study);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_GT(model->belief(to_unit(study.arms[0].parameters, study.defaults)).mean, 3.7);
}

TEST(SearchStudy, DefaultsAreTheMiddleAndPointsComeBack) {
    const Parameters defaults;
    EXPECT_TRUE(to_unit(defaults, defaults).isApproxToConstant(0.5, 1e-9));
    Parameters moved;
    ASSERT_TRUE(moved.set("margin_share", 0.07));
    ASSERT_TRUE(moved.set("law_reach", 0.2));
    EXPECT_EQ(from_unit(to_unit(moved, defaults), defaults), moved);
}

}  // namespace
}  // namespace refit::experiment
