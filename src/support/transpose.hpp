#pragma once
#include <cstdint>

namespace axmul::tools {

// Transposes 64 x 64 bits: bit j of word i and bit i of word j change places.
inline void transpose(std::uint64_t* w) {
  std::uint64_t mask = 0x00000000ffffffff;
  for (unsigned j = 32; j != 0; j >>= 1, mask ^= mask << j)
    for (unsigned k = 0; k < 64; k = ((k | j) + 1) & ~j) {
      std::uint64_t const swapped = ((w[k] >> j) ^ w[k | j]) & mask;
      w[k] ^= swapped << j;
      w[k | j] ^= swapped;
    }
}

}  // namespace axmul::tools
