#include "learn/gaussian_process.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.h"
#include "learn/expected_improvement.h"
#include "learn/knowledge_gradient.h"
#include "learn/lbfgs.h"
#include "stats/vector_table.h"

namespace refit::learn {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Vector to_vector(const std::string& text) {
    const auto numbers = stats::to_numbers(text);
    return Eigen::Map<const Vector>(numbers.data(), static_cast<Eigen::Index>(numbers.size()));
}

GpPrior no_prior() {
    return {.length_deviation = 1e12, .signal_deviation = 1e12, .noise_deviation = 1e12};
}

struct Reference {
    GpShape shape;
    GpData data;
    std::vector<stats::VectorRow> rows;
};

Reference read_reference() {
    Reference reference;
    std::vector<stats::VectorRow> points;
    for (auto& row : stats::read_vectors("learn/bayes_opt.tsv")) {
        if (row[0] == "shape") {
            reference.shape = {to_vector(row[1]), stats::to_number(row[2]),
                               stats::to_number(row[3])};
        }
        (row[0] == "point" ? points : reference.rows).push_back(row);
    }
    const auto n = static_cast<Eigen::Index>(points.size());
    reference.data = {Matrix(n, 3), Vector(n), Vector(n)};
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto& row = points[static_cast<std::size_t>(i)];
        reference.data.points.row(i) = to_vector(row[1]).transpose();
        reference.data.values[i] = stats::to_number(row[2]);
        reference.data.noise[i] = stats::to_number(row[3]);
    }
    return reference;
}

GaussianProcess process_of(const Reference& reference) {
    return GaussianProcess::create(reference.data, reference.shape).value();
}

// Largest difference between a gradient and central differences, in shares of its norm.
double gradient_error(const SmoothFunction& function, const Vector& x) {
    Vector gradient(x.size());
    Vector unused(x.size());
    (void)function(x, gradient);
    double worst = 0.0;
    for (Eigen::Index j = 0; j < x.size(); ++j) {
        Vector up = x;
        Vector down = x;
        up[j] += 1e-5;
        down[j] -= 1e-5;
        const double slope = (function(up, unused) - function(down, unused)) / 2e-5;
        worst = std::max(worst, std::abs(slope - gradient[j]));
    }
    return worst / gradient.norm();
}

TEST(GaussianProcess, PosteriorAgreesWithScikitLearn) {
    const auto reference = read_reference();
    const auto process = process_of(reference);
    int compared = 0;
    for (const auto& row : reference.rows) {
        if (row[0] != "predict") continue;
        const auto [mean, variance] = process.predict(to_vector(row[1]));
        EXPECT_NEAR(mean, stats::to_number(row[2]), 1e-8);
        EXPECT_NEAR(variance, stats::to_number(row[3]), 1e-8);
        EXPECT_NEAR(process.means(to_vector(row[1]).transpose())[0], mean, 1e-12);
        ++compared;
    }
    EXPECT_EQ(compared, 5);
    for (Eigen::Index i = 0; i < reference.data.size(); ++i) {
        const Vector x = reference.data.points.row(i);
        EXPECT_NEAR(process.fitted()[i], process.predict(x).mean, 1e-7);
    }
}

TEST(GaussianProcess, LossAgreesWithNumpy) {
    const auto reference = read_reference();
    Vector gradient(5);
    const double loss = gp_loss(reference.data, no_prior(), pack(reference.shape), gradient);
    for (const auto& row : reference.rows) {
        if (row[0] != "loss") continue;
        EXPECT_NEAR(loss, stats::to_number(row[1]), 1e-9);
    }
}

TEST(GaussianProcess, LossGradientAgreesWithDifferences) {
    const auto reference = read_reference();
    const GpPrior prior = GpPrior::for_inputs(3);
    const auto loss = [&](const Vector& packed, Vector& gradient) {
        return gp_loss(reference.data, prior, packed, gradient);
    };
    EXPECT_LT(gradient_error(loss, pack(reference.shape)), 1e-6);
    Vector other(5);
    other << -1.2, 0.4, 1.5, -0.7, -1.0;
    EXPECT_LT(gradient_error(loss, other), 1e-6);
}

TEST(GaussianProcess, FittedShapeFindsTheInputThatMatters) {
    SeededRng rng{11};
    GpData data{Matrix(60, 3), Vector(60), Vector::Constant(60, -1.0)};
    for (Eigen::Index i = 0; i < 60; ++i) {
        for (Eigen::Index j = 0; j < 3; ++j) data.points(i, j) = uniform01(rng);
        data.values[i] = 1.5 * std::sin(6.0 * data.points(i, 1)) + 0.1 * standard_normal(rng);
    }
    const GpPrior prior = GpPrior::for_inputs(3);
    const GpShape start{Vector::Constant(3, prior.length_centre), 0.0, -2.0};
    const GpShape shape = fit_shape(data, prior, start, 60);
    EXPECT_GT(shape.log_lengths[0], shape.log_lengths[1] + 1.0);
    EXPECT_GT(shape.log_lengths[2], shape.log_lengths[1] + 1.0);
    EXPECT_NEAR(std::exp(0.5 * shape.log_noise), 0.1, 0.03);
}

TEST(GaussianProcess, PointsSeenTwiceDoNotBreakIt) {
    GpData data{Matrix::Constant(6, 2, 0.5), Vector::LinSpaced(6, -1, 1), Vector::Zero(6)};
    const auto process = GaussianProcess::create(data, {Vector::Zero(2), 0.0, -2.0});
    ASSERT_TRUE(process);
    EXPECT_NEAR(process->predict(Vector::Constant(2, 0.5)).mean, 0.0, 1e-6);
}

