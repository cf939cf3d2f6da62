#include "cli/model_file.h"

#include "cli/io.h"

namespace refit::cli {

Result<layout::Learned> read_layout_model(const std::string& path) {
    REFIT_TRY(text, read_input(path));
    auto learned = layout::Learned::parse(text);
    if (!learned) return fail(learned.error().code, path + ": " + learned.error().message);
    return learned;
}

Result<layout::Learned> layout_model(const std::optional<std::string>& path) {
    return path ? read_layout_model(*path) : layout::Learned::shipped();
}

}  // namespace refit::cli
