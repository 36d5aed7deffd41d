#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// R4ABM, approximate radix-4 Booth multiplier: the bits of the partial products in columns below p come from a simpler
// encoder. Kind 1 treats the digits -2 and 2 as 0, kind 2 treats every digit as 1 or -1 by its sign bit. The ones that
// complete negative digits are exact, and so is the sum.
// Operands: two's complement, n bits each, n even. Product: 2n bits, modulo 2^(2n).
// Error: both signs.
// Source: Liu, Qian, Wang, Jiang, Han and Lombardi 2017, DOI 10.1109/TC.2017.2672976.
struct r4abm {
  static constexpr char const* name = "r4abm";
  static constexpr bool is_signed = true;
  static constexpr evidence grade = evidence::b;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"W. Liu, L. Qian, C. Wang, H. Jiang, J. Han and F. Lombardi",
                                "Design of approximate radix-4 Booth multipliers for error-tolerant computing",
                                "IEEE Transactions on Computers 66(8)", 2017, "10.1109/TC.2017.2672976"};

  int n = 8;
  int kind = 1;
  int p = n;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, range{width.lo, width.hi, width.preset, spacing::two});
    f("kind", s.kind, range{1, 2, 1});
    f("p", s.p, range{0, 2 * s.n, s.n});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    U const ones = low_mask<U>(n + 1);
    U const top = U{1} << n;
    U sum{0};
    for (int i = 0; i < n; i += 2) {
      bool const minus_2 = bit(b, i + 1);
      bool const plus_1 = bit(b, i);
      bool const below = i > 0 && bit(b, i - 1);
      bool const single = plus_1 != below;
      U const flip = minus_2 ? ones : U{0};
      U const once = (a ^ flip) & ones;
      U const twice = minus_2 != plus_1 ? ((a << 1) ^ flip) & ones : U{0};
      U const exact = single ? once : twice;
      U const simple = kind == 2 || single ? once : U{0};
      U const low = low_mask<U>(p <= i ? 0 : p - i > n + 1 ? n + 1 : p - i);
      U const row = (exact & (ones ^ low)) | (simple & low);
      U const negative{minus_2 && !(plus_1 && below)};
      // The highest bit of a row is negative.
      sum += ((row & ~top) - (row & top) + negative) << i;
    }
    return sign_extend(sum, 2 * n);
  }

 private:
  template <class U>
  static AXMUL_FN bool bit(U const& x, int i) {
    return ((x >> i) & U{1}) != U{0};
  }
};

}  // namespace axmul
