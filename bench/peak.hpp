// How many 64-bit additions the vector units can do: independent ones, nothing else.
#pragma once
#include <cstdint>

#include "src/isa.hpp"

namespace axmul::bench {

constexpr int chains = 8;

template <class V>
__attribute__((always_inline)) inline void add_in_chains(std::uint64_t rounds) {
  V x[chains] = {}, one = V{} + 1;
  for (std::uint64_t i = 0; i < rounds; ++i)
#pragma GCC unroll 8
    for (V& v : x) {
      v += one;
#if defined(__x86_64__)
      asm volatile("" : "+x"(v));
#endif
    }
}

typedef std::uint64_t two_lanes __attribute__((vector_size(16)));
inline void add_base(std::uint64_t rounds) {
  add_in_chains<two_lanes>(rounds);
}
typedef std::uint64_t four_lanes __attribute__((vector_size(32)));
AXMUL_TARGET_AVX2 inline void add_avx2(std::uint64_t rounds) {
  add_in_chains<four_lanes>(rounds);
}
typedef std::uint64_t eight_lanes __attribute__((vector_size(64)));
AXMUL_TARGET_AVX512 inline void add_avx512(std::uint64_t rounds) {
  add_in_chains<eight_lanes>(rounds);
}

// Additions that a call with `rounds` makes.
inline std::uint64_t add_at_peak(std::uint64_t rounds) {
  constexpr void (*run[])(std::uint64_t) = {add_base, add_avx2, add_avx512};
  int const set = static_cast<int>(tools::instruction_set());
  run[set](rounds);
  return rounds * chains * (std::uint64_t{2} << set);
}

}  // namespace axmul::bench
