// Operand pairs of a check: all of them once, or every pair of corners and then reproducible random ones.
#include "src/operand_pairs.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace {

using axmul::tools::operand_pairs;
using pairs = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

// All pairs, filled `step` at a time.
pairs all_of(operand_pairs const& source, std::size_t step) {
  pairs all;
  for (std::uint64_t first = 0; first < source.size(); first += step) {
    std::size_t const count = static_cast<std::size_t>(std::min<std::uint64_t>(step, source.size() - first));
    std::vector<std::uint64_t> a(count), b(count);
    source.fill(first, count, a.data(), b.data());
    for (std::size_t i = 0; i < count; ++i) all.emplace_back(a[i], b[i]);
  }
  return all;
}

TEST(OperandPairs, AllOfThemAMajor) {
  operand_pairs const source(5, 3, 8, 1000, 1);
  EXPECT_TRUE(source.exhaustive());
  ASSERT_EQ(source.size(), 256u);
  pairs const all = all_of(source, 100);
  for (std::uint64_t i = 0; i < 256; ++i) EXPECT_EQ(all[i], std::make_pair(i >> 3, i & 7));
}

void expect_corners(int n, int nb) {
  constexpr std::uint64_t random = 500;
  operand_pairs const source(n, nb, 7, random, 1);
  ASSERT_FALSE(source.exhaustive());
  pairs const all = all_of(source, 97);
  ASSERT_EQ(all.size(), source.size());
  std::set<std::pair<std::uint64_t, std::uint64_t>> const directed(all.begin(), all.end() - random);
  auto const corners = [](int width) {
    std::uint64_t const ones = ~std::uint64_t{0} >> (64 - width);
    std::set<std::uint64_t> all_corners{0, 1, ones};
    for (int i = 0; i < width; ++i) {
      std::uint64_t const power = std::uint64_t{1} << i;
      all_corners.insert({power - 1, power, (power + 1) & ones, ones - power + 1});
    }
    return all_corners;
  };
  for (std::uint64_t a : corners(n))
    for (std::uint64_t b : corners(nb))
      ASSERT_EQ(directed.count({a, b}), 1u) << n << " " << nb << ": " << a << " " << b;
  EXPECT_EQ(directed.size(), all.size() - random);  // none twice
  for (auto const& [a, b] : all) {
    ASSERT_EQ(n < 64 ? a >> n : 0, 0u);
    ASSERT_EQ(nb < 64 ? b >> nb : 0, 0u);
  }
}

TEST(OperandPairs, CornersWithCorners) {
  expect_corners(8, 8);
  expect_corners(16, 5);
  expect_corners(2, 33);
  expect_corners(64, 64);
}

TEST(OperandPairs, RandomOnes) {
  constexpr std::size_t random = 4096;
  auto const tail = [](std::uint64_t seed, std::size_t step) {
    pairs const all = all_of(operand_pairs(32, 20, 24, random, seed), step);
    return pairs(all.end() - random, all.end());
  };
  pairs const first = tail(1, 1000);
  EXPECT_EQ(first, tail(1, 333));
  EXPECT_NE(first, tail(2, 1000));
  int ones_a[32] = {}, ones_b[20] = {};
  for (auto const& [a, b] : first) {
    for (int i = 0; i < 32; ++i) ones_a[i] += static_cast<int>(a >> i & 1);
    for (int i = 0; i < 20; ++i) ones_b[i] += static_cast<int>(b >> i & 1);
  }
  // Half of every bit, within five standard deviations of 32.
  for (int ones : ones_a) EXPECT_NEAR(ones, 2048, 160);
  for (int ones : ones_b) EXPECT_NEAR(ones, 2048, 160);
}

}  // namespace
