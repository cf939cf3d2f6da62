#include "learn/packed_triangle.h"

#include <gtest/gtest.h>
#include <Eigen/LU>

#include "base/rng.h"

namespace refit::learn {
namespace {

std::vector<double> drawn(Rng& rng, std::size_t size) {
    std::vector<double> x(padded_length(size), 0.0);
    for (std::size_t i = 0; i < size; ++i) x[i] = standard_normal(rng);
    return x;
}

Eigen::VectorXd head(const std::vector<double>& x, std::size_t size) {
    return Eigen::Map<const Eigen::VectorXd>(x.data(), static_cast<Eigen::Index>(size));
}

Eigen::MatrixXd lower_of(Rng& rng, std::size_t size) {
    const auto d = static_cast<Eigen::Index>(size);
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(d, d);
    for (Eigen::Index i = 0; i < d; ++i)
        for (Eigen::Index j = 0; j <= i; ++j)
            matrix(i, j) = (i == j ? 3.0 : 0.0) + standard_normal(rng) / 4;
    return matrix;
}

class PackedTriangleOf : public ::testing::TestWithParam<std::size_t> {
protected:
    std::size_t size_{GetParam()};
    SeededRng rng_{size_};
};

TEST_P(PackedTriangleOf, MultipliesAsTheMatrixDoes) {
    const Eigen::MatrixXd matrix = lower_of(rng_, size_);
    PackedTriangle triangle{size_};
    triangle.assign(matrix);
    EXPECT_EQ(triangle.lower(), matrix);
    const auto x = drawn(rng_, size_);
    std::vector<double> product(x.size());
    triangle.multiply(x, product);
    EXPECT_LT((head(product, size_) - matrix * head(x, size_)).norm(), 1e-12);
    triangle.multiply_transposed(x, product);
    EXPECT_LT((head(product, size_) - matrix.transpose() * head(x, size_)).norm(), 1e-12);
}

// The order of sums that the header promises, one number at a time: as wide registers are, so must
// narrow ones be.
double in_lanes(const Eigen::MatrixXd& matrix, Eigen::Index row, const std::vector<double>& x) {
    double lane[PackedTriangle::kLanes] = {};
    for (Eigen::Index k = 0; k <= row; ++k)
        lane[k % 4] += matrix(row, k) * x[static_cast<std::size_t>(k)];
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

TEST_P(PackedTriangleOf, GivesTheBitsOfItsOrderOfSums) {
    const Eigen::MatrixXd matrix = lower_of(rng_, size_);
    PackedTriangle triangle{size_};
    triangle.assign(matrix);
    const auto x = drawn(rng_, size_);
    std::vector<double> product(x.size());
    triangle.multiply(x, product);
    for (std::size_t i = 0; i < size_; ++i)
        EXPECT_EQ(product[i], in_lanes(matrix, static_cast<Eigen::Index>(i), x)) << i;
}

TEST_P(PackedTriangleOf, AddsOuterProducts) {
    PackedTriangle sums{size_};
    Eigen::MatrixXd expected = sums.lower();
    for (const double weight : {1.0, 0.5, 7.0}) {
        const auto x = drawn(rng_, size_);
        sums.add_outer(x, weight);
        expected += weight * head(x, size_) * head(x, size_).transpose();
    }
    sums.scale(0.5);
    const Eigen::MatrixXd lower = expected.triangularView<Eigen::Lower>();
    EXPECT_LT((2 * sums.lower() - lower).norm(), 1e-12);
}

TEST_P(PackedTriangleOf, AbsorbsAnObservationIntoTheRootOfTheInverse) {
    const Eigen::MatrixXd factor = lower_of(rng_, size_);
    Eigen::MatrixXd a = factor * factor.transpose();
    PackedTriangle root{size_};
    root.assign(factor.inverse());
    for (const double weight : {1.0, 0.01, 1e4}) {
        const auto x = drawn(rng_, size_);
        const Eigen::VectorXd gain = a.inverse() * head(x, size_);
        std::vector<double> projected(x.size());
        std::vector<double> before(x.size());
        root.multiply(x, projected);
        const double total = root.absorb(projected, weight, before);
        EXPECT_NEAR(total, 1 / weight + head(x, size_).dot(gain), 1e-9 * total);
        EXPECT_LT((head(before, size_) - gain).norm(), 1e-9 * gain.norm());
        a += weight * head(x, size_) * head(x, size_).transpose();
        const Eigen::MatrixXd inverse = root.lower().transpose() * root.lower();
        EXPECT_LT((inverse * a - Eigen::MatrixXd::Identity(a.rows(), a.cols())).norm(), 1e-8);
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, PackedTriangleOf, ::testing::Values(1, 2, 3, 4, 5, 8, 17, 33, 81));

}  // namespace
}  // namespace refit::learn
