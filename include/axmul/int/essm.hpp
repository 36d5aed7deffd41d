#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// ESSM, enhanced static segment multiplier: m bits of each operand, from one of three places: low, middle or high,
// the lowest that holds its leading one.
// Operands: unsigned, a of n bits, b of nb bits; w = max(n, nb) is the width of both segmentations, w - m is even.
// Product: n + nb bits.
// Error: never positive; none when both operands are below 2^m.
// Source: Narayanamoorthy, Moghaddam, Liu, Park and Kim 2015, DOI 10.1109/TVLSI.2014.2333366.
struct essm {
  static constexpr char const* name = "essm";
  static constexpr evidence grade = evidence::b;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"S. Narayanamoorthy, H. A. Moghaddam, Z. Liu, T. Park and N. S. Kim",
                                "Energy-efficient approximate multiplication for digital signal processing and "
                                "classification applications",
                                "IEEE Transactions on VLSI Systems 23(6)", 2015, "10.1109/TVLSI.2014.2333366"};

  int n = 8;
  int m = least(n);
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("m", s.m, range{least(bits_max(s)), bits_max(s) - 2, least(bits_max(s)), spacing::two});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return segment(a) * segment(b);
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    f(segment(a) - a, b);
    f(segment(a), segment(b) - b);
    return nullptr;
  }

 private:
  // The least m >= w / 2 with w - m even.
  static AXMUL_FN int least(int w) { return w - w / 4 * 2; }

  template <class U>
  AXMUL_FN U segment(U const& x) const {
    int const high = bits_max(*this) - m;
    int const middle = high / 2;
    return x >> m == U{0} ? x : clear_low(x, x >> (m + middle) == U{0} ? middle : high);
  }
};

}  // namespace axmul
