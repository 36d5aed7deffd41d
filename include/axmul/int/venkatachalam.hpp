#pragma once
#include "axmul/cell/compressor.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Venkatachalam and Ko's multiplier: the partial products a_i b_j and a_j b_i become their OR (propagate) and AND
// (generate), the generates of a column are ORed, and two stages of approximate adders reduce the columns; half and
// full adders in columns from c on are exact. The cells are the paper's, the wiring of the tree is axmul's.
// Operands: unsigned, 8 bits each. Product: 16 bits.
// Error: both signs, also for c = 0.
// Source: Venkatachalam and Ko 2017, DOI 10.1109/TVLSI.2016.2643639.
struct venkatachalam {
  static constexpr char const* name = "venkatachalam";
  static constexpr evidence grade = evidence::c;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"S. Venkatachalam and S.-B. Ko",
                                "Design of power and area efficient approximate multipliers",
                                "IEEE Transactions on VLSI Systems 25(5)", 2017, "10.1109/TVLSI.2016.2643639"};

  int n = 8;
  int c = 15;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, range{8, 8, 8});
    f("c", s.c, range{0, 16, 15});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    products<U> const x{a, b};
    // Stage 1: columns 4 to 12; the generates of columns 3 to 11.
    cell::sum_carry<U> s[13]{};
    s[4] = half(x.or_of(0, 4), x.or_of(1, 3), 4);
    s[5] = full(x.or_of(0, 5), x.or_of(1, 4), x.or_of(2, 3), 5);
    s[6] = compress(x.or_of(0, 6), x.or_of(1, 5), x.or_of(2, 4), x.of(3, 3));
    s[7] = compress(x.or_of(0, 7), x.or_of(1, 6), x.or_of(2, 5), x.or_of(3, 4));
    s[8] = compress(x.or_of(1, 7), x.or_of(2, 6), x.or_of(3, 5), x.of(4, 4));
    s[9] = full(x.or_of(2, 7), x.or_of(3, 6), x.or_of(4, 5), 9);
    s[10] = full(x.or_of(3, 7), x.or_of(4, 6), x.of(5, 5), 10);
    s[11] = half(x.or_of(4, 7), x.or_of(5, 6), 11);
    s[12] = half(x.of(5, 7), x.of(7, 5), 12);
    U generate[12]{};
    for (int q = 3; q < 12; ++q)
      for (int i = q > 7 ? q - 7 : 0; 2 * i < q; ++i) generate[q] = generate[q] | x.and_of(i, q - i);
    // Stage 2: two rows, sums in their column, carries one up.
    cell::sum_carry<U> t[14]{};
    t[1] = half(x.of(1, 0), x.of(0, 1), 1);
    t[2] = full(x.of(2, 0), x.of(0, 2), x.of(1, 1), 2);
    t[3] = full(x.or_of(0, 3), x.or_of(1, 2), generate[3], 3);
    t[4] = full(s[4].sum, x.of(2, 2), generate[4], 4);
    for (int q = 5; q < 12; ++q) t[q] = full(s[q].sum, generate[q], s[q - 1].carry, q);
    t[12] = full(s[12].sum, s[11].carry, x.of(6, 6), 12);
    t[13] = full(x.of(7, 6), x.of(6, 7), s[12].carry, 13);
    U p = x.of(0, 0) + (x.of(7, 7) << 14);
    for (int q = 1; q < 14; ++q) p += (t[q].sum << q) + (t[q].carry << (q + 1));
    return p;
  }

 private:
  template <class U>
  struct products {
    U a, b;
    AXMUL_FN U of(int i, int j) const { return (a >> i) & (b >> j) & U{1}; }
    AXMUL_FN U or_of(int i, int j) const { return of(i, j) | of(j, i); }
    AXMUL_FN U and_of(int i, int j) const { return of(i, j) & of(j, i); }
  };

  template <class U>
  AXMUL_FN cell::sum_carry<U> half(U const& x, U const& y, int q) const {
    return q < c ? cell::sum_carry<U>{x | y, x & y} : cell::half_adder(x, y);
  }
  template <class U>
  AXMUL_FN cell::sum_carry<U> full(U const& x, U const& y, U const& z, int q) const {
    return q < c ? cell::sum_carry<U>{(x | y) ^ z, (x | y) & z} : cell::full_adder(x, y, z);
  }
  template <class U>
  static AXMUL_FN cell::sum_carry<U> compress(U const& x1, U const& x2, U const& x3, U const& x4) {
    U const low = x1 & x2;
    U const high = x3 & x4;
    return {(x1 ^ x2) | (x3 ^ x4) | (low & high), low | high};
  }
};

}  // namespace axmul
