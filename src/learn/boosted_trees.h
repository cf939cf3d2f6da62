#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "learn/ridge.h"

namespace refit::learn {

struct BoostedTreesOptions {
    int rounds{200};              // trees; 1..kTreesMax
    int depth{3};                 // 1..kTreeDepthMax
    double eta{0.05};             // share of each tree that is kept, (0, 1]
    double lambda{5};             // penalty on a leaf, in rows of mean weight; >= 0
    double min_child_weight{10};  // a leaf has at least this many rows of mean weight
    double subsample{0.8};        // share of rows each tree sees, (0, 1]
    std::uint64_t seed{1};        // of that draw
    // Per feature: +1 or -1 if the prediction may only rise or only fall with it, else 0. Empty:
    // all 0.
    std::vector<int> monotone{};
};
// Up to this many rows every split is looked at (tree_method exact), above it 256 bins (hist).
inline constexpr std::size_t kExactRowsMax = 5'000;
inline constexpr int kTreesMax = 2'000;
inline constexpr int kTreeDepthMax = 6;
// Longest text from_json() reads. 200 trees of depth 3 take about 60 kB.
inline constexpr std::size_t kTreesBytesMax = std::size_t{4} * 1024 * 1024;

// Gradient-boosted regression trees on squared error. They are grown by XGBoost (one thread, fixed
// seed: equal rows give equal trees) and walked by code of our own, so that predicting needs no
// lock and no allocation and a bad model text can be refused but never crash: XGBoost's own loader
// does not check every index.
//
//   prediction = base + sum over trees of the leaf the row falls into; left if x < split
//
// in single precision, as XGBoost computes it.
// Source: Chen & Guestrin, "XGBoost", KDD 2016. Checked against: XGBoost's own predictions of the
// same booster at the end of every fit (1e-5; fit() fails if they differ). Cost: predict O(trees
// depth).
class BoostedTrees {
public:
    // InvalidInput: the conditions of RidgeModel::fit, `features` == 0, or an option out of range.
    // TooLarge: the same limits. Internal: XGBoost failed.
    [[nodiscard]] static Result<BoostedTrees> fit(std::size_t features,
                                                  std::span<const RidgeRow> rows,
                                                  const BoostedTreesOptions& options = {});

    // Reads what to_json() wrote. InvalidInput unless every tree is a finite tree over known
    // features; TooLarge above kTreesBytesMax or kTreesMax trees.
    [[nodiscard]] static Result<BoostedTrees> from_json(std::string_view text);

    // {"kind":"boosted-trees","format":1,"features":n,"base":b,"trees":[{"feature":[…],"split":[…],
    // "left":[…],"right":[…]},…]}; node 0 is the root, left -1 marks a leaf, whose value is in
    // "split". Reads back bit for bit.
    [[nodiscard]] std::string to_json() const;

    // In the unit of the target, not clipped. Requires one finite number per feature (asserted).
    [[nodiscard]] double predict(std::span<const double> features) const;

    [[nodiscard]] std::size_t feature_count() const { return features_; }
    [[nodiscard]] std::size_t size() const { return roots_.size(); }  // trees

private:
    friend class TreeReader;
    struct Node {
        float split{0};           // of a leaf: its value
        std::int32_t feature{0};  // below features_
        std::int32_t left{-1};    // -1: a leaf; else an index into nodes_, above this node's
        std::int32_t right{-1};
    };
    BoostedTrees() = default;

    std::size_t features_{0};
    float base_{0};
    std::vector<Node> nodes_;          // all trees, one after the other
    std::vector<std::int32_t> roots_;  // where each tree begins
};

}  // namespace refit::learn
