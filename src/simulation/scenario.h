#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/names.h"

namespace refit::simulation {

// Bounds of a scenario; beyond them it is refused with the place and the bound.
inline constexpr std::int64_t kSessionsMax = 1'000'000;
inline constexpr std::int64_t kRunsMax = 10'000;
inline constexpr std::size_t kReplicasMax = 8;

// What people judge by.
enum class Taste : std::uint8_t {
    Closeness,  // mean IoU with what a designer made of the same design: needs a corpus
    Features,   // a weighted sum of layout features (layout/features.h)
    Arms,       // the arm alone; no layout is looked at
};

// From `at` (a share of the sessions) on, the stars of these arms move by so much.
struct Drift {
    double at{0};
    std::map<std::string, double> stars{};  // arm id, or "all"
};

struct Designs {
    std::filesystem::path path;                   // a corpus, or a directory of Fabric files
    std::vector<std::string> held_out_authors{};  // never served; judged at every look
    std::vector<std::string> targets{};           // "728x90": for a directory of Fabric files …
    std::vector<std::string> held_out_files{};    // … and those of it that are never served
};

struct Raters {
    Taste taste{Taste::Arms};
    double stars_at_none{1};                          // closeness: stars of IoU 0 …
    double stars_per_unit{8};                         // … and per unit of IoU
    double stars_mean{3};                             // features, arms: stars of weight 0
    std::map<std::string, double> weights{};          // features: by name; arms: stars by arm id
    std::map<std::string, double> weights_if_tall{};  // arms: for targets taller than wide
    double sessions_per_user{2};
    double response_rate{0.35};  // of sessions that are rated at all
    double extremes{0};          // how much more often likes and dislikes are said, 0: not
    double noise{0.7};           // standard deviation of one rating, in stars
    double leniency{0.3};        // standard deviation between people
    double liars{0};             // share of people who say the opposite
    double delay_minutes{30};    // mean time to a rating
    double changed_minds{0};     // share of ratings that are given twice, differently
    double duplicates{0};        // share of ratings that arrive twice
    double malformed{0};         // share of ratings that are nonsense first
    // By arm id, 1 where it is not named: how much more often, and how much later, its people rate.
    std::map<std::string, double> response_by_arm{};
    std::map<std::string, double> delay_by_arm{};
};

// What goes wrong between people, servers and database. Shares are of the things named.
struct Faults {
    double lost{0};              // of ratings that never reach a server
    double failed_commits{0};    // of transactions: rolled back, and the caller is told
    double lost_replies{0};      // of transactions: committed, and the caller is told they failed
    double kills{0};             // of resizes: the replica dies between the commit and the reply
    double keyed_duplicates{0};  // of resizes that come again under the same Idempotency-Key …
    double plain_duplicates{0};  // … and without one: another session
    double skew_minutes{0};      // replica i's clock is i times as much ahead
    std::int64_t bursts{0};      // times, spread evenly, that burst_sessions come in one instant
    std::int64_t burst_sessions{50};
};

// One arm's bad time, from and to shares of the sessions.
struct Trouble {
    std::string arm;
    double from{0};
    double to{1};
    double stars{0};    // how much people like it more (below 0: less)
    double slow_ms{0};  // how much longer its sessions take
};

struct Arm {
    std::string id;
    std::string parameters;  // JSON of engine parameters
};

struct Learning {
    store::Allocation allocation{store::Allocation::Thompson};
    double exploration_floor{0.1};
    double half_life_days{0};  // of old ratings; 0: they count for ever
    double retrain_days{0};    // 0: never
    bool search{false};        // whether the search for engine parameters runs, and every …
    double search_hours{6};    // … so many hours
};

// An experiment with people in it. Everything random comes from `seed`.
struct Scenario {
    std::string title;
    std::string claim;  // one sentence: what the figures should show
    std::uint64_t seed{1};
    std::int64_t sessions{10'000};
    std::int64_t runs{1};  // seeds seed, seed + 1, …; averaged
    double minutes_between_sessions{5};
    std::int64_t looks{20};  // how often somebody looks at the results, evenly
    std::size_t replicas{1};
    std::int64_t restarts{0};  // times that a replica is stopped and started again
    std::optional<Designs> designs{};
    Raters raters;
    Learning learning;
    std::vector<Arm> arms{};  // none: the built-in variants
    std::vector<Drift> drifts{};
    std::vector<Trouble> troubles{};
    Faults faults{};
};

// Reads a TOML scenario; relative paths are from `folder`. Format: docs/formats/scenario.md.
// InvalidInput: the line, the key and what is expected there; unknown keys are refused.
[[nodiscard]] Result<Scenario> parse_scenario(std::string_view toml,
                                              const std::filesystem::path& folder);

}  // namespace refit::simulation
