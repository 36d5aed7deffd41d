#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/params.hpp"

namespace axmul {

// ILM, improved logarithmic multiplier with exact adder: operands are 2^k + q with 2^k the nearest power of two (up in
// a tie); the product of the remainders q is left out.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits; 0 when an operand is 0.
// Error: both signs, -qa qb, relative error at most 1/9.
// Source: Ansari, Cockburn and Han 2021, DOI 10.1109/TC.2020.2992113.
struct ilm {
  static constexpr char const* name = "ilm";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"M. S. Ansari, B. F. Cockburn and J. Han",
                                "An improved logarithmic multiplier for energy-efficient neural computing",
                                "IEEE Transactions on Computers 70(4)", 2021, "10.1109/TC.2020.2992113"};

  int n = 8;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * b - remainder(a) * remainder(b);
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    f(U{0} - remainder(a), remainder(b));
    return nullptr;
  }

 private:
  template <class U>
  static AXMUL_FN U remainder(U const& x) {
    return x == U{0} ? x : x - (U{1} << cell::nearest_exponent(x));
  }
};

}  // namespace axmul
