#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Multiplier with regular error positions: the l x l corner of low partial products is left out, and compensated.
// Operands: unsigned, a of n bits, b of nb bits, low fields x, y of l bits. Product: n + nb bits.
// Compensation: none; or sets the low bits to x | y; const adds 2^(2l-2); shift adds (x + y) 2^(l-2), l >= 2.
// Error: none and or: never positive for none, both signs for or, const and shift; |error| <= (2^l - 1)^2.
// Source: axmul's reading of Yu, Wu, Chen, Yan and Liu 2024, DOI 10.1109/TVLSI.2024.3386900, whose circuit is not
// public.
struct rep {
  static constexpr char const* name = "rep";
  static constexpr evidence grade = evidence::c;
  static constexpr char const* error_sign = "- (none), +- (or, const, shift)";
  static constexpr paper source{"Yu, Wu, Chen, Yan and Liu",
                                "Toward efficient retraining: A large-scale approximate neural network framework with "
                                "cross-layer optimization",
                                "IEEE Transactions on VLSI Systems 32(6)", 2024, "10.1109/TVLSI.2024.3386900"};
  enum class compensation { none, bitwise_or, constant, shift };

  int n = 8;
  int l = n < 4 ? n : 4;
  compensation comp = compensation::none;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("l", s.l, range{1, s.n < bits_b(s) ? s.n : bits_b(s), 4});
    f("comp", s.comp, words{s.l < 2 ? "none|or|const" : "none|or|const|shift"});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    U const field = low_mask<U>(l);
    U const x = a & field;
    U const y = b & field;
    U const p = a * b - x * y;
    switch (comp) {
      case compensation::bitwise_or: return p | (x | y);
      case compensation::constant: return p + (U{1} << (2 * l - 2));
      case compensation::shift: return p + ((x + y) << (l - 2));
      default: return p;
    }
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    U const x = a & low_mask<U>(l);
    U const y = b & low_mask<U>(l);
    U const half = comp == compensation::shift ? U{1} << (l - 2) : U{0};
    f(half - x, y - half);
    if (comp == compensation::shift) f(half, half);
    if (comp == compensation::constant) f(U{1} << (2 * l - 2), U{1});
    if (comp != compensation::bitwise_or) return nullptr;
    f(x, U{1});
    f(U{1}, y);
    for (int i = 0; i < l; ++i) f(U{0} - (x & (U{1} << i)), (y >> i) & U{1});
    return nullptr;
  }
};

}  // namespace axmul
