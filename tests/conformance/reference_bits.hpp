// What the second implementations share: integers that never overflow for n, nb <= 32, and floor divisions.
#pragma once
#include <algorithm>
#include <cstdint>

#include "axmul/axmul.hpp"

namespace reference {

__extension__ typedef unsigned __int128 big;
__extension__ typedef __int128 integer;

inline big power(int e) {
  return big{1} << e;
}
inline int bit(big x, int i) {
  return static_cast<int>((x >> i) & 1);
}
inline int leading(big x) {
  int i = 0;
  while (x >= power(i + 1)) ++i;
  return i;
}
inline big floor_to(big x, int k) {
  return x - x % power(k);
}
// x 2^s, rounded down.
inline big scaled(big x, int s) {
  return s >= 0 ? x * power(s) : x / power(-s);
}
inline int columns(int n, int nb) {
  return nb == 0 ? n : nb;
}
// The width of the square one whose operands are restricted.
template <class M>
int wider(M const& m) {
  return std::max(m.n, m.nb);
}
template <class M>
big saturated(M const& m, big p) {
  big const most = power(m.n + columns(m.n, m.nb)) - 1;
  return p < most ? p : most;
}

// Drops the k low bits and sets the lowest one kept.
inline big jammed(big x, int k) {
  big const kept = x / power(k);
  return (kept % 2 == 1 ? kept : kept + 1) * power(k);
}

// Sum of the partial products a_j b_i 2^(i+j) that `keep(i, j)` keeps.
template <class Keep>
big partial_products(big a, big b, int n, int nb, Keep keep) {
  big sum = 0;
  for (int i = 0; i < nb; ++i)
    for (int j = 0; j < n && bit(b, i) == 1; ++j)
      if (bit(a, j) == 1 && keep(i, j)) sum += power(i + j);
  return sum;
}

}  // namespace reference
