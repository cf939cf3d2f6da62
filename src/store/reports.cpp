#include "store/reports.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    generated<&Report::seq>("seq"),
    column<&Report::kind>("kind"),
    column<&Report::body>("body"),
    column<&Report::markdown>("markdown"),
    column<&Report::created_at>("created_at"),
};
constexpr Table<Report> kTable{"reports", kColumns};

}  // namespace

Result<std::int64_t> insert_report(Transaction& tx, const Report& report) {
    return insert_numbered(tx, kTable, "seq", report);
}

Result<std::vector<Report>> list_reports(Transaction& tx, std::string_view kind,
                                         std::int64_t limit) {
    const std::int64_t count = page_size(limit, kReportPageMax);
    if (kind.empty()) return select_all(tx, kTable, "ORDER BY seq DESC LIMIT ?", params(count));
    return select_all(tx, kTable, "WHERE kind=? ORDER BY seq DESC LIMIT ?", params(kind, count));
}

}  // namespace refit::store
