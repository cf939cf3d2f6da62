#include "store/alerts.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&Alert::id>("id"),
    column<&Alert::metric>("metric"),
    column<&Alert::above>("above"),
    column<&Alert::threshold>("threshold"),
    column<&Alert::window_days>("window_days"),
    column<&Alert::count_min>("count_min"),
    column<&Alert::active>("active"),
    column<&Alert::firing>("firing"),
    column<&Alert::told>("told"),
    column<&Alert::value>("value"),
    column<&Alert::since>("since"),
    column<&Alert::checked_at>("checked_at"),
    column<&Alert::created_at>("created_at"),
    column<&Alert::updated_at>("updated_at"),
};
constexpr Table<Alert> kTable{"alerts", kColumns};

Result<void> expect_one(std::int64_t changed) {
    if (changed == 0) return fail(ErrorCode::NotFound, "there is no such alert");
    return {};
}

}  // namespace

Result<void> insert_alert(Transaction& tx, const Alert& alert) {
    return insert_row(tx, kTable, alert);
}

Result<void> update_alert(Transaction& tx, const Alert& alert) {
    REFIT_TRY(
        changed,
        tx.execute("UPDATE alerts SET metric=?,above=?,threshold=?,window_days=?,count_min=?,"
                   "active=?,firing=?,told=?,value=?,since=?,checked_at=?,updated_at=? "
                   "WHERE id=?",
                   params(alert.metric, alert.above, alert.threshold, alert.window_days,
                          alert.count_min, alert.active, alert.firing, alert.told, alert.value,
                          alert.since, alert.checked_at, alert.updated_at, alert.id)));
    return expect_one(changed);
}

Result<bool> record_check(Transaction& tx, const Alert& alert) {
    REFIT_TRY(changed, tx.execute("UPDATE alerts SET firing=?,value=?,since=?,checked_at=? "
                                  "WHERE id=? AND updated_at=?",
                                  params(alert.firing, alert.value, alert.since, alert.checked_at,
                                         alert.id, alert.updated_at)));
    return changed > 0;
}

Result<void> mark_told(Transaction& tx, std::string_view id, bool told) {
    return tx.send("UPDATE alerts SET told=? WHERE id=?", params(told, id));
}

Result<void> delete_alert(Transaction& tx, std::string_view id) {
    REFIT_TRY(changed, tx.execute("DELETE FROM alerts WHERE id=?", params(id)));
    return expect_one(changed);
}

Result<std::optional<Alert>> find_alert(Transaction& tx, std::string_view id) {
    return select_one(tx, kTable, "WHERE id=?", params(id));
}

Result<std::vector<Alert>> list_alerts(Transaction& tx) {
    return select_all(tx, kTable, "ORDER BY created_at,id");
}

}  // namespace refit::store
