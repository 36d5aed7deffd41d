#include "src/operand_pairs.hpp"

#include <set>

#include "axmul/bits.hpp"
#include "characterize/errors/sums.hpp"

namespace axmul::tools {
namespace {

std::vector<std::uint64_t> corners(int width) {
  std::uint64_t const mask = low_mask<std::uint64_t>(width);
  std::set<std::uint64_t> found{0, mask};
  for (int i = 0; i < width; ++i) {
    std::uint64_t const power = std::uint64_t{1} << i;
    for (std::uint64_t x : {power - 1, power, power + 1, power + (power >> 1), mask ^ (power - 1), mask ^ power})
      found.insert(x & mask);
  }
  return {found.begin(), found.end()};
}

}  // namespace

operand_pairs::operand_pairs(int n, int nb, int exhaustive_bits, std::uint64_t random, std::uint64_t seed)
    : n_(n), nb_(nb), exhaustive_(n + nb <= exhaustive_bits), seed_(seed), size_(0) {
  if (exhaustive_) {
    size_ = std::uint64_t{1} << (n + nb);
    return;
  }
  corners_a_ = corners(n);
  corners_b_ = corners(nb);
  size_ = corners_a_.size() * corners_b_.size() + random;
}

void operand_pairs::fill(std::uint64_t first, std::size_t count, std::uint64_t* a, std::uint64_t* b) const {
  std::uint64_t const mask_a = low_mask<std::uint64_t>(n_);
  std::uint64_t const mask_b = low_mask<std::uint64_t>(nb_);
  std::uint64_t const directed = corners_a_.size() * corners_b_.size();
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t const at = first + i;
    if (exhaustive_) {
      a[i] = at >> nb_;
      b[i] = at & mask_b;
    } else if (at < directed) {
      a[i] = corners_a_[at / corners_b_.size()];
      b[i] = corners_b_[at % corners_b_.size()];
    } else {
      a[i] = random_bits(seed_, 2 * at) & mask_a;
      b[i] = random_bits(seed_, 2 * at + 1) & mask_b;
    }
  }
}

}  // namespace axmul::tools
