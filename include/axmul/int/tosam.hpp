#pragma once
#include "axmul/bits.hpp"
#include "axmul/params.hpp"

namespace axmul {

// TOSAM, truncation- and rounding-based scalable approximate multiplier: with operands 2^k (1 + x), the product
// 2^(ka+kb) (1 + xa + xb + xa xb) is formed of fractions truncated to t bits in the sum, and to h bits with a one set
// below them in the last product; bits below the binary point vanish.
// Operands: unsigned, a of n bits, b of nb bits. Product: n + nb bits; 0 when an operand is 0.
// Error: both signs.
// Source: Vahdat, Kamal, Afzali-Kusha and Pedram 2019, DOI 10.1109/TVLSI.2018.2890712.
struct tosam {
  static constexpr char const* name = "tosam";
  static constexpr evidence grade = evidence::a;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"S. Vahdat, M. Kamal, A. Afzali-Kusha and M. Pedram",
                                "TOSAM: An energy-efficient truncation- and rounding-based scalable approximate "
                                "multiplier",
                                "IEEE Transactions on VLSI Systems 27(5)", 2019, "10.1109/TVLSI.2018.2890712"};

  int n = 8;
  int h = 1;
  int t = range{h + 1, 2 * n, 5}.nearest(5);
  int nb = 0;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, width);
    f("h", s.h, range{0, bits_max(s) - 1, 1});
    f("t", s.t, range{s.h + 1, 2 * bits_max(s), 5});
    f("nb", s.nb, width_b);
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    if (a == U{0} || b == U{0}) return U{0};
    int const ka = floor_log2(a);
    int const kb = floor_log2(b);
    U const fa = a - (U{1} << ka);
    U const fb = b - (U{1} << kb);
    U const sum = (U{1} << (ka + kb)) + (truncated(fa, ka) << kb) + (truncated(fb, kb) << ka);
    return sum + product(rounded(fa, ka), rounded(fb, kb), h + 1 - ka, h + 1 - kb);
  }

 private:
  // 2^k x, its fraction bits below the t-th cleared.
  template <class U>
  AXMUL_FN U truncated(U const& fraction, int k) const {
    return k > t ? clear_low(fraction, k - t) : fraction;
  }
  // 2^k x, truncated to h fraction bits with the next one set; without that one where it lies below the binary point.
  template <class U>
  AXMUL_FN U rounded(U const& fraction, int k) const {
    return k > h ? clear_low(fraction, k - h) + (U{1} << (k - h - 1)) : fraction;
  }
  // Floor of the product of x + 2^-dx and y + 2^-dy, each power only where its exponent is negative.
  template <class U>
  AXMUL_FN U product(U const& x, U const& y, int dx, int dy) const {
    U const whole = x * y;
    if (dx > 0 && dy > 0) return dx + dy < h + 2 ? whole + (((x << dx) + (y << dy) + U{1}) >> (dx + dy)) : whole;
    return dx > 0 ? whole + (y >> dx) : dy > 0 ? whole + (x >> dy) : whole;
  }
};

}  // namespace axmul
