#include "training/forget_user.h"

#include "store/sessions.h"
#include "store/training_data.h"
#include "training/corrections.h"

namespace refit::training {

Result<store::ErasedCounts> forget_user(store::Transaction& tx, std::string_view user_id,
                                        TimePoint now) {
    REFIT_TRY(erased, store::erase_user(tx, user_id, now));
    for (const std::string& id : erased.reworded) {
        REFIT_TRY(facts, store::claim_session_facts(tx, id));
        if (!facts) continue;  // it was the user's own after all
        REFIT_TRY(stored, record_change(tx, {*facts, *facts, std::nullopt, std::nullopt}, now));
        if (!stored.quality_score) REFIT_CHECK(store::remove_training_example(tx, id));
    }
    return erased;
}

}  // namespace refit::training
