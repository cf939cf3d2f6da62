#include "store/settings.h"

#include "store/columns.h"

namespace refit::store {

Result<std::optional<std::string>> find_setting(Transaction& tx, std::string_view key) {
    REFIT_TRY(rows, tx.query("SELECT value FROM settings WHERE key=?", params(key)));
    if (rows.empty()) return std::nullopt;
    return rows.text(0, 0);
}

Result<void> put_setting(Transaction& tx, std::string_view key, std::string_view value) {
    REFIT_CHECK(
        tx.execute("INSERT INTO settings (key,value) VALUES (?,?) "
                   "ON CONFLICT (key) DO UPDATE SET value=excluded.value",
                   params(key, value)));
    return {};
}

}  // namespace refit::store
