#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/error_form.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Mitchell's logarithmic multiplier: log2(2^k (1 + x)) is taken as k + x, added, and taken back; bits below the binary
// point vanish; 0 when an operand is 0.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: never positive, relative error at least -1/9; none when an operand is a power of two.
// Source: Mitchell 1962, DOI 10.1109/TEC.1962.5219391.
struct mitchell {
  static constexpr char const* name = "mitchell";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"J. N. Mitchell", "Computer multiplication and division using binary logarithms",
                                "IRE Transactions on Electronic Computers EC-11(4)", 1962, "10.1109/TEC.1962.5219391"};

  using error_form = log_sum;

  int n = 8;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    if (a == U{0} || b == U{0}) return U{0};
    int const w = bits_max(*this) - 1;
    cell::log_operand<U> const la = cell::split_log(a, w);
    cell::log_operand<U> const lb = cell::split_log(b, w);
    return cell::antilog(la.fraction + lb.fraction, la.exponent + lb.exponent, w);
  }
};

}  // namespace axmul
