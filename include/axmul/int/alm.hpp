#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/params.hpp"

namespace axmul {

// ALM, approximate logarithmic multiplier: Mitchell's with an approximate adder of the logarithms. Its low m bits are
// all set (soa), the OR of the operands' bits (loa), or those of b's logarithm (maa3); the carry out of them is the AND
// of the highest of these bits, or a's (maa3).
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits; 0 when an operand is 0.
// Error: both signs.
// Source: Liu, Xu, Wang, Wang, Montuschi and Lombardi 2018, DOI 10.1109/TCSI.2018.2792902; maa3 is axmul's reading.
struct alm {
  static constexpr char const* name = "alm";
  static constexpr evidence grade = evidence::b;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"W. Liu, J. Xu, D. Wang, C. Wang, P. Montuschi and F. Lombardi",
                                "Design and evaluation of approximate logarithmic multipliers for low power "
                                "error-tolerant applications",
                                "IEEE Transactions on Circuits and Systems I 65(9)", 2018, "10.1109/TCSI.2018.2792902"};
  enum class adder_kind { soa, loa, maa3 };

  int n = 8;
  int m = range{0, n - 1, 3}.nearest(3);
  adder_kind adder = adder_kind::soa;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("m", s.m, range{0, bits_max(s) - 1, 3});
    f("adder", s.adder, words{"soa|loa|maa3"});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    if (a == U{0} || b == U{0}) return U{0};
    int const w = bits_max(*this) - 1;
    cell::log_operand<U> const la = cell::split_log(a, w);
    cell::log_operand<U> const lb = cell::split_log(b, w);
    return cell::antilog(sum(la.fraction, lb.fraction), la.exponent + lb.exponent, w);
  }

 private:
  template <class U>
  AXMUL_FN U sum(U const& x, U const& y) const {
    if (m == 0) return x + y;
    U const carries = adder == adder_kind::maa3 ? x : x & y;
    U const carry = (carries >> (m - 1)) & U{1};
    U const all = low_mask<U>(m);
    U const low = adder == adder_kind::soa ? all : adder == adder_kind::loa ? (x | y) & all : y & all;
    return (((x >> m) + (y >> m) + carry) << m) | low;
  }
};

}  // namespace axmul
