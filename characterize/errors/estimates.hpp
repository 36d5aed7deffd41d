// From a stratified sample of pairs to estimates and 95 % intervals.
//
// A mean is the sum of W_h mean_h over the strata, W_h the exact share of stratum h. Its half-width is 1.959964
// sqrt(sum of W_h^2 s_h^2 / n_h), s_h^2 the sample variance of n_h independent draws, 0 where all pairs were tried.
// Shares add 3 max(W_h / n_h) in quadrature, the rule of three: a larger share that no draw met is 5 % likely at most.
// Other figures follow by the delta method.
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "characterize/errors/fields.hpp"
#include "characterize/errors/moments.hpp"

namespace axmul::tools {

// The pairs tried in one stratum: all of them if errors.pairs == pairs, else at least 2 independent draws. Of several
// strata each has only pairs with P = 0, or none.
struct stratum_sums {
  u128 pairs = 0;
  error_sums errors;
  moment_sums moments;

  void merge(stratum_sums const& other);  // in any order
};
using stratified_sums = std::vector<stratum_sums>;

totals estimated(stratified_sums const& sums);

// Half-widths, in the fields' units: of er, mred, rel_bias, pred_1, pred_2, pred_5.
nlohmann::ordered_json relative_intervals(stratified_sums const& sums);

// Half-widths of every estimated field of the record of `estimate`.
nlohmann::ordered_json integer_intervals(design const& d, stratified_sums const& sums, totals const& estimate,
                                         nlohmann::ordered_json const& record);

// Half-width of a mean with the given variance.
double half_width(double variance);

}  // namespace axmul::tools
