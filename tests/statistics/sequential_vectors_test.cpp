#include "shared_vectors.h"
#include "stats/e_process.h"

namespace refit::statistics_test {
namespace {

TEST(EProcessVectors, EveryPrefixOfEveryStreamAgrees) {
    REFIT_LOAD_VECTORS(document, "two_arm_eprocess.json");
    int streams = 0;
    for (const auto& one : document.root().find("cases")->elements()) {
        const auto categories = static_cast<std::size_t>(*one.integer("categories"));
        const auto treatment = numbers(one, "pi1");
        const auto arms = numbers(one, "arm");
        const auto outcomes = numbers(one, "y");
        const auto model_x = numbers(one, "log_e_modelx");
        const auto betting = numbers(one, "log_e_ipw_betting");
        stats::CategoryEProcess difference(2, categories);
        stats::BettingEProcess mean;
        for (std::size_t t = 0; t < outcomes.size(); ++t) {
            const std::vector<double> propensities = {1.0 - treatment[t], treatment[t]};
            const bool treated = arms[t] == 1.0;
            ASSERT_TRUE(difference.update(static_cast<std::size_t>(outcomes[t]), treated ? 1 : 0,
                                          propensities));
            ASSERT_TRUE(mean.update(outcomes[t] / static_cast<double>(categories - 1),
                                    treated ? stats::BettingEProcess::Arm::Treatment
                                            : stats::BettingEProcess::Arm::Control,
                                    propensities[0], propensities[1]));
            ASSERT_NEAR(difference.log_e(), model_x[t], 1e-9) << "stream " << streams << " t " << t;
            ASSERT_NEAR(mean.log_e(), betting[t], 1e-9) << "stream " << streams << " t " << t;
        }
        ++streams;
    }
    EXPECT_EQ(streams, 44);
}

}  // namespace
}  // namespace refit::statistics_test
