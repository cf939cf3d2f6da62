#include "base/text.h"
#include "experiment/variants.h"
#include "json/writer.h"

namespace refit::experiment {

std::string to_json(const VariantView& view) {
    const store::Variant& variant = view.variant;
    json::Writer out;
    out.begin_object().member("id", variant.id).member("name", variant.name);
    out.member("active", variant.active).member("weight", view.share * 100);
    out.member("requestedWeight", variant.weight * 100);
    out.member("version", variant.current_version);
    out.member("origin", store::to_text(variant.origin));
    out.member("trafficCap", variant.traffic_cap).member("stopped", variant.stopped);
    out.member("warmStart", variant.warm_from);
    out.member("prompt", view.version.prompt).raw_member("parameters", view.version.parameters);
    out.member("note", view.version.note);
    out.member("createdAt", format_iso(variant.created_at));
    out.member("updatedAt", format_iso(variant.updated_at));
    return out.end_object().take();
}

}  // namespace refit::experiment
