#include "store/sessions.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "json/writer.h"
#include "store/columns.h"
#include "store/counting.h"
#include "store/session_columns.h"

namespace refit::store {
namespace {

constexpr std::string_view kContents = "original_canvas,ai_result,manual_corrections";

std::string dimensions(const SessionFacts& facts) {
    json::Writer out;
    out.begin_object().member("width", facts.target_width).member("height", facts.target_height);
    return out.end_object().take();
}

// The SET list of an update, and its values.
struct Assignments {
    std::string sql;
    std::vector<Value> bound;

    void add(std::string_view name, Value value) {
        if (!sql.empty()) sql += ',';
        sql.append(name).append("=?");
        bound.push_back(std::move(value));
    }
};

Assignments differing(const SessionChange& change, const SessionFacts& after) {
    Assignments out;
    for (const auto& column : kSessions.columns) {
        Value value = column.bind(after);
        if (value != column.bind(change.before)) out.add(column.name, std::move(value));
    }
    if (change.ai_result) out.add("ai_result", *change.ai_result);
    if (change.manual_corrections) out.add("manual_corrections", *change.manual_corrections);
    if (after.target_width != change.before.target_width ||
        after.target_height != change.before.target_height) {
        out.add("target_dimensions", dimensions(after));
    }
    return out;
}

// The conditions of a WHERE clause, and their values.
struct Conditions {
    std::string sql{"1=1"};
    std::vector<Value> bound;

    template <typename... T>
    void add(std::string_view condition, const T&... value) {
        sql.append(" AND ").append(condition);
        (bound.push_back(to_value(value)), ...);
    }
};

}  // namespace

bool is_held_back(const SessionFacts& session) {
    return session.experiment_id && session.policy_version == kNoPolicy;
}

std::string anonymous_unit(std::string_view session_id) {
    return "anonymous:" + std::string{session_id};
}

bool may_speak_for(const SessionFacts& session, const std::optional<std::string>& caller) {
    return !caller || session.user_id == *caller || session.user_id == anonymous_unit(session.id);
}

Result<std::int64_t> insert_session(Transaction& tx, const Session& session) {
    SessionFacts facts = session.facts;
    facts.corrected = facts.corrected || session.manual_corrections.has_value();
    std::string sql = insert_into(kSessions);
    // The canvases and the dimensions join the facts in one row.
    constexpr std::string_view kMore =
        ",target_dimensions,original_canvas,ai_result,manual_corrections";
    sql.insert(sql.find(") VALUES"), kMore);
    sql.insert(sql.size() - 1, ",?,?,?,?");
    std::vector<Value> bound = bind_all(kSessions, facts);
    for (Value& value : params(dimensions(facts), session.original_canvas, session.ai_result,
                               session.manual_corrections)) {
        bound.push_back(std::move(value));
    }
    REFIT_TRY(rows, tx.query(sql + " RETURNING seq", bound));
    REFIT_CHECK(count_session(tx, nullptr, &facts));
    return rows.integer(0, 0).value_or(0);
}

Result<std::optional<SessionFacts>> find_session_facts(Transaction& tx, std::string_view id) {
    return select_one(tx, kSessions, "WHERE id=?", params(id));
}

Result<std::optional<SessionFacts>> claim_session_facts(Transaction& tx, std::string_view id) {
    REFIT_CHECK(tx.lock(fmt::format("session:{}", id)));
    return find_session_facts(tx, id);
}

Result<std::optional<Session>> find_session(Transaction& tx, std::string_view id) {
    REFIT_TRY(facts, find_session_facts(tx, id));
    if (!facts) return std::nullopt;
    const std::string sql = fmt::format("SELECT {} FROM resize_sessions WHERE id=?", kContents);
    REFIT_TRY(rows, tx.query(sql, params(id)));
    if (rows.empty()) return std::nullopt;
    return Session{.facts = *std::move(facts),
                   .original_canvas = rows.text(0, 0).value_or(""),
                   .ai_result = rows.text(0, 1),
                   .manual_corrections = rows.text(0, 2)};
}

Result<SessionFacts> update_session(Transaction& tx, const SessionChange& change) {
    SessionFacts after = change.after;
    after.corrected = after.corrected || change.manual_corrections.has_value();
    after.etag = change.before.etag;
    if (differing(change, after).bound.empty()) return after;
    after.etag = change.before.etag + 1;
    Assignments set = differing(change, after);
    set.bound.emplace_back(change.before.id);
    set.bound.emplace_back(change.before.etag);
    REFIT_TRY(changed, tx.execute(fmt::format("UPDATE resize_sessions SET {} WHERE id=? AND etag=?",
                                              set.sql),
                                  set.bound));
    if (changed == 0) {
        REFIT_TRY(now, find_session_facts(tx, change.before.id));
        if (!now) return fail(ErrorCode::NotFound, "the session is gone");
        return fail(ErrorCode::Conflict, "the session was changed meanwhile; read it again");
    }
    REFIT_CHECK(count_session(tx, &change.before, &after));
    return after;
}

Result<std::vector<SessionFacts>> list_sessions(Transaction& tx, const SessionFilter& filter) {
    Conditions where;
    if (filter.variant_id) where.add("variant_id=?", *filter.variant_id);
    if (filter.user_id) where.add("user_id=?", *filter.user_id);
    if (filter.rated) {
        where.add(*filter.rated ? "user_rating IS NOT NULL" : "user_rating IS NULL");
    }
    if (filter.created_from) where.add("created_at>=?", *filter.created_from);
    if (filter.before_seq) where.add("seq<?", *filter.before_seq);
    where.bound.emplace_back(page_size(filter.limit, kSessionPageMax));
    return select_all(tx, kSessions, fmt::format("WHERE {} ORDER BY seq DESC LIMIT ?", where.sql),
                      where.bound);
}

Result<std::vector<SessionFacts>> scan_labelled_sessions(Transaction& tx,
                                                         const TrainingScan& scan) {
    return select_all(tx, kSessions,
                      "WHERE seq>? AND created_at>=? AND created_at<? AND (user_rating>=? OR "
                      "(user_rating IS NULL AND (helpful IS NOT NULL OR corrected=1 OR undone=1))) "
                      "ORDER BY seq LIMIT ?",
                      params(scan.after_seq, scan.from, scan.to, scan.rating_min,
                             page_size(scan.limit, kSessionPageMax)));
}

Result<std::vector<SessionFacts>> scan_served_sessions(Transaction& tx, const TrainingScan& scan) {
    return select_all(
        tx, kSessions,
        "WHERE seq>? AND created_at>=? AND created_at<? AND status='completed' AND "
        "features<>'[]' ORDER BY seq LIMIT ?",
        params(scan.after_seq, scan.from, scan.to, page_size(scan.limit, kSessionPageMax)));
}

Result<std::int64_t> count_sessions(Transaction& tx, TimePoint from, TimePoint to) {
    REFIT_TRY(rows, tx.query("SELECT count(*) FROM resize_sessions WHERE created_at>=? AND "
                             "created_at<?",
                             params(from, to)));
    return rows.integer(0, 0).value_or(0);
}

}  // namespace refit::store
