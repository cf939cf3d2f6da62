#include "stats/quadrature.h"

#include <algorithm>

namespace refit::stats {
namespace {

// Beyond this many standard deviations a bump is below 1e-18 of its height and a step is flat.
constexpr int kReach = 9;

}  // namespace

const std::array<GaussNode, 10>& gauss_nodes() {
    static constexpr std::array<GaussNode, 10> kNodes = {{
        {-0.97390652851717172007, 0.06667134430868813759},
        {-0.86506336668898451073, 0.14945134915058059314},
        {-0.67940956829902440623, 0.21908636251598204399},
        {-0.43339539412924719079, 0.26926671930999635509},
        {-0.14887433898163121088, 0.29552422471475287017},
        {0.14887433898163121088, 0.29552422471475287017},
        {0.43339539412924719079, 0.26926671930999635509},
        {0.67940956829902440623, 0.21908636251598204399},
        {0.86506336668898451073, 0.14945134915058059314},
        {0.97390652851717172007, 0.06667134430868813759},
    }};
    return kNodes;
}

std::vector<double> panel_edges(const std::vector<Bump>& bumps, double low, double high) {
    std::vector<double> edges = {low, high};
    for (const Bump& bump : bumps) {
        for (int step = -kReach; step <= kReach; ++step) {
            const double edge = bump.centre + step * bump.width;
            if (edge > low && edge < high) edges.push_back(edge);
        }
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
}

}  // namespace refit::stats
