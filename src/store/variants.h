#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/names.h"

namespace refit::store {

struct Variant {
    std::string id;
    std::string experiment_id;
    std::string name;
    bool active{true};
    double weight{0};  // requested share, 0..1
    std::int64_t current_version{1};
    VariantOrigin origin{VariantOrigin::Api};
    std::optional<double> traffic_cap;  // a canary's largest share
    TimePoint created_at;
    TimePoint updated_at;
    std::optional<std::string> stopped{};     // why a guardrail stopped it; nullopt: it did not
    std::optional<std::string> warm_from{};   // the variant whose ratings it starts from
    std::optional<TimePoint> guarded_from{};  // its limits are tested on units that came since
};

// One immutable text of a variant. Changed text is a new version, hence a new arm.
struct VariantVersion {
    std::string variant_id;
    std::int64_t version{1};
    std::string prompt;
    std::string parameters{"{}"};  // JSON object of engine parameters
    std::optional<std::int64_t> parent_version;
    std::string note;
    std::string created_by;
    TimePoint created_at;
};

// Stores a new variant with its first version (whose variant_id and version are taken from
// `variant`). Errors: Conflict if the id is taken.
[[nodiscard]] Result<void> insert_variant(Transaction& tx, const Variant& variant,
                                          const VariantVersion& first);
// Writes name, active, weight, traffic_cap, stopped, guarded_from and updated_at. Errors: NotFound.
[[nodiscard]] Result<void> update_variant(Transaction& tx, const Variant& variant);
// Appends a version after the current one, makes it current, and returns its number
// (`next.version` and `next.parent_version` are set here). Errors: NotFound.
[[nodiscard]] Result<std::int64_t> add_variant_version(Transaction& tx, const VariantVersion& next);

[[nodiscard]] Result<std::optional<Variant>> find_variant(Transaction& tx, std::string_view id);
// In the order of the draw: created_at, then id. Inactive ones included.
[[nodiscard]] Result<std::vector<Variant>> list_variants(Transaction& tx,
                                                         std::string_view experiment_id);
[[nodiscard]] Result<std::optional<VariantVersion>> find_variant_version(Transaction& tx,
                                                                         std::string_view id,
                                                                         std::int64_t version);
// Oldest first.
[[nodiscard]] Result<std::vector<VariantVersion>> list_variant_versions(Transaction& tx,
                                                                        std::string_view id);

}  // namespace refit::store
