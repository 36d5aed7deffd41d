// Iterative logarithm: basic blocks by hand, its closed form and bound, and the figures of C6.
#include "axmul/int/iterlog.hpp"

#include "tests/int/figures.hpp"

namespace {

// 7 * 7: 16 + 3 * 4 + 3 * 4 = 40; residues 3 and 3 give 4 + 2 + 2; residues 1 and 1 give 1.
TEST(Iterlog, ByHand) {
  static_assert(axmul::iterlog{8, 0}(7u, 7u) == 40u);
  EXPECT_EQ((axmul::iterlog{8, 1}(7u, 7u)), 48u);
  EXPECT_EQ((axmul::iterlog{8, 2}(7u, 7u)), 49u);
  EXPECT_EQ((axmul::iterlog{8, 0}(255u, 255u)), 65025u - 127 * 127);
  EXPECT_EQ((axmul::iterlog{8, 7}(255u, 255u)), 65025u);
  EXPECT_EQ((axmul::iterlog{8, 1}(0u, 255u)), 0u);
}

// Exact where one operand has at most c + 1 ones; below by less than 2^-2(c+1) elsewhere.
TEST(Iterlog, SignAndBound) {
  for (int c = 0; c < 8; ++c)
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 256; ++b) {
        std::uint32_t const p = axmul::iterlog{8, c}(a, b);
        ASSERT_EQ(p == a * b, __builtin_popcount(a) <= c + 1 || __builtin_popcount(b) <= c + 1) << a << " " << b;
        ASSERT_LE(p, a * b);
        ASSERT_LE((a * b - p) << 2 * (c + 1), a * b);
      }
}

TEST(Iterlog, Figures) {
  expect_figures({"iterlog:n=8,c=0", 93.09, 2.735e-2, 8.913, -8.913, -24.80, 0, 16129, -1778.14});
  expect_figures({"iterlog:n=8,c=1", 73.18, 2.901e-3, .834, -.834, -6.10, 0, 3969, -188.63});
  expect_figures({"iterlog:n=8,c=2", 40.54, 2.834e-4, .071, -.071, -1.48, 0, 961, -18.43});
  expect_figures({"iterlog:n=8,c=3", 13.20, 2.284e-5, .005, -.005, -.35, 0, 225, -1.49});
}

// The error is -R(a) R(b), R(x) = x without its c + 1 highest ones, and R = 1 for c + 2 ones at the bottom: the means
// over all nonzero 16-bit pairs are exact. The paper has about 9.4, 0.98, 0.11 and 0.01 %, and 25, 6.25, 1.56 and
// 0.39 % at most.
TEST(Iterlog, SixteenBitsExactly) {
  struct row {
    double mred;
    double most;
  };
  int c = 0;
  for (row const& want : {row{9.411, 25}, {.987, 6.25}, {.107, 1.5625}, {.012, .390625}}) {
    axmul::iterlog const m{16, c};
    std::uint32_t const ones = (4u << c) - 1;
    auto const residue = [&](std::uint32_t x) { return static_cast<std::int64_t>(ones) * x - m(x, ones); };
    double sum = 0, largest = 0;
    for (std::uint32_t x = 1; x < 65536; ++x) {
      sum += static_cast<double>(residue(x)) / x / 65535;
      largest = std::fmax(largest, static_cast<double>(residue(x)) / x);
    }
    EXPECT_NEAR(100 * sum * sum, want.mred, c == 0 ? .004 : .001) << c;
    EXPECT_LT(100 * largest * largest, want.most) << c;
    EXPECT_GT(100 * largest * largest, .998 * want.most) << c;
    for (std::uint32_t a = 0; a < 65536; a += 61)
      for (std::uint32_t b = 0; b < 65536; b += 67)
        ASSERT_EQ(std::int64_t{m(a, b)}, std::int64_t{a} * b - residue(a) * residue(b)) << a << " " << b;
    ++c;
  }
}

}  // namespace
