#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace refit::stats {

// Gauss-Legendre quadrature with ten points on [-1, 1]: exact for polynomials up to degree 19
// (DLMF 3.5.v). Weights sum to 2.
struct GaussNode {
    double x{0};
    double weight{0};
};
[[nodiscard]] const std::array<GaussNode, 10>& gauss_nodes();

// Panels for an integrand built from bumps and steps of different widths: sorted, distinct break
// points within [low, high], one per standard deviation around every centre. Between two of them
// each factor is smooth on its own scale, so ten points per panel give full precision.
struct Bump {
    double centre{0};
    double width{1};  // one standard deviation, > 0
};
[[nodiscard]] std::vector<double> panel_edges(const std::vector<Bump>& bumps, double low,
                                              double high);

// Calls visit(x, weight) for every node of every panel, in ascending order of x.
template <typename Visit>
void for_each_node(const std::vector<double>& edges, const Visit& visit) {
    for (std::size_t i = 1; i < edges.size(); ++i) {
        const double half = 0.5 * (edges[i] - edges[i - 1]);
        const double middle = 0.5 * (edges[i] + edges[i - 1]);
        for (const GaussNode& node : gauss_nodes())
            visit(middle + half * node.x, half * node.weight);
    }
}

}  // namespace refit::stats
