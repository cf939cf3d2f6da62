#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "canvas/text.h"
#include "layout/engine.h"
#include "layout/learned.h"
#include "resize/prepare.h"
#include "store/database.h"

namespace refit::resize {

// Of these many newest sessions canvases are taken …
inline constexpr std::int64_t kReplaySessionsMax = 300;
// … and only designs with no more objects than this, so that a replay stays short.
inline constexpr std::size_t kReplayObjectsMax = 150;

struct ReplayedLayout {
    std::string problem{};  // why it may not be shown; "" if it may
    std::vector<double> features{};
};

// Stored canvases, laid out again by the engine with other parameters: what a variant nobody has
// seen would have done with the designs of the last days. Writes nothing. Deterministic.
class Replay {
public:
    // The newest `canvases_max` different pairs of a canvas and a target, newest first. A canvas
    // that retention emptied, or that cannot be read without what its request said about the page,
    // is passed over. Errors: the store's. O(kReplaySessionsMax) reads.
    [[nodiscard]] static Result<Replay> load(store::Database& database,
                                             const canvas::TextMeasurer& measurer,
                                             std::size_t canvases_max);

    // The first `count` of them (or all there are) with `learned`; `ranker` may be null.
    // One run of the engine each.
    [[nodiscard]] std::vector<ReplayedLayout> run(const layout::Learned& learned,
                                                  const layout::Ranker* ranker,
                                                  std::size_t count) const;

    [[nodiscard]] std::size_t size() const { return canvases_.size(); }

private:
    explicit Replay(const canvas::TextMeasurer& measurer) : measurer_{&measurer} {}

    const canvas::TextMeasurer* measurer_;
    std::vector<Prepared> canvases_;
};

}  // namespace refit::resize
