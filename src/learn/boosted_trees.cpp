#include "learn/boosted_trees.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "base/assert.h"
#include "json/writer.h"
#include "learn/tree_reader.h"

namespace refit::learn {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr TreeReader::Keys kKeys{"feature", "split", "left", "right"};
constexpr std::size_t kNodesMax = (std::size_t{2} << kTreeDepthMax) - 1;

// Four arrays of one length.
struct TreeArrays {
    std::vector<json::Node> feature;
    std::vector<json::Node> split;
    std::vector<json::Node> left;
    std::vector<json::Node> right;
};

tl::unexpected<Error> bad(const json::Node& where, const char* what) {
    return fail(ErrorCode::InvalidInput, "boosted trees: " + where.path() + ": " + what);
}

Result<std::vector<json::Node>> array_of(const json::Node& tree, std::string_view key) {
    const auto found = tree.find(key);
    if (!found || !found->is_array()) return bad(tree, "a tree needs four arrays");
    if (found->size() < 1 || found->size() > kNodesMax) return bad(*found, "too few or many nodes");
    return found->elements();
}

Result<TreeArrays> arrays_of(const json::Node& tree, const TreeReader::Keys& keys) {
    REFIT_TRY(feature, array_of(tree, keys.feature));
    REFIT_TRY(split, array_of(tree, keys.split));
    REFIT_TRY(left, array_of(tree, keys.left));
    REFIT_TRY(right, array_of(tree, keys.right));
    const std::size_t nodes = feature.size();
    if (split.size() != nodes || left.size() != nodes || right.size() != nodes) {
        return bad(tree, "the arrays differ in length");
    }
    return TreeArrays{std::move(feature), std::move(split), std::move(left), std::move(right)};
}

std::optional<float> finite_float(const json::Node& node) {
    const auto number = node.number();
    if (!number || std::abs(*number) > std::numeric_limits<float>::max()) return std::nullopt;
    return static_cast<float>(*number);
}

// Shortest text that reads back as the same float.
std::string text_of(float value) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

}  // namespace

TreeReader::TreeReader(std::size_t features, double base) {
    trees_.features_ = features;
    trees_.base_ = static_cast<float>(base);
}

Result<void> TreeReader::add(const json::Node& tree, const Keys& keys) {
    REFIT_TRY(arrays, arrays_of(tree, keys));
    const std::size_t count = arrays.split.size();
    const auto root = static_cast<std::int32_t>(trees_.nodes_.size());
    std::vector<bool> has_parent(count, false);
    for (std::size_t i = 0; i < count; ++i) {
        const auto split = finite_float(arrays.split[i]);
        const auto feature = arrays.feature[i].integer();
        const auto left = arrays.left[i].integer();
        const auto right = arrays.right[i].integer();
        if (!split || !feature || !left || !right) return bad(arrays.split[i], "not a number");
        BoostedTrees::Node node{.split = *split};
        if (*left != -1 || *right != -1) {
            for (const std::int64_t child : {*left, *right}) {
                const bool inside = child > static_cast<std::int64_t>(i) &&
                                    child < static_cast<std::int64_t>(count);
                if (!inside) return bad(arrays.left[i], "a child outside the tree");
                if (has_parent[static_cast<std::size_t>(child)]) {
                    return bad(arrays.left[i], "a node with two parents");
                }
                has_parent[static_cast<std::size_t>(child)] = true;
            }
            if (*feature < 0 || static_cast<std::size_t>(*feature) >= trees_.features_) {
                return bad(arrays.feature[i], "a feature outside the table");
            }
            node.feature = static_cast<std::int32_t>(*feature);
            node.left = root + static_cast<std::int32_t>(*left);
            node.right = root + static_cast<std::int32_t>(*right);
        }
        trees_.nodes_.push_back(node);
    }
    trees_.roots_.push_back(root);
    return {};
}

Result<BoostedTrees> BoostedTrees::from_json(std::string_view text) {
    if (text.size() > kTreesBytesMax) {
        return fail(ErrorCode::TooLarge, "boosted trees: the text is longer than 4 MiB");
    }
    REFIT_TRY(document, json::Document::parse(std::string{text}));
    const json::Node root = document.root();
    if (root.string("kind") != "boosted-trees" || root.integer("format") != kFormat) {
        return bad(root, "expected kind boosted-trees, format 1");
    }
    const auto features = root.integer("features");
    const auto base = root.find("base");
    const auto trees = root.find("trees");
    if (!features || *features < 1 || *features > static_cast<std::int64_t>(kRidgeFeaturesMax) ||
        !base || !finite_float(*base) || !trees || !trees->is_array()) {
        return bad(root, "features, base and trees are needed");
    }
    if (trees->size() > static_cast<std::size_t>(kTreesMax)) {
        return fail(ErrorCode::TooLarge, "boosted trees: more than 2000 trees");
    }
    TreeReader reader{static_cast<std::size_t>(*features), *base->number()};
    for (const json::Node& tree : trees->elements()) REFIT_CHECK(reader.add(tree, kKeys));
    return reader.take();
}

std::string BoostedTrees::to_json() const {
    json::Writer out;
    out.begin_object().member("kind", "boosted-trees").member("format", kFormat);
    out.member("features", static_cast<std::int64_t>(features_));
    out.raw_member("base", text_of(base_)).key("trees").begin_array();
    for (std::size_t tree = 0; tree < roots_.size(); ++tree) {
        const std::int32_t root = roots_[tree];
        const std::size_t end =
            tree + 1 < roots_.size() ? static_cast<std::size_t>(roots_[tree + 1]) : nodes_.size();
        const std::span nodes{nodes_.begin() + root, nodes_.begin() + static_cast<long>(end)};
        const auto local = [root](std::int32_t child) { return child < 0 ? -1 : child - root; };
        out.begin_object().key("feature").begin_array();
        for (const Node& node : nodes) out.value(static_cast<int>(node.feature));
        out.end_array().key("split").begin_array();
        for (const Node& node : nodes) out.raw(text_of(node.split));
        out.end_array().key("left").begin_array();
        for (const Node& node : nodes) out.value(static_cast<int>(local(node.left)));
        out.end_array().key("right").begin_array();
        for (const Node& node : nodes) out.value(static_cast<int>(local(node.right)));
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return out.take();
}

double BoostedTrees::predict(std::span<const double> features) const {
    REFIT_ASSERT(features.size() == features_);
    float sum = base_;
    for (const std::int32_t root : roots_) {
        const Node* node = &nodes_[static_cast<std::size_t>(root)];
        while (node->left >= 0) {  // Ends: children come after their parent.
            const double x = features[static_cast<std::size_t>(node->feature)];
            const bool goes_left = static_cast<float>(x) < node->split;
            node = &nodes_[static_cast<std::size_t>(goes_left ? node->left : node->right)];
        }
        sum += node->split;
    }
    return static_cast<double>(sum);
}

}  // namespace refit::learn
