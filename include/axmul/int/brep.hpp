#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Booth multiplier with regular error positions: row i of a radix-4 Booth array, digit i of b times a, takes a without
// its low bits, the highest of these set instead: max(t, c - 2i) bits, so those below column c, in the r low rows, t
// bits in the others. Rows stay unbiased, and a cut row needs no correction when its digit is negative.
// Operands: two's complement, n bits each, n even. Product: 2n bits, a sum of at most r + 1 ordinary products.
// Error: both signs; its mean is -1/4 for uniform operands when row 0 is cut.
// Source: axmul; errors at regular positions after Yu, Wu, Chen, Yan and Liu 2024, DOI 10.1109/TVLSI.2024.3386900.
struct brep {
  static constexpr char const* name = "brep";
  static constexpr bool is_signed = true;
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"the axmul authors", "axmul", "", 2026, ""};

  int n = 8;
  int c = range{0, n - 1, 5}.nearest(5);
  int r = range{0, n / 2, 2}.nearest(2);
  int t = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, range{width.lo, width.hi, width.preset, spacing::two});
    f("c", s.c, range{0, s.n - 1, 5});
    f("r", s.r, range{0, s.n / 2, 2});
    f("t", s.t, range{0, s.n - 1, 0});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    U p = a * b;
    for (int i = 0; 2 * i < n && cut_bits(i) != 0; ++i) p += (digit(b, i) * row_error(a, i)) << (2 * i);
    return p;
  }

  // See error_form.hpp.
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    for (int i = 0; 2 * i < n && cut_bits(i) != 0; ++i) f(row_error(a, i), digit(b, i) << (2 * i));
    return nullptr;
  }

 private:
  // What row i takes without its low bits, and what that adds to a.
  AXMUL_FN int cut_bits(int i) const { return i < r && c - 2 * i > t ? c - 2 * i : t; }
  template <class U>
  AXMUL_FN U row_error(U const& a, int i) const {
    return (U{1} << (cut_bits(i) - 1)) - (a & low_mask<U>(cut_bits(i)));
  }
  // Digit i of b in -2..2: b = sum of digit_i 4^i.
  template <class U>
  static AXMUL_FN U digit(U const& b, int i) {
    U const below = i == 0 ? (b << 1) : b >> (2 * i - 1);
    return (below & U{1}) + ((below >> 1) & U{1}) - (((below >> 2) & U{1}) << 1);
  }
};

}  // namespace axmul
