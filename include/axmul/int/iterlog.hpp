#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Iterative logarithmic multiplier: 2^(ka+kb) + ra 2^kb + rb 2^ka with r = x - 2^k, and c corrections, the same of the
// remainders, their remainders and so on; what is left out is the product of the operands without their c + 1 highest
// ones.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: never positive, relative error above -4^-(c+1).
// Source: Babic, Avramovic and Bulic 2011, DOI 10.1016/j.micpro.2010.07.001.
struct iterlog {
  static constexpr char const* name = "iterlog";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"Z. Babic, A. Avramovic and P. Bulic", "An iterative logarithmic multiplier",
                                "Microprocessors and Microsystems 35(1)", 2011, "10.1016/j.micpro.2010.07.001"};

  int n = 8;
  int c = 1;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("c", s.c, range{0, bits_max(s) - 1, 1});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * b - remainder(a) * remainder(b);
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    if (c > 0) return "c > 0";
    f(U{0} - remainder(a), remainder(b));
    return nullptr;
  }

 private:
  template <class U>
  AXMUL_FN U remainder(U x) const {
    for (int i = 0; i <= c && x != U{0}; ++i) x = x - (U{1} << floor_log2(x));
    return x;
  }
};

}  // namespace axmul
