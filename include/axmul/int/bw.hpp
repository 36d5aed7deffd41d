#pragma once
#include "axmul/cell/columns.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Broken Baugh-Wooley array: the two's-complement array without its rows below h and its columns below v. The cells of
// one sign bit are complemented before they are cut; the constants of the array stay.
// Operands: two's complement, a of n bits, b of nb bits. Product: n + nb bits, modulo 2^(n+nb).
// Error: never positive.
// Source: Baugh and Wooley 1973, DOI 10.1109/T-C.1973.223648; the cuts: Mahdiani, Ahmadi, Fakhraie and Lucas 2010, DOI
// 10.1109/TCSI.2009.2027626.
struct bw {
  static constexpr char const* name = "bw";
  static constexpr bool is_signed = true;
  static constexpr evidence grade = evidence::b;
  static constexpr char const* error_sign = "-";
  static constexpr paper source{"C. R. Baugh and B. A. Wooley",
                                "A two's complement parallel array multiplication algorithm",
                                "IEEE Transactions on Computers C-22(12)", 1973, "10.1109/T-C.1973.223648"};

  int n = 8;
  int h = 0;
  int v = 0;
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("h", s.h, range{0, bits_b(s) - 1, 0});
    f("v", s.v, range{0, s.n + bits_b(s) - 1, 0});
    f("nb", s.nb, width_b);
  }

  // Uncut less the cut cells t; a complemented cell is 1 - t.
  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    int const wb = bits_b(*this);
    U const x = a & low_mask<U>(n);
    U const y = b & low_mask<U>(wb);
    U const cut = x * y - cell::kept_columns(x, y, n, wb, h, v);
    U const rows = low_mask<U>(cut_rows());
    U const bits = low_mask<U>(cut_bits());
    U const cut_a = ((x >> (n - 1)) * (y & rows)) << (n - 1);
    U const cut_b = ((y >> (wb - 1)) * (x & bits)) << (wb - 1);
    U const ones = (rows << (n - 1)) + (bits << (wb - 1));
    return sign_extend(a * b - cut + ((cut_a + cut_b) << 1) - ones, n + wb);
  }

  // See error_form.hpp. A complemented cell 1 - s t is (1 - s) + s (1 - t).
  template <class U, class F>
  AXMUL_FN char const* error_terms(U const& a, U const& b, F&& f) const {
    int const wb = bits_b(*this);
    U const x = a & low_mask<U>(n - 1), y = b & low_mask<U>(wb - 1);
    U const top_a = U{1} << (n - 1), top_b = U{1} << (wb - 1);
    U const rows = low_mask<U>(cut_rows()), bits = low_mask<U>(cut_bits());
    f((a & top_a) - top_a, rows);
    f(U{0} - (a & top_a), rows - (y & rows));
    f(bits, (b & top_b) - top_b);
    f(bits - (x & bits), U{0} - (b & top_b));
    if (v == n + wb - 1) f(U{0} - (a & top_a), b & top_b);
    for (int i = 0; i < wb - 1 && (i < h || i < v); ++i)
      f(U{0} - (i < h ? x : x & low_mask<U>(v - i)), y & (U{1} << i));
    return nullptr;
  }

 private:
  // How many complemented cells of the sign bit of a (rows below the last) and of b (bits below the last) are cut.
  AXMUL_FN int cut_rows() const { return clamp(v - n + 1 > h ? v - n + 1 : h, bits_b(*this) - 1); }
  AXMUL_FN int cut_bits() const { return clamp(v - bits_b(*this) + 1, n - 1); }
  static AXMUL_FN int clamp(int x, int most) { return x < 0 ? 0 : x > most ? most : x; }
};

}  // namespace axmul
