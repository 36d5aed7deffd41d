#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// The exact product, the reference of every ratio.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: none.
// Source of the RTL's tree of adders: Dadda 1965.
struct exact {
  static constexpr char const* name = "exact";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "none";
  static constexpr paper source{"L. Dadda", "Some schemes for parallel multipliers", "Alta Frequenza 34(5)", 1965, ""};

  int n = 8;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * b;
  }

  // See error_form.hpp.
  AXMUL_FN bool sums_partial_products() const { return true; }
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const&, U const&, F&&) const {
    return nullptr;
  }
};

}  // namespace axmul
