#include "store/variants.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    column<&Variant::id>("id"),
    column<&Variant::experiment_id>("experiment_id"),
    column<&Variant::name>("name"),
    column<&Variant::active>("active"),
    column<&Variant::weight>("weight"),
    column<&Variant::current_version>("current_version"),
    column<&Variant::origin>("origin"),
    column<&Variant::traffic_cap>("traffic_cap"),
    column<&Variant::created_at>("created_at"),
    column<&Variant::updated_at>("updated_at"),
    column<&Variant::stopped>("stopped"),
    column<&Variant::guarded_from>("guarded_from"),
    column<&Variant::warm_from>("warm_from"),
};
constexpr Table<Variant> kVariants{"variants", kColumns};

constexpr std::array kVersionColumns{
    column<&VariantVersion::variant_id>("variant_id"),
    column<&VariantVersion::version>("version"),
    column<&VariantVersion::prompt>("prompt"),
    column<&VariantVersion::parameters>("parameters"),
    column<&VariantVersion::parent_version>("parent_version"),
    column<&VariantVersion::note>("note"),
    column<&VariantVersion::created_by>("created_by"),
    column<&VariantVersion::created_at>("created_at"),
};
constexpr Table<VariantVersion> kVersions{"variant_versions", kVersionColumns};

tl::unexpected<Error> no_such_variant() {
    return fail(ErrorCode::NotFound, "there is no such variant");
}

}  // namespace

Result<void> insert_variant(Transaction& tx, const Variant& variant, const VariantVersion& first) {
    REFIT_CHECK(insert_row(tx, kVariants, variant));
    VariantVersion version = first;
    version.variant_id = variant.id;
    version.version = variant.current_version;
    return insert_row(tx, kVersions, version);
}

Result<void> update_variant(Transaction& tx, const Variant& variant) {
    REFIT_TRY(changed, tx.execute("UPDATE variants SET name=?,active=?,weight=?,traffic_cap=?,"
                                  "stopped=?,guarded_from=?,updated_at=? WHERE id=?",
                                  params(variant.name, variant.active, variant.weight,
                                         variant.traffic_cap, variant.stopped, variant.guarded_from,
                                         variant.updated_at, variant.id)));
    if (changed == 0) return no_such_variant();
    return {};
}

Result<std::int64_t> add_variant_version(Transaction& tx, const VariantVersion& next) {
    // Counted up first: the row is then held until commit, and two writers get two numbers.
    REFIT_TRY(rows, tx.query("UPDATE variants SET current_version=current_version+1,updated_at=? "
                             "WHERE id=? RETURNING current_version",
                             params(next.created_at, next.variant_id)));
    if (rows.empty()) return no_such_variant();
    VariantVersion version = next;
    version.version = rows.integer(0, 0).value_or(0);
    version.parent_version = version.version - 1;
    REFIT_CHECK(insert_row(tx, kVersions, version));
    return version.version;
}

Result<std::optional<Variant>> find_variant(Transaction& tx, std::string_view id) {
    return select_one(tx, kVariants, "WHERE id=?", params(id));
}

Result<std::vector<Variant>> list_variants(Transaction& tx, std::string_view experiment_id) {
    return select_all(tx, kVariants, "WHERE experiment_id=? ORDER BY created_at,id",
                      params(experiment_id));
}

Result<std::optional<VariantVersion>> find_variant_version(Transaction& tx, std::string_view id,
                                                           std::int64_t version) {
    return select_one(tx, kVersions, "WHERE variant_id=? AND version=?", params(id, version));
}

Result<std::vector<VariantVersion>> list_variant_versions(Transaction& tx, std::string_view id) {
    return select_all(tx, kVersions, "WHERE variant_id=? ORDER BY version", params(id));
}

}  // namespace refit::store
