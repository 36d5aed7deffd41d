#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Signed multiplier with regular error positions: the product of the operands' low fields of l bits, read as signed
// digits or as they are, is left out.
// Operands: two's complement, n bits each. Product: 2n bits.
// Error: signed: both signs, at most 4^(l-1); low: never positive, at most (2^l - 1)^2.
// Source: axmul's reading of Yu, Wu, Chen, Yan and Liu 2024, DOI 10.1109/TVLSI.2024.3386900, whose circuit is not
// public.
struct srep {
  static constexpr char const* name = "srep";
  static constexpr bool is_signed = true;
  static constexpr evidence grade = evidence::c;
  static constexpr char const* error_sign = "+- (signed), - (low)";
  static constexpr paper source{"Yu, Wu, Chen, Yan and Liu",
                                "Toward efficient retraining: A large-scale approximate neural network framework with "
                                "cross-layer optimization",
                                "IEEE Transactions on VLSI Systems 32(6)", 2024, "10.1109/TVLSI.2024.3386900"};
  enum class low_digit { signed_digit, low };

  int n = 8;
  int l = range{1, n - 1, 3}.nearest(3);
  low_digit digit = low_digit::signed_digit;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("l", s.l, range{1, s.n - 1, 3});
    f("digit", s.digit, words{"signed|low"});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return a * b - field(a) * field(b);
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    f(U{0} - field(a), field(b));
    return nullptr;
  }

 private:
  template <class U>
  AXMUL_FN U field(U const& x) const {
    return digit == low_digit::signed_digit ? sign_extend(x, l) : x & low_mask<U>(l);
  }
};

}  // namespace axmul
