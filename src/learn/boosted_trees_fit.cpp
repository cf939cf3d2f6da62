// The only file that knows XGBoost: it grows the trees and hands them over as BoostedTrees.
#include <xgboost/c_api.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "learn/boosted_trees.h"
#include "learn/tree_reader.h"

namespace refit::learn {
namespace {

constexpr TreeReader::Keys kXgboostKeys{"split_indices", "split_conditions", "left_children",
                                        "right_children"};
// Our walk adds the same floats in the same order; a difference means that we misread a tree.
constexpr double kAgreement = 1e-5;
constexpr std::size_t kRowsCompared = 64;

struct FreeMatrix {
    void operator()(void* matrix) const { XGDMatrixFree(matrix); }
};
struct FreeBooster {
    void operator()(void* booster) const { XGBoosterFree(booster); }
};
using Matrix = std::unique_ptr<void, FreeMatrix>;
using Booster = std::unique_ptr<void, FreeBooster>;

Result<void> checked(int status) {
    if (status == 0) return {};
    return fail(ErrorCode::Internal, std::string{"XGBoost: "} + XGBGetLastError());
}

Result<void> check(std::size_t features, std::span<const RidgeRow> rows,
                   const BoostedTreesOptions& o) {
    if (features > kRidgeFeaturesMax || rows.size() > kRidgeRowsMax) {
        return fail(ErrorCode::TooLarge, "boosted trees: too many features or rows");
    }
    if (features == 0 || rows.size() < 2) {
        return fail(ErrorCode::InvalidInput, "boosted trees need a feature and two rows");
    }
    const bool sane = o.rounds >= 1 && o.rounds <= kTreesMax && o.depth >= 1 &&
                      o.depth <= kTreeDepthMax && o.eta > 0 && o.eta <= 1 && o.lambda >= 0 &&
                      o.min_child_weight >= 0 && o.subsample > 0 && o.subsample <= 1;
    const bool directed = std::ranges::all_of(o.monotone, [](int d) { return std::abs(d) <= 1; }) &&
                          (o.monotone.empty() || o.monotone.size() == features);
    if (!sane || !directed)
        return fail(ErrorCode::InvalidInput, "boosted trees: an option is out of range");
    for (const RidgeRow& row : rows) {
        bool good = row.features.size() == features && row.weight > 0 &&
                    std::isfinite(row.weight) && std::isfinite(row.target);
        for (const double x : row.features) {
            good = good && std::abs(x) <= std::numeric_limits<float>::max();
        }
        if (!good) return fail(ErrorCode::InvalidInput, "boosted trees: a row is unusable");
    }
    return {};
}

// The rows in single precision, with weights of mean 1 so that options count in rows.
struct Flat {
    std::vector<float> features;
    std::vector<float> labels;
    std::vector<float> weights;
    double mean{0};
};

Flat flatten(std::span<const RidgeRow> rows) {
    Flat flat;
    double total = 0;
    for (const RidgeRow& row : rows) {
        total += row.weight;
        flat.mean += row.weight * row.target;
    }
    flat.mean /= total;
    const double scale = static_cast<double>(rows.size()) / total;
    for (const RidgeRow& row : rows) {
        for (const double x : row.features) flat.features.push_back(static_cast<float>(x));
        flat.labels.push_back(static_cast<float>(row.target));
        flat.weights.push_back(static_cast<float>(row.weight * scale));
    }
    return flat;
}

Result<Matrix> make_matrix(const Flat& flat, std::size_t features) {
    DMatrixHandle handle = nullptr;
    const std::size_t rows = flat.labels.size();
    REFIT_CHECK(
        checked(XGDMatrixCreateFromMat_omp(flat.features.data(), rows, features,
                                           std::numeric_limits<float>::quiet_NaN(), &handle, 1)));
    Matrix matrix{handle};
    REFIT_CHECK(checked(XGDMatrixSetFloatInfo(handle, "label", flat.labels.data(), rows)));
    REFIT_CHECK(checked(XGDMatrixSetFloatInfo(handle, "weight", flat.weights.data(), rows)));
    return matrix;
}

template <typename Number>
std::string text_of(Number value) {
    std::array<char, 32> buffer{};
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

// "(0,-1,1)"
std::string text_of(const std::vector<int>& directions) {
    std::string text;
    for (const int direction : directions) text += (text.empty() ? "(" : ",") + text_of(direction);
    return text + ")";
}

Result<Booster> grow(void* matrix, std::size_t rows, const BoostedTreesOptions& options,
                     float base) {
    BoosterHandle handle = nullptr;
    REFIT_CHECK(checked(XGBoosterCreate(&matrix, 1, &handle)));
    Booster booster{handle};
    std::vector<std::pair<const char*, std::string>> parameters{
        {"verbosity", "0"},
        {"nthread", "1"},
        {"tree_method", rows <= kExactRowsMax ? "exact" : "hist"},
        {"objective", "reg:squarederror"},
        {"base_score", text_of(base)},
        {"seed", text_of(options.seed % std::numeric_limits<std::int32_t>::max())},
        {"max_depth", text_of(options.depth)},
        {"eta", text_of(options.eta)},
        {"lambda", text_of(options.lambda)},
        {"min_child_weight", text_of(options.min_child_weight)},
        {"subsample", text_of(options.subsample)}};
    if (!options.monotone.empty()) {
        parameters.emplace_back("monotone_constraints", text_of(options.monotone));
    }
    for (const auto& [name, value] : parameters) {
        REFIT_CHECK(checked(XGBoosterSetParam(handle, name, value.c_str())));
    }
    for (int round = 0; round < options.rounds; ++round) {
        REFIT_CHECK(checked(XGBoosterUpdateOneIter(handle, round, matrix)));
    }
    return booster;
}

Result<BoostedTrees> read(void* booster, std::size_t features, float base) {
    bst_ulong length = 0;
    const char* text = nullptr;
    REFIT_CHECK(
        checked(XGBoosterSaveModelToBuffer(booster, R"({"format":"json"})", &length, &text)));
    REFIT_TRY(document, json::Document::parse(std::string{text, length}));
    std::optional<json::Node> node = document.root();
    for (const char* key : {"learner", "gradient_booster", "model", "trees"}) {
        if (node) node = node->find(key);
    }
    if (!node) return fail(ErrorCode::Internal, "XGBoost: the model text has no trees");
    TreeReader reader{features, base};
    for (const json::Node& tree : node->elements()) REFIT_CHECK(reader.add(tree, kXgboostKeys));
    return reader.take();
}

// That our walk says what XGBoost says, on the first rows.
Result<void> compare(void* booster, void* matrix, const BoostedTrees& trees,
                     std::span<const RidgeRow> rows) {
    bst_ulong length = 0;
    const float* theirs = nullptr;
    REFIT_CHECK(checked(XGBoosterPredict(booster, matrix, 0, 0, 0, &length, &theirs)));
    for (std::size_t i = 0; i < std::min({kRowsCompared, rows.size(), length}); ++i) {
        const double ours = trees.predict(rows[i].features);
        if (std::abs(ours - static_cast<double>(theirs[i])) > kAgreement * (1 + std::abs(ours))) {
            return fail(ErrorCode::Internal, "XGBoost: its trees say something else when read");
        }
    }
    return {};
}

}  // namespace

Result<BoostedTrees> BoostedTrees::fit(std::size_t features, std::span<const RidgeRow> rows,
                                       const BoostedTreesOptions& options) {
    REFIT_CHECK(check(features, rows, options));
    const Flat flat = flatten(rows);
    const auto base = static_cast<float>(flat.mean);
    REFIT_TRY(matrix, make_matrix(flat, features));
    REFIT_TRY(booster, grow(matrix.get(), rows.size(), options, base));
    REFIT_TRY(trees, read(booster.get(), features, base));
    REFIT_CHECK(compare(booster.get(), matrix.get(), trees, rows));
    return trees;
}

}  // namespace refit::learn