TEST(ExpectedImprovement, LogarithmAgreesWithSixtyDigitsFarIntoTheTail) {
    int compared = 0;
    for (const auto& row : read_reference().rows) {
        if (row[0] != "log_improvement") continue;
        const auto [value, slope] = log_improvement(stats::to_number(row[1]));
        EXPECT_CLOSE(value, stats::to_number(row[2]), 1e-12);
        EXPECT_CLOSE(slope, stats::to_number(row[3]), 1e-11);
        ++compared;
    }
    EXPECT_EQ(compared, 18);
    EXPECT_TRUE(std::isfinite(log_improvement(-1e150).value));
}

TEST(ExpectedImprovement, NoisyImprovementAgreesWithConditioningDrawByDraw) {
    const auto reference = read_reference();
    const auto process = process_of(reference);
    Matrix normals(3, 4);
    for (const auto& row : reference.rows) {
        if (row[0] != "baseline") continue;
        const Vector cells = to_vector(row[2]);
        for (Eigen::Index i = 0; i < 12; ++i) normals(i / 4, i % 4) = cells[i];
    }
    const NoisyImprovement improvement{process, {2, 5, 9}, normals};
    for (const auto& row : reference.rows) {
        if (row[0] != "noisy") continue;
        const Vector x = to_vector(row[1]);
        Vector gradient(3);
        EXPECT_NEAR(improvement.value(x, gradient), stats::to_number(row[2]), 1e-6);
        EXPECT_NEAR(improvement.values(x.transpose())[0], improvement.value(x, gradient), 1e-9);
        EXPECT_LT(
            gradient_error(
                [&](const Vector& at, Vector& slope) { return improvement.value(at, slope); }, x),
            1e-5);
    }
}

TEST(KnowledgeGradient, RiseOfTheHighestLineAgreesWithIntegration) {
    int compared = 0;
    for (const auto& row : read_reference().rows) {
        if (row[0] != "rise") continue;
        EXPECT_NEAR(expected_rise(to_vector(row[1]), to_vector(row[2])), stats::to_number(row[3]),
                    1e-9);
        ++compared;
    }
    EXPECT_EQ(compared, 6);
}

TEST(KnowledgeGradient, AgreesWithNumpyAlsoWhereChoicesAreObservedOrRepeated) {
    const auto reference = read_reference();
    const auto process = process_of(reference);
    Matrix choices(5, 3);
    for (const auto& row : reference.rows) {
        if (row[0] != "choices") continue;
        for (Eigen::Index i = 0; i < 5; ++i) {
            choices.row(i) = to_vector(row[static_cast<std::size_t>(i) + 1]).transpose();
        }
    }
    const KnowledgeGradient gradient{process, choices};
    int compared = 0;
    for (const auto& row : reference.rows) {
        if (row[0] != "gradient") continue;
        EXPECT_NEAR(gradient.values(condition(process, to_vector(row[1]).transpose()))[0],
                    stats::to_number(row[2]), 1e-8);
        ++compared;
    }
    EXPECT_EQ(compared, 4);
}

TEST(KnowledgeGradient, DrawsHaveThePosteriorsMoments) {
    const auto reference = read_reference();
    const auto process = process_of(reference);
    Matrix points(2, 3);
    points << 0.5, 0.9, 0.4, 0.6, 0.1, 0.4;
    SeededRng rng{5};
    const Matrix draws = posterior_draws(process, condition(process, points), 20'000, rng);
    for (Eigen::Index i = 0; i < 2; ++i) {
        const auto [mean, variance] = process.predict(points.row(i).transpose());
        EXPECT_NEAR(draws.row(i).mean(), mean, 0.02);
        EXPECT_NEAR((draws.row(i).array() - mean).square().mean(), variance, 0.03 * variance);
    }
    const Matrix twice = points.row(0).replicate(3, 1);
    EXPECT_TRUE(posterior_draws(process, condition(process, twice), 2, rng).allFinite());
}

double rosenbrock(const Vector& x, Vector& gradient) {
    const double a = x[1] - x[0] * x[0];
    gradient.resize(2);
    gradient << -400.0 * x[0] * a - 2.0 * (1.0 - x[0]), 200.0 * a;
    return 100.0 * a * a + (1.0 - x[0]) * (1.0 - x[0]);
}

TEST(Lbfgs, FindsMinimaInsideAndOnTheBounds) {
    const Vector start = Vector::Constant(2, -1.0);
    const auto inside =
        minimise(rosenbrock, start, Vector::Constant(2, -2.0), Vector::Constant(2, 2.0), 300);
    EXPECT_NEAR(inside.x[0], 1.0, 1e-3);
    EXPECT_NEAR(inside.x[1], 1.0, 1e-3);
    const auto bounded =
        minimise(rosenbrock, start, Vector::Constant(2, -2.0), Vector::Constant(2, 0.5), 300);
    EXPECT_NEAR(bounded.x[0], 0.5, 1e-4);
    EXPECT_NEAR(bounded.x[1], 0.25, 1e-4);
    EXPECT_LE(bounded.evaluations, 300);
}

TEST(Lbfgs, ReturnsTheStartWhereNothingIsFinite) {
    const auto broken = [](const Vector&, Vector&) { return std::nan(""); };
    const Vector start = Vector::Constant(2, 0.3);
    const auto found = minimise(broken, start, Vector::Zero(2), Vector::Ones(2), 50);
    EXPECT_EQ(found.x, start);
    EXPECT_TRUE(std::isinf(found.value));
}

}  // namespace
}  // namespace refit::learn
