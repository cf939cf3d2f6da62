#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "geometry/point.h"
#include "resize/arm_source.h"
#include "resize/resizer.h"
#include "store/sessions.h"

namespace refit::resize {

// Who and what a session is about.
struct SessionSubject {
    std::string id;
    std::optional<std::string> user_id;
    std::optional<std::string> project_id;
    geometry::Size target;
    TimePoint created_at{};
};

// The unit of assignment: the user or, without one, the session itself.
[[nodiscard]] std::string unit_of(const SessionSubject& subject);

[[nodiscard]] store::SessionFacts make_facts(const SessionSubject& subject);
void put_arm(store::SessionFacts& facts, const ServedArm& arm);
void put_served(store::SessionFacts& facts, const Served& served, const Settings& settings);

// {"type":"session","id":…}: what replicas and dashboards are told at commit.
[[nodiscard]] std::string session_event(const store::SessionFacts& facts, std::string_view what);

}  // namespace refit::resize
