#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/params.hpp"

namespace axmul {

// MBM, minimally biased multiplier: Mitchell's with 5/64 added to the sum of the fractions (half of it after a carry,
// unless that would carry again); the w low fraction bits are dropped, the lowest kept one set.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits; 0 when an operand is 0.
// Error: both signs, relative error within +-7.82 % for wide operands and w = 0.
// Source: Saadat, Bokhari and Parameswaran 2018, DOI 10.1109/TCAD.2018.2857262.
struct mbm {
  static constexpr char const* name = "mbm";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{
      "H. Saadat, H. Bokhari and S. Parameswaran",
      "Minimally biased multipliers for approximate integer and floating-point multiplication",
      "IEEE Transactions on CAD of Integrated Circuits and Systems 37(11)", 2018, "10.1109/TCAD.2018.2857262"};

  int n = 8;
  int w = 0;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("w", s.w, range{0, bits_max(s) - 2, 0});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    if (a == U{0} || b == U{0}) return U{0};
    int const f = bits_max(*this) - 1;
    U const one = U{1} << f;
    U const correction = clear_low((U{5} << f) >> 6, w);
    U const half = clear_low(correction >> 1, w);
    cell::log_operand<U> const la = cell::split_log(a, f);
    cell::log_operand<U> const lb = cell::split_log(b, f);
    U const sum = cell::jam(la.fraction, w) + cell::jam(lb.fraction, w);
    U const carried = (sum + half < (one << 1) ? sum + half : sum) << 1;
    return scale(sum < one ? one + sum + correction : carried, la.exponent + lb.exponent - f);
  }
};

}  // namespace axmul
