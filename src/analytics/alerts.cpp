#include "analytics/alerts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analytics/period.h"
#include "base/text.h"
#include "json/writer.h"
#include "store/audit.h"

namespace refit::analytics {
namespace {

constexpr std::string_view kNobody = "scheduler";
constexpr std::string_view kAdmin = "admin";

// What a figure is of: how many of them must be there before it says something.
enum class Of : std::uint8_t { Sessions, Ratings, Anything };

struct Metric {
    std::string_view name;
    std::string_view label;  // for people
    std::string_view unit;
    Of of;
    double lowest;
    double highest;
    double (*value)(const PeriodFigures&);
};

constexpr std::array<Metric, 8> kMetrics{{
    {"successRate", "success rate", " %", Of::Ratings, 0, 100,
     [](const auto& f) { return f.success_rate; }},
    {"feedbackRate", "feedback rate", " %", Of::Sessions, 0, 100,
     [](const auto& f) { return f.feedback_rate; }},
    {"averageRating", "average rating", " stars", Of::Ratings, 1, 5,
     [](const auto& f) { return f.avg_rating; }},
    {"processingTime", "processing time", " ms", Of::Sessions, 0, 1e7,
     [](const auto& f) { return f.avg_processing_time; }},
    {"correctionRate", "correction rate", " %", Of::Sessions, 0, 100,
     [](const auto& f) { return f.correction_rate; }},
    {"failureRate", "failure rate", " %", Of::Sessions, 0, 100,
     [](const auto& f) { return f.failure_rate; }},
    {"fallbackRate", "fallback rate", " %", Of::Sessions, 0, 100,
     [](const auto& f) { return f.fallback_rate; }},
    {"sessions", "sessions", "", Of::Anything, 0, 1e9,
     [](const auto& f) { return static_cast<double>(f.sessions); }},
}};

const Metric* find_metric(std::string_view name) {
    const auto found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                    [&](const Metric& metric) { return metric.name == name; });
    return found == kMetrics.end() ? nullptr : &*found;
}

std::string figure(const store::Alert& alert, double value) {
    const Metric* metric = find_metric(alert.metric);
    return format_number(std::round(value * 100) / 100) +
           std::string{metric != nullptr ? metric->unit : ""};
}

Result<void> check_id(std::string_view id) {
    if (is_plain_id(id, kAlertIdBytesMax)) return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("id: 1 to {} letters, digits, '.', '_' or '-', the first a letter or "
                            "digit",
                            kAlertIdBytesMax));
}

Result<void> check_fields(const store::Alert& alert) {
    const Metric* metric = find_metric(alert.metric);
    if (metric == nullptr)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("metric: expected one of {}", fmt::join(alert_metrics(), ", ")));
    if (!(alert.threshold >= metric->lowest && alert.threshold <= metric->highest))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("threshold: {} lies from {} to {}", metric->name,
                                format_number(metric->lowest), format_number(metric->highest)));
    if (alert.window_days < 1 || alert.window_days > kAlertDaysMax)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("windowDays: expected 1 to {}", kAlertDaysMax));
    if (alert.count_min < 0 || alert.count_min > kAlertCountMax)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("countMin: expected 0 to {}", kAlertCountMax));
    return {};
}

void apply(const AlertPatch& patch, store::Alert& alert) {
    if (patch.metric) alert.metric = *patch.metric;
    alert.above = patch.above.value_or(alert.above);
    alert.threshold = patch.threshold.value_or(alert.threshold);
    alert.window_days = patch.window_days.value_or(alert.window_days);
    alert.count_min = patch.count_min.value_or(alert.count_min);
    alert.active = patch.active.value_or(alert.active);
}

Result<void> record(store::Transaction& tx, TimePoint now, std::string_view actor,
                    std::string_view action, const store::Alert* before, const store::Alert* after,
                    std::string reason) {
    store::AuditEntry entry;
    entry.at = now;
    entry.actor = actor;
    entry.action = action;
    entry.subject = "alert:" + (after != nullptr ? after : before)->id;
    if (before != nullptr) entry.before_json = to_json(*before);
    if (after != nullptr) entry.after_json = to_json(*after);
    entry.reason = std::move(reason);
    return store::append_audit(tx, entry);
}

Result<store::Alert> existing(store::Transaction& tx, std::string_view id) {
    REFIT_TRY(found, store::find_alert(tx, id));
    if (!found) return fail(ErrorCode::NotFound, fmt::format("there is no alert '{}'", id));
    return std::move(*found);
}

// The figure of the alert's days; nullopt if they are too few to say anything.
Result<std::optional<double>> measure(store::Transaction& tx, const store::Alert& alert,
                                      TimePoint now) {
    const Metric* metric = find_metric(alert.metric);
    if (metric == nullptr) return std::optional<double>{};
    const TimePoint first = now - std::chrono::days{alert.window_days - 1};
    REFIT_TRY(figures, period_figures(tx, format_day(first), format_day(now)));
    const std::int64_t count = metric->of == Of::Ratings ? figures.rated : figures.sessions;
    const bool says_something =
        metric->of == Of::Anything || count >= std::max<std::int64_t>(1, alert.count_min);
    return says_something ? std::optional{metric->value(figures)} : std::nullopt;
}

