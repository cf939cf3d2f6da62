#include "store/log_mark.h"

#include "store/columns.h"
#include "store/session_columns.h"

namespace refit::store {
namespace {

void forget(SessionFacts& session) {
    session.user_rating.reset();
    session.helpful.reset();
    session.correction_size.reset();
    session.corrected = false;
    session.undone = false;
}

// Every event carries the size of the corrections at its time; words leave out what was not said.
void hear(SessionFacts& session, const Rows& rows, std::size_t row) {
    if (const auto rating = rows.integer(row, 1)) session.user_rating = static_cast<int>(*rating);
    if (const auto helpful = rows.integer(row, 2)) session.helpful = *helpful != 0;
    session.correction_size = rows.real(row, 3);
    session.corrected = session.correction_size.has_value();
    if (const auto undone = rows.integer(row, 4)) session.undone = *undone != 0;
}

}  // namespace

Result<LogMark> log_mark(Transaction& tx) {
    REFIT_TRY(rows, tx.query("SELECT (SELECT COALESCE(MAX(seq),0) FROM resize_sessions),"
                             "(SELECT COALESCE(MAX(seq),0) FROM feedback_history)",
                             {}));
    return LogMark{.session = rows.integer(0, 0).value_or(0),
                   .word = rows.integer(0, 1).value_or(0)};
}

Result<std::vector<SessionFacts>> scan_sessions_at(Transaction& tx, const TrainingScan& scan,
                                                   const LogMark& mark) {
    REFIT_TRY(page, select_all(tx, kSessions,
                               "WHERE seq>? AND seq<=? AND created_at>=? AND created_at<? "
                               "ORDER BY seq LIMIT ?",
                               params(scan.after_seq, mark.session, scan.from, scan.to,
                                      page_size(scan.limit, kSessionPageMax))));
    if (page.empty()) return page;
    REFIT_TRY(rows, tx.query("SELECT s.seq,h.rating,h.helpful,h.correction_size,h.undone "
                             "FROM resize_sessions s JOIN feedback_history h ON h.session_id=s.id "
                             "WHERE s.seq>=? AND s.seq<=? AND h.seq<=? ORDER BY s.seq,h.seq",
                             params(page.front().seq, page.back().seq, mark.word)));
    std::size_t row = 0;
    for (SessionFacts& session : page) {
        forget(session);
        while (row < rows.size() && rows.integer(row, 0).value_or(0) < session.seq) ++row;
        for (; row < rows.size() && rows.integer(row, 0) == session.seq; ++row)
            hear(session, rows, row);
    }
    return page;
}

}  // namespace refit::store
