#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/alerts.h"
#include "store/database.h"

namespace refit::analytics {

// Alerts: a figure of the last days that lies on the wrong side of a line.
// Method: docs/methods/alerts.md.

inline constexpr std::size_t kAlertsMax = 100;
inline constexpr std::size_t kAlertIdBytesMax = 64;  // [A-Za-z0-9][A-Za-z0-9._-]*
inline constexpr std::int64_t kAlertDaysMax = 90;
inline constexpr std::int64_t kAlertCountMax = 1'000'000;

// "successRate", "feedbackRate", … in the order of the table in the method's page.
[[nodiscard]] std::vector<std::string_view> alert_metrics();

// What a request may say of an alert; nullopt: as it is, or the default for a new one.
struct AlertPatch {
    std::optional<std::string> metric{};
    std::optional<bool> above{};
    std::optional<double> threshold{};
    std::optional<std::int64_t> window_days{};
    std::optional<std::int64_t> count_min{};
    std::optional<bool> active{};
};

// Each writes an audit row. A changed line is judged afresh: the alert is quiet until it is
// checked. Errors: InvalidInput (what, and what it may be), Conflict (id taken), NotFound, TooLarge
// (kAlertsMax).
[[nodiscard]] Result<store::Alert> add_alert(store::Transaction& tx, std::string_view id,
                                             const AlertPatch& fields, TimePoint now);
[[nodiscard]] Result<store::Alert> change_alert(store::Transaction& tx, std::string_view id,
                                                const AlertPatch& patch, TimePoint now);
[[nodiscard]] Result<void> remove_alert(store::Transaction& tx, std::string_view id, TimePoint now);

// Holds every active alert against the figures and stores what it found; an audit row for each that
// began or ceased to fire. Too few sessions (or ratings, for what is of ratings) say nothing: the
// alert stays as it is. Returns all alerts.
[[nodiscard]] Result<std::vector<store::Alert>> check_alerts(store::Transaction& tx, TimePoint now);

// "success rate 48 % is below 60 % over 7 days".
[[nodiscard]] std::string sentence_of(const store::Alert& alert);

// The alert as the API and the webhook show it.
[[nodiscard]] std::string to_json(const store::Alert& alert);

}  // namespace refit::analytics
