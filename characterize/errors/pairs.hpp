// Walks over operand pairs, all of them or a sample, in parallel and in a fixed order.
#pragma once
#include "characterize/errors/characterize.hpp"
#include "characterize/errors/sums.hpp"

namespace axmul::tools {

// Sums over all 2^(n + nb) pairs, a major; n + nb <= 48.
error_sums exhaustive_sums(design const& d, bool per_bit);

// Sums over `samples` uniformly random pairs.
error_sums sampled_sums(design const& d, characterize_options const& options);

// f(0, x) = f(x, 0) = 0 and f(1, x) = f(x, 1) = x, over every x up to 2^20 of them, else over corners and 2^16 random
// ones.
struct identities {
  bool zero_absorbing, one_identity;
};
identities check_identities(design const& d);

}  // namespace axmul::tools
