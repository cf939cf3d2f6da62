#include "analytics/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "store/audit.h"

namespace refit::analytics {
namespace {

using store::AuditEntry;

// An action of the audit log, where a report tells of it, and how.
struct Telling {
    std::string_view action;
    std::vector<std::string> Events::*kind;
    std::string_view verb;
};

constexpr std::array kTellings{
    Telling{"variant.stop", &Events::guardrails, "stopped"},
    Telling{"variant.resume", &Events::guardrails, "resumed"},
    Telling{"verdict.declare", &Events::verdicts, "reached a verdict"},
    Telling{"model.promote", &Events::models, "promoted"},
    Telling{"model.reject", &Events::models, "stays a candidate"},
    Telling{"model.rollback", &Events::models, "serves again"},
    Telling{"variant.create", &Events::proposals, "entered"},
    Telling{"canary.promote", &Events::proposals, "promoted"},
    Telling{"canary.retire", &Events::proposals, "retired"},
    Telling{"proposal.refuse", &Events::proposals, "refused"},
    Telling{"search.refuse", &Events::proposals, "nothing proposed"},
};

// "variant:enhanced" -> "variant enhanced".
std::string subject_words(std::string subject) {
    std::ranges::replace(subject, ':', ' ');
    return subject;
}

void tell(const AuditEntry& entry, Events& events) {
    const auto* const telling = std::ranges::find(kTellings, entry.action, &Telling::action);
    if (telling == kTellings.end()) return;
    std::string line = fmt::format("{}, {} {} by {}", format_day(entry.at),
                                   subject_words(entry.subject), telling->verb, entry.actor);
    if (!entry.reason.empty()) line += ": " + entry.reason;
    (events.*(telling->kind)).push_back(std::move(line));
}

// Oldest first, and of many the newest: what came last matters most.
void trim(std::vector<std::string>& lines) {
    std::ranges::reverse(lines);
    if (lines.size() <= kEventsMax) return;
    const std::size_t more = lines.size() - kEventsMax;
    lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(more));
    lines.insert(lines.begin(), fmt::format("… and {} earlier ones.", more));
}

}  // namespace

Result<Events> events_between(store::Transaction& tx, TimePoint from, TimePoint until) {
    Events events;
    std::optional<std::int64_t> before;
    for (bool more = true; more;) {
        REFIT_TRY(page, store::list_audit(tx, before, store::kAuditPageMax));
        more = std::ssize(page) == store::kAuditPageMax && page.back().at >= from;
        for (const AuditEntry& entry : page) {
            if (entry.at >= from && entry.at < until) tell(entry, events);
            before = entry.seq;
        }
    }
    for (auto* lines : {&events.guardrails, &events.verdicts, &events.models, &events.proposals})
        trim(*lines);
    return events;
}

}  // namespace refit::analytics
