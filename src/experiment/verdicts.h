#pragma once

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "experiment/results.h"
#include "store/database.h"
#include "store/verdicts.h"

namespace refit::experiment {

// Verdicts that stay (decision 0078). Evidence only grows at its end, so a crossing does not move
// as ratings come; but the arms' users may be erased, and what people were told is worth keeping as
// it was told. The first look that meets a crossing stores it; later looks show it beside whatever
// has become known since.

// results() and compare() for somebody who looks: a crossing they meet is stored before they are
// told, with an audit row. `now` is when they look. Errors: those of results() and compare().
[[nodiscard]] Result<Results> look(store::Database& database, std::string_view experiment_id,
                                   TimePoint now);
[[nodiscard]] Result<Comparison> look_at(store::Database& database, std::string_view experiment_id,
                                         std::string_view a, std::string_view b, TimePoint now);

// Puts the stored verdict on the pair, if there is one, into the comparison; its E counts as
// reached even if the units that made it are gone.
void attach_verdict(const std::vector<store::Verdict>& verdicts, Comparison& comparison);

// The row that stores a crossing of `comparison`; reached_at and declared_at are left to the
// caller. Requires comparison.crossing.
[[nodiscard]] store::Verdict verdict_row(const Comparison& comparison,
                                         std::string_view experiment_id,
                                         std::int64_t bucket_version);

}  // namespace refit::experiment
