#include "store/audit.h"

#include <array>
#include <limits>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    generated<&AuditEntry::seq>("seq"),
    column<&AuditEntry::at>("at"),
    column<&AuditEntry::actor>("actor"),
    column<&AuditEntry::action>("action"),
    column<&AuditEntry::subject>("subject"),
    column<&AuditEntry::before_json>("before_json"),
    column<&AuditEntry::after_json>("after_json"),
    column<&AuditEntry::reason>("reason"),
};
constexpr Table<AuditEntry> kTable{"audit_log", kColumns};

}  // namespace

Result<void> append_audit(Transaction& tx, const AuditEntry& entry) {
    return insert_row(tx, kTable, entry);
}

Result<std::vector<AuditEntry>> list_audit(Transaction& tx, std::optional<std::int64_t> before_seq,
                                           std::int64_t limit) {
    constexpr auto kNewest = std::numeric_limits<std::int64_t>::max();
    return select_all(tx, kTable, "WHERE seq<? ORDER BY seq DESC LIMIT ?",
                      params(before_seq.value_or(kNewest), page_size(limit, kAuditPageMax)));
}

Result<std::vector<AuditEntry>> list_audit_of(Transaction& tx, std::string_view action,
                                              std::int64_t limit) {
    return select_all(tx, kTable, "WHERE action=? ORDER BY seq DESC LIMIT ?",
                      params(action, page_size(limit, kAuditPageMax)));
}

}  // namespace refit::store
