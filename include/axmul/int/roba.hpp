#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/params.hpp"

namespace axmul {

// RoBA, rounding-based approximate multiplier: with r(x) the power of two nearest to x (up in a tie, r(3) = 2), the
// product is r(a) b + r(b) a - r(a) r(b), so all its terms are shifts.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: both signs, -(a - r(a)) (b - r(b)), relative error at most 1/9.
// Source: Zendegani, Kamal, Bahadori, Afzali-Kusha and Pedram 2017, DOI 10.1109/TVLSI.2016.2587696.
struct roba {
  static constexpr char const* name = "roba";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"R. Zendegani, M. Kamal, M. Bahadori, A. Afzali-Kusha and M. Pedram",
                                "RoBA multiplier: A rounding-based approximate multiplier for high-speed yet "
                                "energy-efficient digital signal processing",
                                "IEEE Transactions on VLSI Systems 25(2)", 2017, "10.1109/TVLSI.2016.2587696"};

  int n = 8;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * b - (a - rounded(a)) * (b - rounded(b));
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    f(rounded(a) - a, b - rounded(b));
    return nullptr;
  }

 private:
  template <class U>
  static AXMUL_FN U rounded(U const& x) {
    if (x == U{0}) return x;
    return x == U{3} ? U{2} : U{1} << cell::nearest_exponent(x);
  }
};

}  // namespace axmul
