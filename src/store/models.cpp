#include "store/models.h"

#include <array>

#include "store/columns.h"

namespace refit::store {
namespace {

constexpr std::array kColumns{
    generated<&Model::version>("version"),    column<&Model::kind>("kind"),
    column<&Model::parameters>("parameters"), column<&Model::metrics>("metrics"),
    column<&Model::parent>("parent"),         column<&Model::status>("status"),
    column<&Model::reason>("reason"),         column<&Model::created_at>("created_at"),
};
constexpr Table<Model> kTable{"models", kColumns};

Result<void> retire_serving(Transaction& tx, std::string_view kind) {
    REFIT_CHECK(tx.lock("models"));
    REFIT_CHECK(tx.execute("UPDATE models SET status='retired' WHERE kind=? AND status='serving'",
                           params(kind)));
    return {};
}

}  // namespace

Result<std::int64_t> insert_model(Transaction& tx, const Model& model) {
    if (model.status == ModelStatus::Serving) REFIT_CHECK(retire_serving(tx, model.kind));
    return insert_numbered(tx, kTable, "version", model);
}

Result<void> set_model_status(Transaction& tx, std::int64_t version, ModelStatus status,
                              std::string_view reason) {
    REFIT_TRY(model, find_model(tx, version));
    if (!model) return fail(ErrorCode::NotFound, "there is no such model");
    if (status == ModelStatus::Serving) REFIT_CHECK(retire_serving(tx, model->kind));
    REFIT_CHECK(tx.execute("UPDATE models SET status=?,reason=? WHERE version=?",
                           params(status, reason, version)));
    return {};
}

Result<std::optional<Model>> serving_model(Transaction& tx, std::string_view kind) {
    return select_one(tx, kTable, "WHERE kind=? AND status='serving' ORDER BY version DESC LIMIT 1",
                      params(kind));
}

Result<std::optional<Model>> find_model(Transaction& tx, std::int64_t version) {
    return select_one(tx, kTable, "WHERE version=?", params(version));
}

Result<std::vector<Model>> list_models(Transaction& tx, std::int64_t limit) {
    return select_all(tx, kTable, "ORDER BY version DESC LIMIT ?",
                      params(page_size(limit, kModelPageMax)));
}

}  // namespace refit::store
