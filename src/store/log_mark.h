#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "store/sessions.h"

namespace refit::store {

// How far the log had been written: the last sequence numbers of sessions and of words and deeds.
struct LogMark {
    std::int64_t session{0};
    std::int64_t word{0};
};
// Of what this transaction sees.
[[nodiscard]] Result<LogMark> log_mark(Transaction& tx);

// A page of all sessions created in the scan's window, up to the mark, with what had been said and
// done by then: user_rating, helpful, correction_size, corrected and undone follow from the history
// up to the mark, the other facts are today's. rating_min is not looked at. Undos from before the
// history told of them are not known.
// In PostgreSQL a transaction that was open when the mark was taken may lie before it and yet not
// have been seen then.
[[nodiscard]] Result<std::vector<SessionFacts>> scan_sessions_at(Transaction& tx,
                                                                 const TrainingScan& scan,
                                                                 const LogMark& mark);

}  // namespace refit::store
