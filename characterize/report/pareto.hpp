// The Pareto front of designs: those which nobody beats in cost without losing in error.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace axmul::tools {

// One design as a point, smaller is better in both; a coordinate that is not finite means "no value".
struct trade_off {
  double cost;
  double error;
};

// Positions of the points that no other point dominates (no worse in both, better in one), by rising error.
// Points that coincide are all kept, in their order; points without both values take no part.
inline std::vector<std::size_t> pareto_front(std::vector<trade_off> const& points) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (std::isfinite(points[i].cost) && std::isfinite(points[i].error)) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    trade_off const &p = points[i], &q = points[j];
    return p.error != q.error ? p.error < q.error : p.cost < q.cost;
  });
  std::vector<std::size_t> front;
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t const i : order) {
    bool const coincides = !front.empty() && points[i].cost == best && points[i].error == points[front.back()].error;
    if (points[i].cost < best || coincides) front.push_back(i);
    best = std::min(best, points[i].cost);
  }
  return front;
}

}  // namespace axmul::tools
