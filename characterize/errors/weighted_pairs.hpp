// The operand pairs of a run under a distribution, in parallel and in a fixed order.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "characterize/errors/characterize.hpp"
#include "characterize/errors/chunks.hpp"
#include "characterize/errors/distribution.hpp"
#include "src/support/progress.hpp"

namespace axmul::tools {

class weighted_pairs {
 public:
  // Every pair of nonzero weight, by default up to 2^24 of them; else samples of weight 1. The distribution has to
  // outlive this. Errors: bad_input when there are more pairs than the method exhaustive takes.
  weighted_pairs(design const& d, pair_distribution const& distribution, characterize_options const& options);

  bool is_sampled() const { return sampled_; }
  std::uint64_t size() const { return size_; }

  static constexpr std::size_t block = 512;
  struct block_of_pairs {
    std::size_t count;
    std::uint64_t a[block], b[block], weights[block];  // patterns
  };

  // Calls body(pairs, part) for every block of pairs; one part for each chunk of blocks, in the order of the pairs.
  template <class Part, class Body>
  std::vector<Part> parts(std::string const& label, Body const& body) const {
    pair_chunks const chunks(size_);
    std::uint64_t const count = chunks.count();
    std::vector<Part> all(static_cast<std::size_t>(count));
    progress bar(label, count);
#pragma omp parallel for schedule(dynamic) if (count > 1)
    for (std::uint64_t c = 0; c < count; ++c) {
      for (std::uint64_t at = chunks.begin(c), end = chunks.end(c); at < end; at += block) {
        block_of_pairs pairs;
        fill(at, std::min<std::uint64_t>(block, end - at), pairs);
        body(pairs, all[static_cast<std::size_t>(c)]);
      }
      bar.advance();
    }
    return all;
  }

 private:
  void fill(std::uint64_t first, std::uint64_t count, block_of_pairs& pairs) const;

  pair_distribution const& distribution_;
  bool sampled_;
  std::uint64_t seed_, size_;
};

// Signed error of a product: sign and magnitude, as a difference of 128-bit products needs.
struct signed_error {
  bool negative;
  u128 size;
};

// Errors of pairs of operand patterns; at most weighted_pairs::block of them.
void errors_of(design const& d, std::uint64_t const* a, std::uint64_t const* b, std::size_t count,
               signed_error* errors);

}  // namespace axmul::tools
