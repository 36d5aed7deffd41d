// Words and bit fields. A word U is unsigned and holds the product: uint32_t, uint64_t, uint128_t, or a class such as
// Boost.Multiprecision's uint256_t. The one thing that a class must offer beyond arithmetic is msb(x), found by ADL.
#pragma once
#include "axmul/config.hpp"

namespace axmul {

// Index of the leading one of x > 0, for words that are classes.
template <class U>
AXMUL_FN int floor_log2(U const& x) {
  return static_cast<int>(msb(x));
}

// The w low bits set, 0 <= w <= bits of U.
template <class U>
AXMUL_FN U low_mask(int w) {
  return ((U{1} << (w / 2)) << (w - w / 2)) - U{1};
}

// x without its k low bits.
template <class U>
AXMUL_FN U clear_low(U const& x, int k) {
  return (x >> k) << k;
}

// x * 2^s, rounded down; |s| below the bits of U.
template <class U>
AXMUL_FN U scale(U const& x, int s) {
  return s >= 0 ? x << s : x >> -s;
}

// x * 2^s for x > 0, rounded down, at most low_mask(w); x and the result have at most the bits of U.
template <class U>
AXMUL_FN U scale_saturated(U const& x, int s, int w) {
  return floor_log2(x) + s >= w ? low_mask<U>(w) : scale(x, s);
}

// The two's-complement value, as a word, of the w low bits of x.
template <class U>
AXMUL_FN U sign_extend(U const& x, int w) {
  U const sign = U{1} << (w - 1);
  return ((x & low_mask<U>(w)) ^ sign) - sign;
}

// x + y, at most `limit`; x, y <= limit.
template <class U>
AXMUL_FN U add_saturated(U const& x, U const& y, U const& limit) {
  U const room = limit - x;
  return x + (y < room ? y : room);
}

}  // namespace axmul
