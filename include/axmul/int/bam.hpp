#pragma once
#include "axmul/cell/columns.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Broken-array multiplier: rows below h (bits of b) and columns below v of the carry-save array are left out.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: never positive.
// Source: Mahdiani, Ahmadi, Fakhraie and Lucas 2010, DOI 10.1109/TCSI.2009.2027626.
struct bam {
  static constexpr char const* name = "bam";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{
      "H. R. Mahdiani, A. Ahmadi, S. M. Fakhraie and C. Lucas",
      "Bio-inspired imprecise computational blocks for efficient VLSI implementation of soft-computing applications",
      "IEEE Transactions on Circuits and Systems I 57(4)", 2010, "10.1109/TCSI.2009.2027626"};

  int n = 8;
  int h = 0;
  int v = 4;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("h", s.h, range{0, bits_b(s) - 1, 0});
    f("v", s.v, range{0, s.n + bits_b(s) - 1, 4});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return cell::kept_columns(a, b, n, nb != 0 ? nb : n, h, v);
  }

  // See error_form.hpp.
  AXMUL_FN bool sums_partial_products() const { return true; }
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    for (int i = 0; i < bits_b(*this) && (i < h || i < v); ++i)
      f(U{0} - (i < h ? a : a & low_mask<U>(v - i)), b & (U{1} << i));
    return nullptr;
  }
};

}  // namespace axmul
