#include "experiment/variants.h"

#include <algorithm>
#include <utility>

#include "experiment/allocation.h"
#include "experiment/shares.h"
#include "experiment/variant_check.h"
#include "json/writer.h"
#include "store/arm_statistics.h"
#include "store/policies.h"

namespace refit::experiment {
namespace {

std::string to_json(const store::Variant& variant) {
    json::Writer out;
    out.begin_object().member("id", variant.id).member("name", variant.name);
    out.member("active", variant.active).member("weight", variant.weight);
    out.member("version", variant.current_version);
    out.member("origin", store::to_text(variant.origin));
    return out.end_object().take();
}

Result<store::Variant> require_variant(store::Transaction& tx, std::string_view id) {
    REFIT_TRY(variant, store::find_variant(tx, id));
    if (!variant) return fail(ErrorCode::NotFound, "no variant '" + std::string{id} + "'");
    return *variant;
}

Result<VariantView> make_view(store::Transaction& tx, store::Variant variant) {
    REFIT_TRY(version, store::find_variant_version(tx, variant.id, variant.current_version));
    REFIT_TRY(policy, store::latest_policy(tx, variant.experiment_id));
    if (!version) {
        return fail(ErrorCode::Internal, "variant '" + variant.id + "' has lost its text");
    }
    VariantView view{std::move(variant), std::move(*version)};
    if (policy) view.share = store::weight_of(policy->weights, view.variant.id).value_or(0);
    return view;
}

// Writes new requested shares where they differ.
Result<void> store_shares(store::Transaction& tx, const std::vector<store::Variant>& before,
                          const std::vector<store::Variant>& after, TimePoint now) {
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i].weight == before[i].weight && after[i].active == before[i].active &&
            after[i].name == before[i].name) {
            continue;
        }
        store::Variant row = after[i];
        row.updated_at = now;
        REFIT_CHECK(store::update_variant(tx, row));
    }
    return {};
}

Result<void> check_some_arm_left(const std::vector<store::Variant>& variants) {
    const bool left = std::ranges::any_of(
        variants, [](const store::Variant& v) { return v.active && v.weight > 0; });
    if (left) return {};
    return fail(ErrorCode::Conflict, "this would leave no active variant with a weight");
}

Result<void> check_count(const std::vector<store::Variant>& variants) {
    const auto active = std::ranges::count_if(variants, &store::Variant::active);
    if (static_cast<std::size_t>(active) <= kActiveVariantsMax) return {};
    return fail(ErrorCode::TooLarge, "at most " + std::to_string(kActiveVariantsMax) +
                                         " variants can be active; deactivate one first");
}

std::string reason_of(const Actor& actor, const std::string& what) {
    return actor.reason.empty() ? what : what + ": " + actor.reason;
}

// An arm is never edited in place: once somebody was assigned to it, other instructions are
// another arm, and all arms start a new phase together (docs/decisions/0071).
Result<void> start_phase_if_exposed(store::Transaction& tx, const store::Variant& variant,
                                    TimePoint now) {
    REFIT_TRY(experiment, store::find_experiment(tx, variant.experiment_id));
    if (!experiment) return fail(ErrorCode::Internal, "variant without an experiment");
    REFIT_TRY(counts, store::list_arm_statistics(tx, experiment->id, experiment->bucket_version));
    const bool exposed = std::ranges::any_of(counts, [&](const store::ArmStatistics& row) {
        return row.variant_id == variant.id && row.counts.exposures > 0;
    });
    if (!exposed) return {};
    ++experiment->bucket_version;
    experiment->updated_at = now;
    return store::update_experiment(tx, *experiment);
}

Result<bool> add_version_if_changed(store::Transaction& tx, const store::Variant& variant,
                                    const VariantPatch& patch, const Actor& actor, TimePoint now) {
    REFIT_TRY(current, store::find_variant_version(tx, variant.id, variant.current_version));
    if (!current) {
        return fail(ErrorCode::Internal, "variant '" + variant.id + "' has lost its text");
    }
    store::VariantVersion next = *current;
    next.prompt = patch.prompt.value_or(current->prompt);
    next.parameters = patch.parameters.value_or(current->parameters);
    if (next.prompt == current->prompt && next.parameters == current->parameters) return false;
    next.note = actor.reason;
    next.created_by = actor.name;
    next.created_at = now;
    REFIT_CHECK(store::add_variant_version(tx, next));
    REFIT_CHECK(start_phase_if_exposed(tx, variant, now));
    return true;
}

// Requested shares after a patch of variant `index`.
void apply_shares(std::vector<store::Variant>& variants, std::size_t index,
                  const VariantPatch& patch) {
    store::Variant& variant = variants[index];
    const bool was_active = variant.active;
    variant.active = patch.active.value_or(was_active);
    if (!variant.active) {
        if (patch.weight_percent) variant.weight = *patch.weight_percent / 100.0;
        if (was_active) normalise_shares(variants);
    } else if (patch.weight_percent) {
        give_share(variants, index, *patch.weight_percent / 100.0);
    } else if (!was_active) {
        // Switching a variant on means traffic; one that never had a share gets an even one.
        const auto active = std::ranges::count_if(variants, &store::Variant::active);
        const double even = 1.0 / static_cast<double>(active);
        give_share(variants, index, variant.weight > 0 ? variant.weight : even);
    }
}

}  // namespace

