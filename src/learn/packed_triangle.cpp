#include "learn/packed_triangle.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace refit::learn {
namespace {

constexpr std::size_t kLanes = PackedTriangle::kLanes;

// Four doubles, computed lane by lane: two registers of SSE2 or one of AVX give the same bits, and
// no product is fused with a sum.
using Lanes
    [[gnu::vector_size(kLanes * sizeof(double)), gnu::aligned(sizeof(double)), gnu::may_alias]] =
        double;

// The triangle's values and the number of its groups: kLanes rows each, g + 1 lanes long in the
// g-th. Rows beyond the last are zero.
struct Rows {
    double* values;
    std::size_t groups;
};

[[gnu::always_inline]] inline const Lanes& lanes(const double* at) {
    return *reinterpret_cast<const Lanes*>(at);
}
[[gnu::always_inline]] inline Lanes& lanes(double* at) {
    return *reinterpret_cast<Lanes*>(at);
}

[[gnu::always_inline]] inline double sum_of(const Lanes& a) {
    return (a[0] + a[1]) + (a[2] + a[3]);
}

[[gnu::always_inline]] inline void multiply_rows(Rows rows, const double* x, double* product) {
    const double* at = rows.values;
    for (std::size_t g = 0; g < rows.groups; ++g) {
        const std::size_t length = kLanes * (g + 1);
        Lanes first{}, second{}, third{}, fourth{};
        for (std::size_t k = 0; k < length; k += kLanes) {
            const Lanes& beside = lanes(x + k);
            first += lanes(at + k) * beside;
            second += lanes(at + length + k) * beside;
            third += lanes(at + 2 * length + k) * beside;
            fourth += lanes(at + 3 * length + k) * beside;
        }
        double* const result = product + kLanes * g;
        result[0] = sum_of(first);
        result[1] = sum_of(second);
        result[2] = sum_of(third);
        result[3] = sum_of(fourth);
        at += kLanes * length;
    }
}

[[gnu::always_inline]] inline void add_rows(Rows rows, const double* p, double* sum) {
    const double* at = rows.values;
    for (std::size_t g = 0; g < rows.groups; ++g) {
        const std::size_t length = kLanes * (g + 1);
        const double* const by = p + kLanes * g;
        for (std::size_t k = 0; k < length; k += kLanes)
            lanes(sum + k) +=
                (by[0] * lanes(at + k) + by[1] * lanes(at + length + k)) +
                (by[2] * lanes(at + 2 * length + k) + by[3] * lanes(at + 3 * length + k));
        at += kLanes * length;
    }
}

[[gnu::always_inline]] inline void add_outer_rows(Rows rows, const double* x, double weight) {
    double* at = rows.values;
    for (std::size_t g = 0; g < rows.groups; ++g) {
        const std::size_t length = kLanes * (g + 1);
        const Lanes by = weight * lanes(x + kLanes * g);
        for (std::size_t k = 0; k < length; k += kLanes) {
            const Lanes beside = lanes(x + k);
            lanes(at + k) += by[0] * beside;
            lanes(at + length + k) += by[1] * beside;
            lanes(at + 2 * length + k) += by[2] * beside;
            lanes(at + 3 * length + k) += by[3] * beside;
        }
        at += kLanes * length;
    }
}

// How one row turns: row' = root row - turn sum, and then sum += p row.
struct Turn {
    double p, root, turn;
};

[[gnu::always_inline]] inline Turn turn_of(double p, double& total) {
    const double before = total;
    total += p * p;
    const double root = std::sqrt(before / total);
    return {p, root, p * root / before};  // p / sqrt(before after)
}

[[gnu::always_inline]] inline void turn_row(double* row, Lanes& sum, const Turn& by) {
    const Lanes old = lanes(row);
    lanes(row) = by.root * old - by.turn * sum;
    sum += by.p * old;
}

[[gnu::always_inline]] inline double absorb_rows(Rows rows, const double* p, double weight,
                                                 double* sum) {
    double* at = rows.values;
    double total = 1.0 / weight;
    for (std::size_t g = 0; g < rows.groups; ++g) {
        const std::size_t length = kLanes * (g + 1);
        const double* const by = p + kLanes * g;
        const Turn first = turn_of(by[0], total);
        const Turn second = turn_of(by[1], total);
        const Turn third = turn_of(by[2], total);
        const Turn fourth = turn_of(by[3], total);
        for (std::size_t k = 0; k < length; k += kLanes) {
            Lanes so_far = lanes(sum + k);
            turn_row(at + k, so_far, first);
            turn_row(at + length + k, so_far, second);
            turn_row(at + 2 * length + k, so_far, third);
            turn_row(at + 3 * length + k, so_far, fourth);
            lanes(sum + k) = so_far;
        }
        at += kLanes * length;
    }
    return total;
}

#if defined(__x86_64__)
#define REFIT_WIDE [[gnu::target("avx2")]]
#else
#define REFIT_WIDE
#endif

// The same code twice; which one runs is decided once.
REFIT_WIDE void multiply_wide(Rows rows, const double* x, double* product) {
    multiply_rows(rows, x, product);
}
REFIT_WIDE void add_wide(Rows rows, const double* p, double* sum) {
    add_rows(rows, p, sum);
}
REFIT_WIDE void add_outer_wide(Rows rows, const double* x, double weight) {
    add_outer_rows(rows, x, weight);
}
REFIT_WIDE double absorb_wide(Rows rows, const double* p, double weight, double* sum) {
    return absorb_rows(rows, p, weight, sum);
}

bool has_wide_registers() {
#if defined(__x86_64__)
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
#else
    return false;
#endif
}

constexpr std::size_t begin_of_group(std::size_t group) {
    return kLanes * kLanes * (group * (group + 1) / 2);
}

// Reading functions take them, too.
Rows rows_of(const std::vector<double>& values, std::size_t padded) {
    return {const_cast<double*>(values.data()), padded / kLanes};
}

}  // namespace

