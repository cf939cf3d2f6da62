#include "store/session_scan.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&SessionFacts::seq>("seq"),
    column<&SessionFacts::user_rating>("user_rating"),
    column<&SessionFacts::helpful>("helpful"),
    column<&SessionFacts::corrected>("corrected"),
    column<&SessionFacts::correction_size>("correction_size"),
    column<&SessionFacts::processing_time>("processing_time"),
    column<&SessionFacts::variant_id>("variant_id"),
    column<&SessionFacts::experiment_id>("experiment_id"),
    column<&SessionFacts::policy_version>("policy_version"),
    column<&SessionFacts::bucket_version>("bucket_version"),
    column<&SessionFacts::first_exposure>("first_exposure"),
    column<&SessionFacts::cost_usd>("cost_usd"),
    column<&SessionFacts::resizer>("resizer"),
    column<&SessionFacts::status>("status"),
    column<&SessionFacts::created_at>("created_at"),
};
constexpr Table<SessionFacts> kCounted{"resize_sessions", kColumns};

}  // namespace

Result<void> scan_counted_sessions(Transaction& tx,
                                   const std::function<void(const SessionFacts&)>& visit) {
    for (std::int64_t after = 0;;) {
        REFIT_TRY(page, select_all(tx, kCounted, "WHERE seq>? ORDER BY seq LIMIT ?",
                                   params(after, kScanPage)));
        for (const SessionFacts& session : page) visit(session);
        if (page.empty()) return {};
        after = page.back().seq;
    }
}

}  // namespace refit::store
