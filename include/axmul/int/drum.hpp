#pragma once
#include "axmul/cell/leading_one.hpp"
#include "axmul/params.hpp"

namespace axmul {

// DRUM, dynamic range unbiased multiplier: the k bits from the leading one of each operand, the last of them set,
// are multiplied exactly; operands below 2^k pass as they are.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits.
// Error: both signs, relative error at most (1 + 2^(1-k))^2 - 1.
// Source: Hashemi, Bahar and Reda 2015, DOI 10.1109/ICCAD.2015.7372600.
struct drum {
  static constexpr char const* name = "drum";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"S. Hashemi, R. I. Bahar and S. Reda",
                                "DRUM: A dynamic range unbiased multiplier for approximate applications", "ICCAD", 2015,
                                "10.1109/ICCAD.2015.7372600"};

  int n = 8;
  int k = n < 4 ? n : 4;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("k", s.k, range{2, bits_max(s), 4});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    return window(a) * window(b);
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    f(window(a) - a, b);
    f(window(a), window(b) - b);
    return nullptr;
  }

 private:
  template <class U>
  AXMUL_FN U window(U const& x) const {
    int const s = floor_log2(x | U{1}) - k + 1;
    return cell::jam(x, s > 0 ? s : 0);
  }
};

}  // namespace axmul
