// The operand pairs of a check: all of them, or directed corners and then random ones.
#pragma once
#include <cstdint>
#include <vector>

namespace axmul::tools {

class operand_pairs {
 public:
  // All 2^(n+nb) pairs up to exhaustive_bits, else every pair of corners (0, 1, powers of two and their neighbours, all
  // ones, all ones above a bit) and `random` pairs.
  operand_pairs(int n, int nb, int exhaustive_bits, std::uint64_t random, std::uint64_t seed);

  bool exhaustive() const { return exhaustive_; }
  std::uint64_t size() const { return size_; }

  // Pairs first .. first + count - 1.
  void fill(std::uint64_t first, std::size_t count, std::uint64_t* a, std::uint64_t* b) const;

 private:
  int n_, nb_;
  bool exhaustive_;
  std::uint64_t seed_, size_;
  std::vector<std::uint64_t> corners_a_, corners_b_;
};

}  // namespace axmul::tools
