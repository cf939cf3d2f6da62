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
    column<&Report::period>("period"),
};
constexpr Table<Report> kTable{"reports", kColumns};

}  // namespace

Result<std::int64_t> put_report(Transaction& tx, const Report& report) {
    const std::string sql =
        insert_into(kTable) +
        " ON CONFLICT (kind,period) DO UPDATE SET body=excluded.body,markdown=excluded.markdown,"
        "created_at=excluded.created_at RETURNING seq";
    REFIT_TRY(rows, tx.query(sql, bind_all(kTable, report)));
    const auto seq = rows.empty() ? std::nullopt : rows.integer(0, 0);
    if (!seq) return fail(ErrorCode::Internal, "the database gave no number to a report");
    return *seq;
}

Result<std::optional<Report>> find_report(Transaction& tx, std::int64_t seq) {
    return select_one(tx, kTable, "WHERE seq=?", params(seq));
}

Result<std::vector<Report>> list_reports(Transaction& tx, std::string_view kind,
                                         std::int64_t limit) {
    const std::int64_t count = page_size(limit, kReportPageMax);
    if (kind.empty()) return select_all(tx, kTable, "ORDER BY seq DESC LIMIT ?", params(count));
    return select_all(tx, kTable, "WHERE kind=? ORDER BY seq DESC LIMIT ?", params(kind, count));
}

}  // namespace refit::store
