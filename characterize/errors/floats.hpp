// Error statistics of floating-point multipliers.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "characterize/errors/characterize.hpp"
#include "characterize/errors/estimates.hpp"

namespace axmul::tools {

// What of a pair decides on overflow and underflow: the exponent that the product adds, before and after rounding;
// whether its significand is all ones; whether those of the operands are.
using range_outcome = std::tuple<int, int, bool, bool, bool>;

// Sums over pairs of normal significands.
struct float_sums {
  stratum_sums pairs;        // one stratum
  u128 ulps = 0;             // units of 2^-(m+1) ulp
  wide_sum ulps_square = 0;  // of samples
  double ulp_max = 0;
  std::map<range_outcome, std::uint64_t> outcomes;
  bool symmetric = true;

  void merge(float_sums const& other);  // in any order
};

// method: exhaustive or sampled.
float_sums significand_sums(design const& d, std::string const& method, characterize_options const& options);

// The record of a format: relative fields and ulps over pairs of normal significands (exponents only scale), shares of
// overflow and underflow over all pairs of normal exponents.
nlohmann::ordered_json float_record(design const& d, std::string const& method, float_sums const& sums);

}  // namespace axmul::tools
