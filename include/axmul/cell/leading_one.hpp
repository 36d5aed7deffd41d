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

// Drops the s low bits and sets the lowest kept one: unbiased truncation (von Neumann rounding). s = 0 leaves x.
template <class U>
AXMUL_FN U jam(U const& x, int s) {
  return s == 0 ? x : ((x >> s) | U{1}) << s;
}

}  // namespace axmul::cell