PackedTriangle::PackedTriangle(std::size_t size)
    : size_{size}, padded_{padded_length(size)}, values_(begin_of_group(padded_ / kLanes), 0.0) {}

std::size_t PackedTriangle::begin_of(std::size_t row) const {
    const std::size_t group = row / kLanes;
    return begin_of_group(group) + (row % kLanes) * kLanes * (group + 1);
}

double PackedTriangle::at(std::size_t row, std::size_t column) const {
    REFIT_ASSERT(column <= row && row < size_);
    return values_[begin_of(row) + column];
}

void PackedTriangle::set(std::size_t row, std::size_t column, double value) {
    REFIT_ASSERT(column <= row && row < size_);
    values_[begin_of(row) + column] = value;
}

void PackedTriangle::scale(double factor) {
    for (double& value : values_) value *= factor;
}

void PackedTriangle::assign(const Eigen::MatrixXd& lower) {
    REFIT_ASSERT(lower.rows() == lower.cols() && lower.rows() == static_cast<Eigen::Index>(size_));
    for (std::size_t row = 0; row < size_; ++row)
        for (std::size_t column = 0; column <= row; ++column)
            values_[begin_of(row) + column] =
                lower(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column));
}

Eigen::MatrixXd PackedTriangle::lower() const {
    const auto d = static_cast<Eigen::Index>(size_);
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(d, d);
    for (Eigen::Index row = 0; row < d; ++row)
        for (Eigen::Index column = 0; column <= row; ++column)
            result(row, column) =
                at(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
    return result;
}

void PackedTriangle::multiply(std::span<const double> x, std::span<double> product) const {
    REFIT_ASSERT(x.size() == padded_ && product.size() == padded_);
    const Rows rows = rows_of(values_, padded_);
    has_wide_registers() ? multiply_wide(rows, x.data(), product.data())
                         : multiply_rows(rows, x.data(), product.data());
}

void PackedTriangle::multiply_transposed(std::span<const double> p, std::span<double> sum) const {
    REFIT_ASSERT(p.size() == padded_ && sum.size() == padded_);
    std::fill(sum.begin(), sum.end(), 0.0);
    const Rows rows = rows_of(values_, padded_);
    has_wide_registers() ? add_wide(rows, p.data(), sum.data())
                         : add_rows(rows, p.data(), sum.data());
}

void PackedTriangle::add_outer(std::span<const double> x, double weight) {
    REFIT_ASSERT(x.size() == padded_);
    const Rows rows = rows_of(values_, padded_);
    has_wide_registers() ? add_outer_wide(rows, x.data(), weight)
                         : add_outer_rows(rows, x.data(), weight);
}

double PackedTriangle::absorb(std::span<const double> p, double weight, std::span<double> sum) {
    REFIT_ASSERT(p.size() == padded_ && sum.size() == padded_ && weight > 0.0);
    std::fill(sum.begin(), sum.end(), 0.0);
    const Rows rows = rows_of(values_, padded_);
    return has_wide_registers() ? absorb_wide(rows, p.data(), weight, sum.data())
                                : absorb_rows(rows, p.data(), weight, sum.data());
}

}  // namespace refit::learn
