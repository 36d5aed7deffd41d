// Distributions of operands: of each alone, or of pairs. Weights are integers, so that sums under them are exact.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/design.hpp"

namespace axmul::tools {

// The number above 0, at most 1, of 64 random bits.
inline double unit_interval(std::uint64_t bits) {
  return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53;
}

// What operands are drawn from. a, b: `uniform`, `normal:sigma=S`, `halfnormal:sigma=S` (S in operand LSB) or a CSV
// file of `value,weight`; empty: uniform. joint: a CSV file of `a,b,weight`. weights: a file with the values of b in
// its first column, each as likely as it is often there. In files, '#' starts a comment and a header is skipped.
struct distribution_request {
  std::string a{}, b{}, joint{}, weights{};

  bool empty() const { return a.empty() && b.empty() && joint.empty() && weights.empty(); }
  // The same for the same distributions, wherever their files lie.
  nlohmann::ordered_json canonical() const;
};

// Distribution of an operand. normal: a Gaussian rounded to integers and cut to the range, centred on 0 or, unsigned,
// on (2^width - 1) / 2; halfnormal: the magnitude of a rounded Gaussian around 0. Their weights are the steps of the
// distribution function in multiples of 2^-31; a Gaussian over more than 2^22 values is drawn from only, and its
// quantiles are those of 2^14 equal intervals of its values, flat each. Weights of files that are integers and sum up
// to 2^31 at most are kept; others are rounded to multiples of 2^-31 of their sum, to one at least. Errors: bad_input
// with file and line.
class operand_distribution {
 public:
  operand_distribution(std::string const& text, int width, bool is_signed);
  // The values of a file, each as likely as it is often there.
  static operand_distribution of_list(std::string const& file, int width, bool is_signed);

  bool is_uniform() const { return kind_ == kind::uniform; }
  // Values of nonzero weight; 2^63 when there are more than can be gone through.
  std::uint64_t size() const;
  // Sum of the weights.
  std::uint64_t total() const { return is_uniform() ? size() : cumulative_.back(); }
  // Value i, 0 <= i < size(), in the order of the patterns.
  std::uint64_t pattern(std::uint64_t i) const { return is_uniform() ? i : patterns_[i]; }
  std::uint64_t weight(std::uint64_t i) const {
    return is_uniform() ? 1 : cumulative_[i] - (i == 0 ? 0 : cumulative_[i - 1]);
  }
  // Pattern number `index` of the endless sequence of `seed`.
  std::uint64_t draw(std::uint64_t seed, std::uint64_t index) const;
  // Pattern of the least value with more than a share of fraction / 2^64 of the weight up to it; does not fall, as a
  // value, with the fraction.
  std::uint64_t quantile(std::uint64_t fraction) const;

 private:
  enum class kind { uniform, listed, normal };
  operand_distribution(int width, bool is_signed);
  void list_normal(i128 first, i128 last);
  double density(i128 value) const;
  std::uint64_t draw_normal(std::uint64_t bits) const;
  void index_draws();
  std::size_t listed_at(std::uint64_t at) const;
  std::uint64_t masked(i128 value) const;

  kind kind_ = kind::uniform;
  int width_;
  i128 low_, high_;  // range of the values
  double sigma_ = 0, centre_ = 0;
  bool half_ = false;
  // Listed: the values. Normal: where intervals of step_ values begin.
  std::vector<std::uint64_t> patterns_;
  std::vector<std::uint64_t> cumulative_;  // sums of the weights up to each
  std::uint64_t step_ = 1;
  std::uint64_t before_negative_ = 0;  // sum of the weights of the patterns below those of negative values
  std::vector<std::uint32_t> first_;   // first value whose cumulative weight is above i << shift_
  int shift_ = 0;
};

// Distribution of pairs of operands of a design.
class pair_distribution {
 public:
  // Errors: bad_input for a format, and for a joint distribution of operands of more than 10 bits.
  pair_distribution(design const& d, distribution_request const& request);

  bool is_uniform() const { return joint_.empty() && a_.is_uniform() && b_.is_uniform(); }
  // Of independent operands; with a joint distribution they mean nothing.
  operand_distribution const& a() const { return a_; }
  operand_distribution const& b() const { return b_; }
  // Pairs of nonzero weight; 2^63 when there are more than can be gone through.
  std::uint64_t size() const;
  std::uint64_t total() const;
  // Patterns and weights of pairs first .. first + count - 1, a major.
  void fill(std::uint64_t first, std::size_t count, std::uint64_t* a, std::uint64_t* b, std::uint64_t* weights) const;
  // Patterns of samples first .. first + count - 1 of the sequence of `seed`.
  void draw(std::uint64_t seed, std::uint64_t first, std::size_t count, std::uint64_t* a, std::uint64_t* b) const;

 private:
  struct joint_pair {
    std::uint64_t a, b, cumulative;
  };
  void read_joint(design const& d, std::string const& file);

  operand_distribution a_, b_;
  std::vector<joint_pair> joint_;
};

}  // namespace axmul::tools