Result<void> check(store::Transaction& tx, store::Alert& alert, TimePoint now) {
    REFIT_TRY(value, measure(tx, alert, now));
    const store::Alert before = alert;
    alert.value = value;
    alert.checked_at = now;
    if (value) alert.firing = alert.above ? *value > alert.threshold : *value < alert.threshold;
    const bool turned = alert.firing != before.firing;
    if (turned) alert.since = now;
    REFIT_TRY(is_recorded, store::record_check(tx, alert));
    if (!is_recorded) alert = before;
    if (!is_recorded || !turned) return {};
    return record(tx, now, kNobody, alert.firing ? "alert.fire" : "alert.resolve", &before, &alert,
                  sentence_of(alert));
}

}  // namespace

std::vector<std::string_view> alert_metrics() {
    std::vector<std::string_view> names;
    for (const Metric& metric : kMetrics) names.push_back(metric.name);
    return names;
}

Result<store::Alert> add_alert(store::Transaction& tx, std::string_view id,
                               const AlertPatch& fields, TimePoint now) {
    REFIT_CHECK(check_id(id));
    if (!fields.metric || !fields.threshold)
        return fail(ErrorCode::InvalidInput, "an alert needs a metric and a threshold");
    REFIT_TRY(all, store::list_alerts(tx));
    if (all.size() >= kAlertsMax)
        return fail(ErrorCode::TooLarge, fmt::format("there are {} alerts already", kAlertsMax));
    if (std::any_of(all.begin(), all.end(), [&](const auto& other) { return other.id == id; }))
        return fail(ErrorCode::Conflict, fmt::format("there is an alert '{}' already", id));
    store::Alert alert;
    alert.id = id;
    alert.created_at = now;
    alert.updated_at = now;
    apply(fields, alert);
    REFIT_CHECK(check_fields(alert));
    REFIT_CHECK(store::insert_alert(tx, alert));
    REFIT_CHECK(record(tx, now, kAdmin, "alert.create", nullptr, &alert, "changed over HTTP"));
    return alert;
}

Result<store::Alert> change_alert(store::Transaction& tx, std::string_view id,
                                  const AlertPatch& patch, TimePoint now) {
    REFIT_TRY(before, existing(tx, id));
    store::Alert alert = before;
    apply(patch, alert);
    REFIT_CHECK(check_fields(alert));
    alert.firing = false;
    alert.value.reset();
    alert.since.reset();
    alert.checked_at.reset();
    alert.updated_at = now;
    REFIT_CHECK(store::update_alert(tx, alert));
    REFIT_CHECK(record(tx, now, kAdmin, "alert.change", &before, &alert, "changed over HTTP"));
    return alert;
}

Result<void> remove_alert(store::Transaction& tx, std::string_view id, TimePoint now) {
    REFIT_TRY(before, existing(tx, id));
    REFIT_CHECK(store::delete_alert(tx, id));
    return record(tx, now, kAdmin, "alert.remove", &before, nullptr, "removed over HTTP");
}

Result<std::vector<store::Alert>> check_alerts(store::Transaction& tx, TimePoint now) {
    REFIT_TRY(alerts, store::list_alerts(tx));
    for (store::Alert& alert : alerts) {
        if (alert.active) REFIT_CHECK(check(tx, alert, now));
    }
    return alerts;
}

std::string sentence_of(const store::Alert& alert) {
    const Metric* metric = find_metric(alert.metric);
    const std::string_view label = metric != nullptr ? metric->label : alert.metric;
    if (!alert.checked_at) return fmt::format("{}: not checked yet", label);
    const std::string days =
        alert.window_days == 1 ? "today" : fmt::format("over {} days", alert.window_days);
    if (!alert.value) return fmt::format("{}: too few {} to judge", label, days);
    const bool wrong =
        alert.above ? *alert.value > alert.threshold : *alert.value < alert.threshold;
    return fmt::format("{} {} is {}{} {} {}", label, figure(alert, *alert.value),
                       wrong ? "" : "not ", alert.above ? "above" : "below",
                       figure(alert, alert.threshold), days);
}

std::string to_json(const store::Alert& alert) {
    json::Writer out;
    const auto time = [&out](std::string_view key, const std::optional<TimePoint>& when) {
        out.member(key, when ? std::optional{format_iso(*when)} : std::nullopt);
    };
    out.begin_object().member("id", alert.id).member("metric", alert.metric);
    out.member("comparison", alert.above ? "above" : "below");
    out.member("threshold", alert.threshold).member("windowDays", alert.window_days);
    out.member("countMin", alert.count_min).member("active", alert.active);
    out.member("firing", alert.firing).member("value", alert.value);
    out.member("message", sentence_of(alert));
    time("since", alert.since);
    time("checkedAt", alert.checked_at);
    time("createdAt", alert.created_at);
    time("updatedAt", alert.updated_at);
    return out.end_object().take();
}

}  // namespace refit::analytics
