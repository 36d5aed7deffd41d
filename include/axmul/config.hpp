// Compilers and devices: every preprocessor condition of the library stands here.
#pragma once
#include <cstdint>

#if defined(__CUDACC__)
#define AXMUL_FN __host__ __device__ constexpr
#else
#define AXMUL_FN constexpr
#endif

namespace axmul {

#if defined(__SIZEOF_INT128__)
__extension__ typedef unsigned __int128 uint128_t;
#endif

// Index of the leading one of x > 0.
AXMUL_FN int floor_log2(std::uint32_t x) {
  return 31 - __builtin_clz(x);
}
AXMUL_FN int floor_log2(std::uint64_t x) {
  return 63 - __builtin_clzll(x);
}

#if defined(__SIZEOF_INT128__)
AXMUL_FN int floor_log2(uint128_t x) {
  std::uint64_t const high = static_cast<std::uint64_t>(x >> 64);
  return high != 0 ? 64 + floor_log2(high) : floor_log2(static_cast<std::uint64_t>(x));
}
#endif

// The bits of x as another type of the same size.
template <class To, class From>
AXMUL_FN To bit_cast(From x) {
  static_assert(sizeof(To) == sizeof(From));
  return __builtin_bit_cast(To, x);
}

}  // namespace axmul
