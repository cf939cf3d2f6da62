#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace refit::learn {

// A lower triangular matrix of doubles by rows, as many and as long as the next multiple of kLanes,
// kLanes rows of one length after the other; what lies beyond the triangle counts as zero. Every
// sum is taken in the same order whatever the machine, so equal input gives equal bits with and
// without wider registers. Vectors that are read or written have padded() numbers, those beyond
// size() zero.
class PackedTriangle {
public:
    static constexpr std::size_t kLanes = 4;

    explicit PackedTriangle(std::size_t size);

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t padded() const { return padded_; }
    [[nodiscard]] double at(std::size_t row, std::size_t column) const;  // column <= row
    void set(std::size_t row, std::size_t column, double value);
    void scale(double factor);
    // From the lower triangle of a matrix of this size.
    void assign(const Eigen::MatrixXd& lower);
    [[nodiscard]] Eigen::MatrixXd lower() const;

    // product = T x. O(size^2 / 2), as all below.
    void multiply(std::span<const double> x, std::span<double> product) const;
    // sum = T' p.
    void multiply_transposed(std::span<const double> p, std::span<double> sum) const;

    // T += weight x x', its lower triangle.
    void add_outer(std::span<const double> x, double weight);

    // For T with T'T = A^-1 and p = T x: makes T'T the inverse of A + weight x x', and `sum` what
    // T'p was before. Returns 1 / weight + |p|^2; weight > 0.
    // Source: Carlson, "Fast triangular formulation of the square root filter", AIAA Journal 11,
    // 1973: square roots of growing sums only, so T'T stays positive definite.
    double absorb(std::span<const double> p, double weight, std::span<double> sum);

private:
    [[nodiscard]] std::size_t begin_of(std::size_t row) const;

    std::size_t size_;
    std::size_t padded_;
    std::vector<double> values_;
};

// The next multiple of PackedTriangle::kLanes.
[[nodiscard]] constexpr std::size_t padded_length(std::size_t size) {
    return (size + PackedTriangle::kLanes - 1) / PackedTriangle::kLanes * PackedTriangle::kLanes;
}

}  // namespace refit::learn
