#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// UDM, underdesigned multiplier: an array of 2x2 multipliers that are exact but for 3 * 3 = 7, summed exactly.
// Operands: unsigned, a of n bits, b of nb bits, n and nb even. Product: n + nb bits.
// Error: never positive, relative error at least -2/9.
// Source: Kulkarni, Gupta and Ercegovac 2011, DOI 10.1109/VLSID.2011.51.
struct udm {
  static constexpr char const* name = "udm";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"P. Kulkarni, P. Gupta and M. D. Ercegovac",
                                "Trading accuracy for power with an underdesigned multiplier architecture",
                                "International Conference on VLSI Design", 2011, "10.1109/VLSID.2011.51"};

  int n = 8;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, range{width.lo, width.hi, width.preset, spacing::two});
    f("nb", s.nb, range{width_b.lo, width_b.hi, width_b.preset, spacing::two});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * b - ((threes(a) * threes(b)) << 1);
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    f(U{0} - (threes(a) << 1), threes(b));
    return nullptr;
  }

 private:
  // Bit 2i is set where digit i in base 4 is 3.
  template <class U>
  static AXMUL_FN U threes(U const& x) {
    U const even = (U{0} - U{1}) / U{3};
    return x & (x >> 1) & even;
  }
};

}  // namespace axmul
