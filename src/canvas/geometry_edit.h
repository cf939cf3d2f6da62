#pragma once

// Internal to the canvas room: writing a new geometry into the JSON, changed numbers only.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "canvas/fit.h"
#include "canvas/object.h"
#include "geometry/point.h"
#include "json/document.h"

namespace refit::canvas {

// The changed numbers of one document. A number that no reader would take again (beyond
// kCoordinateMax, or not finite) is not written and makes apply() an error.
class NumberEdits {
public:
    explicit NumberEdits(const json::Document& document) : edits_{document} {}

    // Writes `key` of `node` unless `value` is `before` up to the written precision.
    void write(const json::Node& node, const char* key, double before, double value, int decimals);
    // Makes apply() an error that names `node`; the first one counts.
    void refuse(const json::Node& node, std::string_view why);
    void hide(const Object& object) { edits_.set_member(object.node, "visible", "false"); }

    // Errors: InvalidInput, naming the object and the member that would be too large, or what was
    // refused.
    [[nodiscard]] Result<std::string> apply() const;

private:
    json::Edits edits_;
    std::optional<Error> refusal_;  // the first
};

// Puts the object with its new geometry so that its centre is at `centre` of the canvas; its
// parent's plane, moved only, has its origin at `plane`. Numbers that stay what they were keep
// their bytes.
void write_geometry(NumberEdits& edits, const Object& object, const BoxRules& rules,
                    NewGeometry geometry, geometry::Point centre, geometry::Point plane = {});

// Digits behind the point that are written: lengths to 1/10 000 px; scales so that ten thousand
// pixels come out as exactly.
inline constexpr int kLengthDecimals = 4;
inline constexpr int kScaleDecimals = 8;

}  // namespace refit::canvas
