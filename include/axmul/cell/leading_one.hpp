// Operands seen from their leading one: the windows and logarithms of the leading-one families.
#pragma once
#include "axmul/bits.hpp"

namespace axmul::cell {

// Leading one at `exponent`, and the bits below it left-justified to w bits: x = 2^exponent (1 + fraction / 2^w).
template <class U>
struct log_operand {
  int exponent;
  U fraction;
};

// x > 0 with floor(log2 x) <= w.
template <class U>
AXMUL_FN log_operand<U> split_log(U const& x, int w) {
  int const k = floor_log2(x);
  return {k, (x << (w - k)) - (U{1} << w)};
}

// Takes a sum of two fractions of w bits back from the logarithms: 2^exponent (1 + sum / 2^w) without a carry,
// 2^(exponent + 1) sum / 2^w with one; bits below the binary point vanish. sum < 2^(w+1).
template <class U>
AXMUL_FN U antilog(U const& sum, int exponent, int w) {
  U const one = U{1} << w;
  return scale(sum < one ? one + sum : sum << 1, exponent - w);
}

// Exponent of the power of two nearest to x > 0; 3 * 2^k is taken up.
template <class U>
AXMUL_FN int nearest_exponent(U const& x) {
  int const k = floor_log2(x);
  return (((x << 1) >> k) & U{1}) != U{0} ? k + 1 : k;
}

// Drops the s low bits and sets the lowest kept one: unbiased truncation (von Neumann rounding). s = 0 leaves x.
template <class U>
AXMUL_FN U jam(U const& x, int s) {
  return s == 0 ? x : ((x >> s) | U{1}) << s;
}

}  // namespace axmul::cell
