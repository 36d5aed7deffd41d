#pragma once
#include <cstddef>

#include "axmul/bits.hpp"

namespace axmul {

// A full product table, seen as a multiplier: entry (a << nb) | b of `table` is the product of the patterns a and b.
// Operands: zero-extended patterns of n and nb bits. The table belongs to the caller.
template <class T>
struct lut {
  T const* table;
  int n = 8;
  int nb = n;

  template <class U>
  AXMUL_FN T operator()(U a, U b) const {
    return table[(static_cast<std::size_t>(a) << nb) | static_cast<std::size_t>(b)];
  }
};

// Fills a table of 2^(n + nb) entries with the products of m, cast to T. M is unsigned or a format: patterns as
// operands.
template <class U, class M, class T>
constexpr void fill_table(M const& m, int n, int nb, T* table) {
  for (std::size_t a = 0; a >> n == 0; ++a)
    for (std::size_t b = 0; b >> nb == 0; ++b)
      table[(a << nb) | b] = static_cast<T>(m(static_cast<U>(a), static_cast<U>(b)));
}

}  // namespace axmul
