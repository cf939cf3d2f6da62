#include "experiment/audit.h"

#include "store/audit.h"

namespace refit::experiment {

Result<void> audit(store::Transaction& tx, const Actor& actor, const Change& change,
                   TimePoint now) {
    store::AuditEntry entry;
    entry.at = now;
    entry.actor = actor.name;
    entry.action = change.action;
    entry.subject = change.subject;
    entry.before_json = change.before_json;
    entry.after_json = change.after_json;
    entry.reason = actor.reason;
    return store::append_audit(tx, entry);
}

}  // namespace refit::experiment
