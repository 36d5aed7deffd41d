// Walks over all operand pairs, in parallel.
#pragma once
#include "characterize/errors/chunks.hpp"
#include "characterize/errors/sums.hpp"

namespace axmul::tools {

// Sums over all 2^(n + nb) pairs, or a part of them; n + nb <= 48.
error_sums exhaustive_sums(design const& d, bool per_bit, shard const& part);

// f(0, x) = f(x, 0) = 0 and f(1, x) = f(x, 1) = x, over every x up to 2^20 of them, else over corners and 2^16 random
// ones.
struct identities {
  bool zero_absorbing, one_identity;
};
identities check_identities(design const& d);

}  // namespace axmul::tools
