#pragma once

#include "json/document.h"
#include "learn/boosted_trees.h"

namespace refit::learn {

// Builds BoostedTrees node by node from JSON and checks every index. Private to learn.
class TreeReader {
public:
    // Names of the arrays that describe one tree, which XGBoost calls differently.
    struct Keys {
        std::string_view feature;
        std::string_view split;
        std::string_view left;
        std::string_view right;
    };

    TreeReader(std::size_t features, double base);

    // InvalidInput unless the arrays are of one length, children come after their parent (so every
    // walk ends), each node but the root has one parent, features are known and numbers finite.
    [[nodiscard]] Result<void> add(const json::Node& tree, const Keys& keys);
    [[nodiscard]] BoostedTrees take() { return std::move(trees_); }

private:
    BoostedTrees trees_;
};

}  // namespace refit::learn
