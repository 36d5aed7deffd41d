#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// The smallest family there can be, for HACKING.md: the k low bits of a are dropped, the rest is multiplied exactly.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: never positive, at least -(2^k - 1)(2^nb - 1).
// Source: none, this is an example.
struct skeleton {
  static constexpr char const* name = "skeleton";
  static constexpr evidence grade = evidence::b;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"the authors of axmul", "HACKING.md", "axmul", 2026, ""};

  int n = 8;
  int k = n > 2 ? 2 : n - 1;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("k", s.k, range{0, s.n - 1, 2});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return clear_low(a, k) * b;
  }
};

}  // namespace axmul
