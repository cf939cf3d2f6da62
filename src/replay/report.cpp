#include <fmt/format.h>

#include "json/writer.h"
#include "replay/verify.h"

namespace refit::replay {

std::string report_text(const Report& report) {
    std::string text;
    for (const auto& [table, rows] : report.checked)
        text += fmt::format("{:<18} {:>10} compared\n", table, rows);
    for (const std::string& note : report.notes) text += "note: " + note + "\n";
    for (const Difference& one : report.differences) {
        text += fmt::format("{} {}: stored {}; the log says {}{}\n", one.table, one.key, one.live,
                            one.recomputed, one.repaired ? " (put right)" : "");
    }
    const auto shown = static_cast<std::int64_t>(report.differences.size());
    if (report.different > shown) text += fmt::format("and {} more\n", report.different - shown);
    if (report.different == 0) return text + "everything derived equals the log\n";
    return text + fmt::format("{} differences, {} put right\n", report.different, report.repaired);
}

std::string report_json(const Report& report) {
    json::Writer out;
    out.begin_object().member("agrees", report.agrees());
    out.member("different", report.different).member("repaired", report.repaired);
    out.key("checked").begin_object();
    for (const auto& [table, rows] : report.checked) out.member(table, rows);
    out.end_object().key("differences").begin_array();
    for (const Difference& one : report.differences) {
        out.begin_object().member("table", one.table).member("key", one.key);
        out.member("live", one.live).member("recomputed", one.recomputed);
        out.member("repaired", one.repaired).end_object();
    }
    out.end_array().key("notes").begin_array();
    for (const std::string& note : report.notes) out.value(note);
    return out.end_array().end_object().take() + "\n";
}

}  // namespace refit::replay