Result<VariantView> find_variant(store::Transaction& tx, std::string_view id) {
    REFIT_TRY(variant, require_variant(tx, id));
    return make_view(tx, std::move(variant));
}

Result<std::vector<VariantView>> list_variants(store::Transaction& tx,
                                               std::string_view experiment_id) {
    REFIT_TRY(variants, store::list_variants(tx, experiment_id));
    std::vector<VariantView> views;
    for (store::Variant& variant : variants) {
        REFIT_TRY(view, make_view(tx, std::move(variant)));
        views.push_back(std::move(view));
    }
    return views;
}

Result<VariantView> add_variant(store::Transaction& tx, const NewVariant& request,
                                const Actor& actor, TimePoint now) {
    REFIT_CHECK(check_new_variant(request));
    const std::string experiment_id{store::kDefaultExperiment};
    REFIT_CHECK(tx.lock("experiment:" + experiment_id));
    REFIT_TRY(others, store::list_variants(tx, experiment_id));
    REFIT_TRY(namesake, store::find_variant(tx, request.id));
    if (namesake)
        return fail(ErrorCode::Conflict, "there is a variant '" + request.id + "' already");

    if (request.warm_from &&
        std::ranges::find(others, *request.warm_from, &store::Variant::id) == others.end()) {
        return fail(ErrorCode::InvalidInput, "warmStart: no variant '" + *request.warm_from + "'");
    }

    store::Variant variant;
    variant.id = request.id;
    variant.experiment_id = experiment_id;
    variant.name = request.name;
    variant.active = request.active;
    variant.weight = request.weight_percent / 100.0;
    variant.origin = request.origin;
    variant.traffic_cap = request.traffic_cap;
    variant.warm_from = request.warm_from;
    variant.created_at = now;
    variant.updated_at = now;
    store::VariantVersion first;
    first.prompt = request.prompt;
    first.parameters = request.parameters;
    first.note = request.note;
    first.created_by = actor.name;
    first.created_at = now;

    std::vector<store::Variant> before = others;
    before.push_back(variant);
    std::vector<store::Variant> after = before;
    if (variant.active) give_share(after, after.size() - 1, variant.weight);
    REFIT_CHECK(check_count(after));
    REFIT_CHECK(check_some_arm_left(after));
    REFIT_CHECK(store::insert_variant(tx, variant, first));
    REFIT_CHECK(store_shares(tx, before, after, now));
    Change change{.action = "variant.create", .subject = "variant:" + request.id};
    change.after_json = to_json(after.back());
    REFIT_CHECK(audit(tx, actor, change, now));
    const std::string what = "variant '" + request.id + "' added";
    REFIT_CHECK(reallocate(tx, experiment_id, reason_of(actor, what), now));
    return experiment::find_variant(tx, request.id);
}

Result<VariantView> change_variant(store::Transaction& tx, std::string_view id,
                                   const VariantPatch& patch, const Actor& actor, TimePoint now) {
    REFIT_CHECK(check_patch(patch));
    REFIT_TRY(found, require_variant(tx, id));
    REFIT_CHECK(tx.lock("experiment:" + found.experiment_id));
    REFIT_TRY(before, store::list_variants(tx, found.experiment_id));
    const auto index = static_cast<std::size_t>(
        std::ranges::find(before, found.id, &store::Variant::id) - before.begin());

    std::vector<store::Variant> after = before;
    if (patch.name) after[index].name = *patch.name;
    apply_shares(after, index, patch);
    REFIT_CHECK(check_count(after));
    REFIT_CHECK(check_some_arm_left(after));
    REFIT_CHECK(store_shares(tx, before, after, now));
    REFIT_TRY(new_text, add_version_if_changed(tx, before[index], patch, actor, now));
    REFIT_TRY(stored, require_variant(tx, id));
    Change change{.action = "variant.change", .subject = "variant:" + found.id};
    change.before_json = to_json(before[index]);
    change.after_json = to_json(stored);
    REFIT_CHECK(audit(tx, actor, change, now));
    const std::string what = "variant '" + found.id + "' " +
                             (new_text ? "has version " + std::to_string(stored.current_version)
                                       : std::string{"changed"});
    REFIT_CHECK(reallocate(tx, found.experiment_id, reason_of(actor, what), now));
    return make_view(tx, std::move(stored));
}

Result<VariantView> activate_variant(store::Transaction& tx, std::string_view id,
                                     const Actor& actor, TimePoint now) {
    VariantPatch patch;
    patch.active = true;
    return change_variant(tx, id, patch, actor, now);
}

Result<VariantView> deactivate_variant(store::Transaction& tx, std::string_view id,
                                       const Actor& actor, TimePoint now) {
    VariantPatch patch;
    patch.active = false;
    return change_variant(tx, id, patch, actor, now);
}

}  // namespace refit::experiment
