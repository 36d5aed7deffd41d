// What training through a multiplier needs to know of it: a model of its noise, its errors operand by operand,
// codebooks of shared weights, and the code to take in place of another.
//
// Operand a is the activation, b the weight; d = product - a b. Means are over the distributions of the operands, which
// are independent; their sums are exact.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "characterize/errors/distribution.hpp"
#include "src/design.hpp"

namespace axmul::tools {

// One operand: the value and the weight of each pattern.
struct weighted_operand {
  std::vector<std::int64_t> values;
  std::vector<std::uint64_t> weights;
  std::uint64_t total;  // of the weights

  std::size_t size() const { return values.size(); }
};

// The products of an integer multiplier under distributions of its operands.
struct weighted_table {
  // Errors: bad_input for formats, operands of more than 10 bits, products of more than 24, joint distributions.
  weighted_table(design const& d, distribution_request const& request);

  std::string spec;
  bool is_signed;
  int product_bits;
  double range;  // largest less smallest exact product
  weighted_operand a, b;
  std::vector<std::int32_t> products;  // [a][b] by pattern

  std::int64_t product(std::size_t pattern_a, std::size_t pattern_b) const {
    return products[pattern_a * b.size() + pattern_b];
  }
  std::int64_t error(std::size_t pattern_a, std::size_t pattern_b) const {
    return product(pattern_a, pattern_b) - a.values[pattern_a] * b.values[pattern_b];
  }
};

// E[d | operand] and Var[d | operand], by pattern.
struct conditional_error {
  double mean, variance;
};
std::vector<conditional_error> errors_by_a(weighted_table const& t);
std::vector<conditional_error> errors_by_b(weighted_table const& t);

// Lines operand,value,weight,mean,variance under that header: the patterns of a, then those of b.
std::string moments_csv(weighted_table const& t);

// Errors as a random variable. skewness = E[(d - mean)^3] / variance^1.5; kurtosis = E[(d - mean)^4] / variance^2 - 3,
// which is 0 for a normal distribution. normality: the Kolmogorov-Smirnov distance, which is the largest difference of
// the distribution function from that of the normal one of the same mean and variance: 0 for what is normal, at least
// half of the largest probability of a single value. NaN: the three, when d is constant.
struct noise_model {
  double mean, variance, skewness, kurtosis, normality;
};
noise_model noise_of(weighted_table const& t);

// Of the sum of k independent errors: variance and mean times k, skewness by sqrt(k), kurtosis by k; normality to
// within 1e-9, from the k-th power of the characteristic function, or NaN where that needs more than 2^22 points.
// 1 <= k <= 2^20.
noise_model noise_of_sum(weighted_table const& t, std::uint64_t k);

// The code to take in place of another one: of those at most `radius` away, the one of smallest mean squared
// f(a, code) - a b; then the nearer, then the smaller one.
struct remapped_code {
  std::int64_t b, code;
  std::uint64_t weight;
  double mse_before, mse;  // of f(a, b) and of f(a, code), against a b
};
struct remapping {
  std::vector<remapped_code> codes;  // b upwards
  double mse_before, mse;            // over the distribution of b
};
remapping remap(weighted_table const& t, std::int64_t radius);

// Lines value,code,weight,mse_before,mse under that header.
std::string remap_csv(remapping const& r);

// A value that stands for several weights, and the code multiplied by for it: of those at most `radius` away from the
// centroid (the nearest one in any case) the one of smallest mean squared f(a, code) - a centroid; then the nearer,
// then the smaller one.
struct shared_weight {
  double centroid;
  std::int64_t code;
  std::uint64_t weight;  // of the values of b that it stands for
  double mean, mse;      // of f(a, code) - a centroid
};
// mse: the mean squared f(a, code) - a b, each b taken to the entry where that is smallest, the first one of several.
struct codebook {
  std::vector<shared_weight> entries;
  std::vector<std::int32_t> products;  // [entry][pattern of a]
  double mse;
};

// With these centroids, rounded to multiples of 2^-16. Errors: bad_input for none, and for values outside b's range.
codebook codebook_of(weighted_table const& t, std::vector<double> const& centroids, std::int64_t radius);

// The k codes of least mse: the values of b of nonzero weight are cut into k runs, whose means are the centroids. No
// other k codes have less, where the radius excludes none. Errors: bad_input for k outside 1 to the number of values.
codebook best_codebook(weighted_table const& t, std::size_t k, std::int64_t radius);

// Lines centroid,code,weight,mean,mse under that header; and the products as a NumPy array of shape (k, 2^n).
std::string codebook_csv(codebook const& c);
std::string codebook_npy(weighted_table const& t, codebook const& c);

}  // namespace axmul::tools
