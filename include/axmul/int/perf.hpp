#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Partial-product perforation: the k rows from row j on, those of bits j to j + k - 1 of b, are left out.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: never positive, at most (2^n - 1) 2^j (2^k - 1).
// Source: Zervakis, Tsoumanis, Xydis, Soudris and Pekmestzi 2016, DOI 10.1109/TVLSI.2016.2535398.
struct perf {
  static constexpr char const* name = "perf";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"G. Zervakis, K. Tsoumanis, S. Xydis, D. Soudris and K. Pekmestzi",
                                "Design-efficient approximate multiplication circuits through partial product "
                                "perforation",
                                "IEEE Transactions on VLSI Systems 24(10)", 2016, "10.1109/TVLSI.2016.2535398"};

  int n = 8;
  int j = 0;
  int k = 2;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("j", s.j, range{0, bits_b(s) - 1, 0});
    f("k", s.k, range{1, bits_b(s) - s.j, 2});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * (b - left_out(b));
  }

  // See error_form.hpp.
  AXMUL_FN bool sums_partial_products() const { return true; }
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    f(a, U{0} - left_out(b));
    return nullptr;
  }

 private:
  template <class U>
  AXMUL_FN U left_out(U const& b) const {
    return b & (low_mask<U>(k) << j);
  }
};

}  // namespace axmul
