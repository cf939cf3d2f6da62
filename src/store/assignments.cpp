#include "store/assignments.h"

#include "store/assignment_columns.h"
#include "store/columns.h"
#include "store/counting.h"

namespace refit::store {

Result<std::optional<Assignment>> find_assignment(Transaction& tx, const AssignmentKey& key) {
    return select_one(tx, kAssignments, "WHERE user_id=? AND experiment_id=? AND bucket_version=?",
                      params(key.user_id, key.experiment_id, key.bucket_version));
}

Result<Assignment> insert_assignment(Transaction& tx, const Assignment& assignment) {
    const std::string sql =
        insert_into(kAssignments) +
        " ON CONFLICT (user_id,experiment_id,bucket_version) DO NOTHING RETURNING seq";
    REFIT_TRY(rows, tx.query(sql, bind_all(kAssignments, assignment)));
    if (!rows.empty()) {
        Assignment made = assignment;
        made.seq = rows.integer(0, 0).value_or(0);
        REFIT_CHECK(count_assignment(tx, nullptr, &made));
        return made;
    }
    REFIT_TRY(first, find_assignment(tx, {.experiment_id = assignment.experiment_id,
                                          .bucket_version = assignment.bucket_version,
                                          .user_id = assignment.user_id}));
    if (!first) return fail(ErrorCode::Conflict, "the user's assignment was erased meanwhile");
    return *std::move(first);
}

}  // namespace refit::store
