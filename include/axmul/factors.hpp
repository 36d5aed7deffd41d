#pragma once
#include <cstdint>

namespace axmul {

// Exact factors of a product table, as format `factors` stores them; the arrays belong to the caller.
//   product(a, b) = u[a] + v[b] + sum over k < rank of f[a * rank + k] * g[k << nb | b] * 2^shift[k]
// for every pair of operand patterns, a of n bits, b of nb bits. Equal shifts stand together, ascending.
struct factors_view {
  int n, nb, rank;
  std::uint8_t const *f, *g, *shift;
  std::int32_t const *u, *v;
};

}  // namespace axmul
