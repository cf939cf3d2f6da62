#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "experiment/canaries.h"
#include "experiment/search_plan.h"
#include "experiment/search_study.h"
#include "store/database.h"

namespace refit::experiment {

// What one run of the search did.
struct SearchReport {
    std::vector<CanaryVerdict> verdicts{};  // of the canaries that were on trial
    std::optional<SearchPlan> plan{};       // absent where one of the search's own still is
    std::optional<std::string> entered{};   // id of the variant that was entered
    std::string message{};                  // one sentence
};

// One arm in the trace of the search.
struct TracePoint {
    SearchArm arm{};
    double expected{0};  // posterior mean rating and its deviation, stars
    double deviation{0};
    std::string state{};  // "serving", "canary", "promoted", "retired", "active", "off"
};

struct SearchTrace {
    std::vector<TracePoint> points{};  // in the order they were entered
    std::string leader{};
    std::string best{};  // of the points with outcomes, the highest posterior mean
    std::optional<std::string> live{};
    double reach{0};
    std::vector<std::string> refusals{};  // why runs proposed nothing, newest first
};

// The search for better engine parameters: judges the canaries on trial, and if none of its own is
// left, thinks of the next parameter set and enters it as a canary of origin 'search' (at most 5 %
// of traffic). All it knows is in the store, so any replica may run it at any time; what two run at
// once is entered once. Thread-safe.
class ParameterSearch {
public:
    // `defaults`: what arms without parameters of their own are served with.
    ParameterSearch(store::Database& database, const Clock& clock, layout::Parameters defaults,
                    ReplayLoader replays)
        : database_{&database},
          clock_{&clock},
          defaults_{std::move(defaults)},
          replays_{std::move(replays)} {}

    // Errors: the store's.
    [[nodiscard]] Result<SearchReport> run(const std::string& actor, std::uint64_t seed = 1);
    // Reads only.
    [[nodiscard]] Result<SearchTrace> trace();
    // Replays parameters that somebody else thought of, as JSON over the defaults, against what
    // serves: the reason not to try them, nullopt if they may be or nothing would change.
    // Errors: InvalidInput, the store's.
    [[nodiscard]] Result<std::optional<std::string>> objection(std::string_view parameters);

private:
    [[nodiscard]] Result<std::optional<SearchStudy>> study();
    [[nodiscard]] Result<void> enter(const SearchPlan& plan, const std::string& actor,
                                     SearchReport& report);

    store::Database* database_;
    const Clock* clock_;
    layout::Parameters defaults_;
    ReplayLoader replays_;
};

// JSON for the API (SearchReport and SearchTrace of its OpenAPI document) and the command line.
[[nodiscard]] std::string to_json(const SearchReport& report);
[[nodiscard]] std::string to_json(const SearchTrace& trace);
// The same for a terminal.
[[nodiscard]] std::string to_text(const SearchReport& report);

}  // namespace refit::experiment
