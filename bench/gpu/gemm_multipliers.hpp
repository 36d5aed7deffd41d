// Integer multipliers of the matrix-product benchmark, by spec at run time.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lut_gen/factor.hpp"

namespace axmul::gpu {

// Entry (a << 8) | b is the product of two patterns of 8 bits, and fits 16 bits.
struct byte_multiplier {
  std::string spec;
  bool is_signed = false;
  std::vector<std::int32_t> table;
  tools::factorisation factors;
};

// spec: any 8x8-bit integer multiplier, or `random` and `random@signed`, a table of pseudo-random 16-bit entries.
// Errors: std::invalid_argument.
byte_multiplier read_multiplier(std::string const& spec);

}  // namespace axmul::gpu
