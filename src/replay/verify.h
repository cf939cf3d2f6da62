#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::replay {

// One derived value that is not what the log says.
struct Difference {
    std::string table;       // "user_outcomes"
    std::string key;         // "default 1 ada"
    std::string live;        // what is stored
    std::string recomputed;  // what follows from the log
    bool repaired{false};
};

inline constexpr std::size_t kDifferencesMax = 1000;  // of those kept in a report

struct Report {
    std::vector<Difference> differences;  // the first kDifferencesMax
    std::int64_t different{0};            // all of them
    std::int64_t repaired{0};
    std::vector<std::pair<std::string, std::int64_t>> checked;  // table, rows that were compared
    std::vector<std::string> notes;  // what could not be compared, and why

    [[nodiscard]] bool agrees() const { return different == repaired; }
};

// Computes everything derived from the log alone and compares it with the tables: the latest words,
// ratings, quality scores, outcomes of units, sums per arm and day, weights of every policy and the
// figures they rest on, declared verdicts. Counts, ratings and sums must be equal to the bit (their
// parts are rounded to a grid on which addition is exact, store/counting.h); so must weights; ln E
// within 1e-12 of its size, for it goes through the logarithms of the machine's library.
// Runs on one snapshot, so a server may go on working; memory does not grow with history but for
// the sums (arms × phases, days × variants). O(sessions + assignments + words + units log units).
// Method: docs/methods/replay.md.
[[nodiscard]] Result<Report> verify(store::Database& database);
[[nodiscard]] Result<Report> verify(store::Transaction& tx);

// verify(), and what differs is replaced by what the log says, in one transaction that nobody else
// writes beside, with an audit row by `actor` where anything was. Policies stay as they are, for
// users were drawn by them: a difference there is reported and not repaired; if the sums were
// wrong, weights are computed from the right ones.
[[nodiscard]] Result<Report> repair(store::Database& database, const std::string& actor,
                                    TimePoint now);

// For a terminal; as JSON.
[[nodiscard]] std::string report_text(const Report& report);
[[nodiscard]] std::string report_json(const Report& report);

}  // namespace refit::replay
