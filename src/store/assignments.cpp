#include "store/assignments.h"

#include "store/assignment_columns.h"
#include "store/columns.h"
#include "store/counting.h"

namespace refit::store {

Result<std::optional<Assignment>> find_assignment(Transaction& tx, const AssignmentKey& key) {
    return select_one(tx, kAssignments, "WHERE user_id=? AND experiment_id=? AND bucket_version=?",
                      params(key.user_id, key.experiment_id, key.bucket_version));
}

namespace {

// A user who is erased again and again while being assigned gets Conflict after so many tries.
constexpr int kInsertAttemptsMax = 5;

// The assignment stored, with its seq; nullopt if the user already has one.
Result<std::optional<Assignment>> try_insert(Transaction& tx, const Assignment& assignment) {
    const std::string sql =
        insert_into(kAssignments) +
        " ON CONFLICT (user_id,experiment_id,bucket_version) DO NOTHING RETURNING seq";
    REFIT_TRY(rows, tx.query(sql, bind_all(kAssignments, assignment)));
    if (rows.empty()) return std::nullopt;
    Assignment made = assignment;
    made.seq = rows.integer(0, 0).value_or(0);
    REFIT_CHECK(count_assignment(tx, nullptr, &made));
    return made;
}

}  // namespace

Result<Assignment> insert_assignment(Transaction& tx, const Assignment& assignment) {
    const AssignmentKey key{.experiment_id = assignment.experiment_id,
                            .bucket_version = assignment.bucket_version,
                            .user_id = assignment.user_id};
    // Between the two statements another transaction may erase the user, so we look again.
    for (int attempt = 0; attempt < kInsertAttemptsMax; ++attempt) {
        REFIT_TRY(made, try_insert(tx, assignment));
        if (made) return *std::move(made);
        REFIT_TRY(first, find_assignment(tx, key));
        if (first) return *std::move(first);
    }
    return fail(ErrorCode::Conflict, "the user's assignment was erased meanwhile");
}

}  // namespace refit::store
