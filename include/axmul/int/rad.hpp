#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// RAD, hybrid high-radix multiplier: b's low k bits are one digit of radix 2^k, taken to the nearest of 0 and plus or
// minus 2^(k-4), 2^(k-3), 2^(k-2), 2^(k-1), away from zero in a tie; the digits above, of radix 4, are exact.
// Operands: two's complement, a of n bits, b of nb bits, k even. Product: n + nb bits.
// Error: both signs, at most |a| 2^(k-3).
// Source: Leon, Zervakis, Soudris and Pekmestzi 2018, DOI 10.1109/TVLSI.2017.2767858.
struct rad {
  static constexpr char const* name = "rad";
  static constexpr bool is_signed = true;
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"V. Leon, G. Zervakis, D. Soudris and K. Pekmestzi",
                                "Approximate hybrid high radix encoding for energy-efficient inexact multipliers",
                                "IEEE Transactions on VLSI Systems 26(3)", 2018, "10.1109/TVLSI.2017.2767858"};

  int n = 8;
  int k = range{4, n - 2, 6, spacing::two}.nearest(6);
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("k", s.k, range{4, bits_b(s) - 2, 6, spacing::two});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    U const digit = sign_extend(b, k);
    bool const negative = ((b >> (k - 1)) & U{1}) != U{0};
    U const nearest = rounded(negative ? U{0} - digit : digit);
    return a * (b - digit + (negative ? U{0} - nearest : nearest));
  }

 private:
  // x <= 2^(k-1); halfway between two powers of two goes up.
  template <class U>
  AXMUL_FN U rounded(U const& x) const {
    U const twice = x << 1;
    U power = U{1} << (k - 4);
    if (twice < power) return U{0};
    for (int i = 0; i < 3 && twice >= power + (power << 1); ++i) power = power << 1;
    return power;
  }
};

}  // namespace axmul
