#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace refit::store {

// A line one of the server's figures should not cross, and how it stands to it.
struct Alert {
    std::string id;
    std::string metric;  // analytics/alerts.h
    bool above{false};   // which side of the threshold is wrong
    double threshold{0};
    std::int64_t window_days{1};  // today and the days before it
    std::int64_t count_min{20};   // fewer say nothing
    bool active{true};
    // What the last check found.
    bool firing{false};
    bool told{false};                // the webhook's last word is that it fires
    std::optional<double> value;     // nullopt: too few to judge, or never checked
    std::optional<TimePoint> since;  // of the present state; nullopt: it never fired
    std::optional<TimePoint> checked_at;
    TimePoint created_at;
    TimePoint updated_at;  // by a person
};

// Errors: Conflict if the id is taken.
[[nodiscard]] Result<void> insert_alert(Transaction& tx, const Alert& alert);
// Writes everything but id and created_at. Errors: NotFound.
[[nodiscard]] Result<void> update_alert(Transaction& tx, const Alert& alert);
// Writes what a check found, unless the alert was changed since it was read (its updated_at moved
// on) or is gone; false then: what was found is of another line.
[[nodiscard]] Result<bool> record_check(Transaction& tx, const Alert& alert);
// What the webhook knows now. Nothing happens to an alert that is gone.
[[nodiscard]] Result<void> mark_told(Transaction& tx, std::string_view id, bool told);
// Errors: NotFound.
[[nodiscard]] Result<void> delete_alert(Transaction& tx, std::string_view id);
[[nodiscard]] Result<std::optional<Alert>> find_alert(Transaction& tx, std::string_view id);
// In the order they were made.
[[nodiscard]] Result<std::vector<Alert>> list_alerts(Transaction& tx);

}  // namespace refit::store
