#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/params.hpp"

namespace axmul {

// REALM, reduced-error approximate logarithmic multiplier: Mitchell's with a constant added to the mantissa that
// brings the mean relative error of each of m x m segments of the fractions to zero, in units of 1/64. Of the fractions
// t low bits are dropped, the lowest kept one set; segments are chosen by the whole fractions.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits, saturated; 0 when an operand is 0.
// Error: both signs.
// Source: Saadat, Javaid, Ignjatovic and Parameswaran 2020, DATE.
struct realm {
  static constexpr char const* name = "realm";
  static constexpr evidence grade = evidence::b;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"H. Saadat, H. Javaid, A. Ignjatovic and S. Parameswaran",
                                "REALM: Reduced-error approximate log-based integer multiplier", "DATE", 2020, ""};

  int n = 8;
  int m = 4;
  int t = 0;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    int const fraction = bits_max(s) - 1;
    f("m", s.m, range{4, fraction < factor_bits ? 0 : 16, 4, spacing::doubling});
    f("t", s.t, range{0, fraction - floor_log2(static_cast<std::uint32_t>(s.m)), 0});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    if (a == U{0} || b == U{0}) return U{0};
    int const w = bits_max(*this) - 1;
    cell::log_operand<U> const la = cell::split_log(a, w);
    cell::log_operand<U> const lb = cell::split_log(b, w);
    U const correction{factor(segment(la.fraction, w), segment(lb.fraction, w))};
    U const one = U{1} << w;
    U const sum = cell::jam(la.fraction, t) + cell::jam(lb.fraction, t);
    U const mantissa = (sum < one ? one + sum : sum << 1) + (correction << (w - factor_bits));
    return scale_saturated(mantissa, la.exponent + lb.exponent - w, bits_a(*this) + bits_b(*this));
  }

 private:
  static constexpr int factor_bits = 6;

  template <class U>
  AXMUL_FN int segment(U const& fraction, int w) const {
    return static_cast<int>(fraction >> (w - floor_log2(static_cast<std::uint32_t>(m))));
  }

  // The factor of segment (i, j) times 64, four bits for each j in a row, j = 0 lowest: the integral of (E - A) / E
  // over that of 1 / E, with E = (1 + x) (1 + y) and A Mitchell's value, rounded half up.
  AXMUL_FN std::uint32_t factor(int i, int j) const {
    constexpr std::uint64_t of_4[] = {0x4531, 0x5c93, 0x39c5, 0x1354};
    constexpr std::uint64_t of_8[] = {0x23322110, 0x38875421, 0x38cb9641, 0x27bec952,
                                      0x259ceb72, 0x1469bc83, 0x12457883, 0x01122332};
    constexpr std::uint64_t of_16[] = {0x1222111111110000, 0x2555444332221110, 0x2588776554332210, 0x258aa98776543210,
                                       0x147accba87654321, 0x1479cedca9865321, 0x1468bdfecb976421, 0x1357acefeca87531,
                                       0x13578acefeca7531, 0x124679bcefdb8641, 0x1235689acdec9741, 0x12345678abcca741,
                                       0x01234567789aa852, 0x0122334556778852, 0x0111222334445552, 0x0000111111112221};
    std::uint64_t const row = m == 4 ? of_4[i] : m == 8 ? of_8[i] : of_16[i];
    return static_cast<std::uint32_t>(row >> (4 * j) & 15);
  }
};

}  // namespace axmul
