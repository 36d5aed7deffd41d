#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// SSM, static segment multiplier: of each operand the low m bits where no higher bit is set, else the high m bits.
// Operands: unsigned, a of n bits, b of nb bits; w = max(n, nb) is the width of both segmentations.
// Product: n + nb bits.
// Error: never positive; none when both operands are below 2^m.
// Source: Narayanamoorthy, Moghaddam, Liu, Park and Kim 2015, DOI 10.1109/TVLSI.2014.2333366.
struct ssm {
  static constexpr char const* name = "ssm";
  static constexpr evidence grade = evidence::b;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"S. Narayanamoorthy, H. A. Moghaddam, Z. Liu, T. Park and N. S. Kim",
                                "Energy-efficient approximate multiplication for digital signal processing and "
                                "classification applications",
                                "IEEE Transactions on VLSI Systems 23(6)", 2015, "10.1109/TVLSI.2014.2333366"};

  int n = 8;
  int m = (n + 1) / 2;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    int const least = (bits_max(s) + 1) / 2;
    f("m", s.m, range{least, bits_max(s) - 1, least});
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
  template <class U>
  AXMUL_FN U segment(U const& x) const {
    return x >> m == U{0} ? x : clear_low(x, bits_max(*this) - m);
  }
};

}  // namespace axmul
