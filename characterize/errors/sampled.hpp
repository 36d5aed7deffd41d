// Error statistics from a sample of pairs, stratified by the leading ones of the operands.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "characterize/errors/characterize.hpp"
#include "characterize/errors/estimates.hpp"

namespace axmul::tools {

// The pairs of operands whose magnitudes are below 2^a and 2^b and not below half of that; 0: the operand is zero. Of
// both signs in two's complement. There are 2^(bits_a + bits_b).
struct stratum {
  int a, b, bits_a, bits_b;
  std::uint64_t samples;  // all pairs, or fewer
};

// Three quarters of the samples go to the strata by their numbers of pairs, a quarter in equal parts; a stratum with no
// more pairs than its part is tried whole, the others share the rest, at least 2 each even if that makes more samples.
std::vector<stratum> strata(design const& d, std::uint64_t samples);

// Sums over each of the strata, or a part of the samples; pair i of a stratum is drawn from (seed, the stratum, i)
// alone.
stratified_sums sampled_sums(design const& d, characterize_options const& options);

// The record of the method sampled: with ci95, without exact_sums, since no four integers are behind its figures.
// zero_errors is rounded; wce, wcre, rel_max and rel_min are the extremes seen.
nlohmann::ordered_json sampled_record(design const& d, stratified_sums const& sums);

}  // namespace axmul::tools
