#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/params.hpp"

namespace axmul {

// DR-ALM, dynamic-range approximate logarithmic multiplier: Mitchell's on the t bits from the leading one of each
// operand, the last of them set, and a one added to the last place of the sum. Operands below 2^t: with small = exact
// they stay as they are, and the one is added only when both operands are longer; with jam (the paper's algorithm) they
// are treated like all others.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits; 0 when an operand is 0.
// Error: both signs.
// Source: Yin, Wang, Waris, Liu, Han and Lombardi 2021, DOI 10.1109/TSUSC.2020.3004980.
struct dralm {
  static constexpr char const* name = "dralm";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"P. Yin, C. Wang, H. Waris, W. Liu, Y. Han and F. Lombardi",
                                "Design and analysis of energy-efficient dynamic range approximate logarithmic "
                                "multipliers for machine learning",
                                "IEEE Transactions on Sustainable Computing 6(4)", 2021, "10.1109/TSUSC.2020.3004980"};

  enum class small_operands { exact, jam };

  int n = 8;
  int t = range{3, n, 4}.nearest(4);
  small_operands small = small_operands::exact;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("t", s.t, range{3, bits_max(s), 4});
    f("small", s.small, words{"exact|jam"});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    if (a == U{0} || b == U{0}) return U{0};
    int const w = bits_max(*this) - 1;
    int const cut = w + 1 - t;
    cell::log_operand<U> const la = cell::split_log(a, w);
    cell::log_operand<U> const lb = cell::split_log(b, w);
    bool const jam_a = la.exponent >= t || small == small_operands::jam;
    bool const jam_b = lb.exponent >= t || small == small_operands::jam;
    U const sum = (jam_a ? jam(la.fraction, cut) : la.fraction) + (jam_b ? jam(lb.fraction, cut) : lb.fraction);
    U const carry = jam_a && jam_b ? U{1} << cut : U{0};
    return cell::antilog(sum + carry, la.exponent + lb.exponent, w);
  }

 private:
  template <class U>
  static AXMUL_FN U jam(U const& fraction, int cut) {
    return clear_low(fraction | (U{1} << cut), cut);
  }
};

}  // namespace axmul
