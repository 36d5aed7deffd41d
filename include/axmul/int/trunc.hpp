#pragma once
#include "axmul/cell/columns.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Column-truncated (fixed-width) multiplier: columns below k are never built, output bits below r are dropped.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits, saturated before the output bits are dropped.
// Correction: none; const adds the mean of what is dropped; var adds column k - 1, one place higher.
// Error: none: never positive, at most (k-1) 2^k + 1 for r = k <= n = nb; const and var: both signs.
// Source: const: Schulte and Swartzlander 1993, DOI 10.1109/VLSISP.1993.404467; var: King and Swartzlander 1997,
// DOI 10.1109/ACSSC.1997.679090.
struct trunc {
  static constexpr char const* name = "trunc";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "- (none), +- (const, var)";
  static constexpr paper source{"M. J. Schulte and E. E. Swartzlander",
                                "Truncated multiplication with correction constant",
                                "Workshop on VLSI Signal Processing VI", 1993, "10.1109/VLSISP.1993.404467"};
  enum class correction { none, constant, variable };

  int n = 8;
  int k = 4;
  int r = k;
  correction corr = correction::none;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("k", s.k, range{0, s.n + bits_b(s) - 1, 4});
    f("r", s.r, range{s.k, s.n + bits_b(s) - 1, s.k});
    f("corr", s.corr, words{"none|const|var"});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    int const wb = nb != 0 ? nb : n;
    U const limit = low_mask<U>(n + wb);
    // Neither the column nor, without dropped output bits, the constant can saturate.
    U const column = corr == correction::variable ? (U{1} << k) >> 1 : U{0};
    U const sum = cell::kept_columns(a, b, n, wb, 0, k, column);
    U const added = corr == correction::constant   ? constant<U>(wb)
                    : corr == correction::variable ? rounding<U>()
                                                   : U{0};
    return clear_low(add_saturated(sum, added, limit), r);
  }

  // See error_form.hpp.
  AXMUL_FN bool sums_partial_products() const { return r == k; }
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    if (r > k) return "r > k";
    for (int i = 0; i < k && i < bits_b(*this); ++i) {
      U const dropped = a & low_mask<U>(k - i);
      U const added = corr == correction::variable ? (a & (U{1} << (k - i - 1))) << 1 : U{0};
      f(added - dropped, b & (U{1} << i));
    }
    if (corr == correction::constant) f(constant<U>(bits_b(*this)), U{1});
    return nullptr;
  }

 private:
  // Half of what the dropped output bits can be; none where no column is dropped.
  template <class U>
  AXMUL_FN U rounding() const {
    return ((U{1} << r) >> 1) * U{k > 0 && r > k ? 1u : 0u};
  }
  // The mean of the dropped columns (a quarter of their maximum) and of the dropped output bits, rounded to column k.
  template <class U>
  AXMUL_FN U constant(int wb) const {
    U const columns = cell::dropped_at_most<U>(n, wb, k) >> k;
    U const mean = columns >> 2;
    U const dropped_bits = (U{1} << (r - k)) >> 1, half = (columns >> 1) & U{r == k ? 1u : 0u};
    return (mean + dropped_bits + half) << k;
  }
};

}  // namespace axmul
