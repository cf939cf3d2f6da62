#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/document.h"

namespace refit::layout {

// One number of the engine that may be learned: from ratings, from corrections, from designers.
struct ParameterSpec {
    std::string_view name;
    double min;
    double max;
    double fallback;          // the default
    std::string_view reason;  // what it does and where the default comes from
};

// Every parameter of the engine, in a fixed order (the order of values()). Adding one appends.
[[nodiscard]] std::span<const ParameterSpec> parameter_specs();

// Index into the table; the enumerators stand in the table's order (checked by a test).
enum class Parameter : std::uint8_t {
    TextExponent,
    SmallImageExponent,
    ImageExponent,
    LargeImageExponent,
    LogoExponent,
    ButtonExponent,
    ShapeExponent,
    BleedExponent,
    LawReach,
    FillMax,
    StripFill,
    CentreBand,
    MarginShare,
    GroupGap,
    GroupRatio,
    SplitBelow,
    PanelShare,
    RestackFrom,
    PinsFrom,
    StripAspect,
    ColumnAspect,
    StripOrder,
    ColumnOrder,
    StripPack,
    ColumnPack,
    EndShare,
    LegibleShare,
    WeightHabit,
    WeightDisplacement,
    WeightOrder,
    WeightOverlap,
    WeightSize,
    WeightAlignment,
    WeightMargin,
    WeightBalance,
    WeightLegibility,
    WeightRanker,
    Count,
};

// A full set of parameter values, each inside its range. The default is the table's.
class Parameters {
public:
    Parameters();

    // From {"name": number, …}; names that are left out keep their value in `base`.
    // InvalidInput: an unknown name (the message lists the known ones), a value that is not a
    // number, or one outside its range.
    [[nodiscard]] static Result<Parameters> from_json(const json::Node& object,
                                                      Parameters base = {});
    [[nodiscard]] static Result<Parameters> parse(std::string_view json_text, Parameters base = {});
    [[nodiscard]] std::string to_json() const;  // every parameter, in table order
    // Those alone that differ from `base`'s: what has to be read over it to get these.
    [[nodiscard]] std::string changes_json(const Parameters& base) const;

    [[nodiscard]] double operator[](Parameter parameter) const {
        return values_[static_cast<std::size_t>(parameter)];
    }
    [[nodiscard]] Result<void> set(std::string_view name, double value);
    [[nodiscard]] std::span<const double> values() const { return values_; }

    friend bool operator==(const Parameters&, const Parameters&) = default;

private:
    std::vector<double> values_;
};

}  // namespace refit::layout
