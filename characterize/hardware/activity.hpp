// Sequences of operand pairs that power is measured on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "characterize/errors/distribution.hpp"
#include "src/design.hpp"

namespace axmul::tools {

struct activity_request {
  distribution_request distribution;
  // Correlation of an operand with the same operand of the pair before, 0 <= correlation < 1: each operand is its
  // distribution's quantile of a first-order autoregressive Gaussian sequence (a Gaussian copula, which keeps the
  // distribution as it is). 0: independent pairs.
  double correlation = 0;
  std::size_t pairs = std::size_t{1} << 17;
  std::uint64_t seed = 1;
};

// Operand patterns, pair k at index k.
struct operand_sequence {
  std::vector<std::uint64_t> a, b;
};

// The sequence of a request; formats take finite patterns (exponent field not all ones), uniformly. The first pairs of
// a longer sequence are those of a shorter one. Errors: bad_input for a distribution or a correlation of a format, for
// a correlation outside its range or beside a joint distribution, for what pair_distribution refuses.
operand_sequence activity_pairs(design const& d, activity_request const& request);

// The field `activity` of a synth record: distribution, pairs, seed, and correlation where there is one.
nlohmann::ordered_json activity_fields(design const& d, activity_request const& request);

}  // namespace axmul::tools
