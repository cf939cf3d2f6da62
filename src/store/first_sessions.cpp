#include "store/first_sessions.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&FirstSession::seq>("seq"),
    column<&FirstSession::variant_id>("variant_id"),
    column<&FirstSession::processing_time>("processing_time"),
    column<&FirstSession::status>("status"),
    column<&FirstSession::resizer>("resizer"),
    column<&FirstSession::corrected>("corrected"),
    column<&FirstSession::created_at>("created_at"),
};
constexpr Table<FirstSession> kTable{"resize_sessions", kColumns};

}  // namespace

Result<std::vector<FirstSession>> list_first_sessions(Transaction& tx,
                                                      std::string_view experiment_id,
                                                      std::int64_t bucket_version,
                                                      std::int64_t after_seq, std::int64_t limit) {
    return select_all(
        tx, kTable,
        "WHERE experiment_id=? AND bucket_version=? AND seq>? AND first_exposure=1 "
        "AND policy_version>0 AND variant_id IS NOT NULL ORDER BY seq LIMIT ?",
        params(experiment_id, bucket_version, after_seq, page_size(limit, kFirstSessionPageMax)));
}

}  // namespace refit::store
