#pragma once

#include <string_view>

// The texts of the migrations, one file each. Written once for both dialects; {{serial}} is the
// only difference between them. A statement ends with a semicolon at the end of a line.

namespace refit::store::migrations {

extern const std::string_view kInitial;        // 0001_initial.cpp
extern const std::string_view kHoldback;       // 0002_holdback.cpp
extern const std::string_view kGuardrails;     // 0003_guardrails.cpp
extern const std::string_view kObjectives;     // 0004_objectives.cpp
extern const std::string_view kDrift;          // 0005_drift.cpp
extern const std::string_view kArrivals;       // 0006_arrivals.cpp
extern const std::string_view kContextual;     // 0007_contextual.cpp
extern const std::string_view kWeeklyReports;  // 0008_weekly_reports.cpp
extern const std::string_view kLogOfDeeds;     // 0009_log_of_deeds.cpp
extern const std::string_view kAlerts;         // 0010_alerts.cpp

}  // namespace refit::store::migrations
