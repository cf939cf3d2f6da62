#include "resize/prepare.h"

#include <utility>

#include "json/writer.h"
#include "resize/service.h"

namespace refit::resize {

Result<void> check_target(geometry::Size target) {
    const auto fits = [](double side) { return side >= kTargetSideMin && side <= kTargetSideMax; };
    if (fits(target.width) && fits(target.height)) return {};
    return fail(ErrorCode::InvalidInput,
                "targetDimensions: width and height must be 16 to 10000 pixels");
}

Result<void> check_ids(const std::optional<std::string>& user_id,
                       const std::optional<std::string>& project_id) {
    if (user_id && (user_id->empty() || user_id->size() > kIdBytesMax)) {
        return fail(ErrorCode::InvalidInput, "userId: 1 to 256 bytes");
    }
    if (project_id && project_id->size() > kIdBytesMax) {
        return fail(ErrorCode::InvalidInput, "projectId: at most 256 bytes");
    }
    return {};
}

Result<Prepared> prepare(const ResizeRequest& request, const canvas::TextMeasurer& measurer) {
    REFIT_CHECK(check_target(request.target));
    REFIT_CHECK(check_ids(request.user_id, request.project_id));
    if (request.canvas.size() > kCanvasBytesMax) {
        return fail(ErrorCode::TooLarge, "canvas: more than 20 MiB");
    }
    canvas::ParseOptions options;
    options.measurer = &measurer;
    REFIT_TRY(document, canvas::Document::parse(request.canvas, options));
    canvas::PageHint hint;
    hint.rect = request.page;
    hint.current_size = request.current_size;
    REFIT_TRY(page, canvas::detect_page(document, hint));
    layout::Scene scene = layout::analyse(document, page);
    return Prepared{std::move(document), std::move(page), std::move(scene), request.target};
}

std::string features_json(const std::vector<double>& features) {
    json::Writer out;
    out.begin_array();
    for (const double feature : features) out.value(feature);
    return out.end_array().take();
}

}  // namespace refit::resize
