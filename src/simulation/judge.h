#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "canvas/text.h"
#include "layout/engine.h"
#include "layout/learned.h"
#include "simulation/designs.h"
#include "simulation/scenario.h"

namespace refit::simulation {

// Knows what people would say on average, without noise: the truth that learning is measured by.
// Stars are not held to 1..5 here; ratings are.
class Judge {
public:
    Judge(const Scenario& scenario, const layout::Learned& model,
          const canvas::TextMeasurer& measurer)
        : scenario_{scenario}, model_{model}, measurer_{measurer} {}

    // Of a canvas that was served by `arm`, at `moment` (a share of the sessions).
    [[nodiscard]] Result<double> served(const Question& question, const std::string& canvas,
                                        std::string_view arm, double moment) const;

    // What the arm would have been given, its layout ranked by `ranker` (may be null).
    // Remembered until forget().
    [[nodiscard]] Result<double> would_be(const Question& question, const Arm& arm, double moment,
                                          const layout::Ranker* ranker);
    void forget() { known_.clear(); }

private:
    using Key = std::pair<const Question*, std::string>;

    [[nodiscard]] Result<double> taste(const Question& question, const std::string& canvas,
                                       std::string_view arm) const;
    [[nodiscard]] Result<double> closeness(const Question& question,
                                           const std::string& canvas) const;
    [[nodiscard]] Result<double> liked_features(const Question& question,
                                                const std::string& canvas) const;
    [[nodiscard]] double drift(std::string_view arm, double moment) const;

    const Scenario& scenario_;
    const layout::Learned& model_;
    const canvas::TextMeasurer& measurer_;
    std::map<Key, double> known_;
};

}  // namespace refit::simulation
