#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/log_mark.h"
#include "store/sessions.h"
#include "training/quality_score.h"
#include "training/response.h"

namespace refit::training {

// Newest first; a longer history is cut here.
inline constexpr std::size_t kLabelledSessionsMax = 100'000;

// A session somebody said something about.
struct LabelledSession {
    std::string id{};
    std::string user{};
    TimePoint created_at{};
    std::vector<double> features;  // empty if none were recorded, or of another features version
    Quality quality;
    Served served{};  // the same result as somebody saw it who could not know the answer
};

struct Window {
    TimePoint from{};
    TimePoint to{};  // exclusive
    int rating_min{1};
    // Read as the log stood there; nullopt: as it stands now.
    std::optional<store::LogMark> at{};
};

// The last `days` days up to and including this very millisecond.
[[nodiscard]] Window last_days(TimePoint now, int days, int rating_min = 1);

// Labelled sessions created in the window, oldest first. When there are more than
// kLabelledSessionsMax, the newest that many.
[[nodiscard]] Result<std::vector<LabelledSession>> load_labelled(store::Transaction& tx,
                                                                 const Window& window);

// Every result with features that was served in the window, answered or not, oldest first; of more
// than kLabelledSessionsMax, the newest.
[[nodiscard]] Result<std::vector<Served>> load_served(store::Transaction& tx, const Window& window);

// The vector in a session's facts; empty unless it is an array of layout::feature_names().size()
// finite numbers.
[[nodiscard]] std::vector<double> parse_features(const std::string& json);

}  // namespace refit::training
