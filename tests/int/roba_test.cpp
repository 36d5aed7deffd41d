// RoBA: rounded operands by hand, its error in closed form, and the figures of A8.
#include "axmul/int/roba.hpp"

#include "tests/int/figures.hpp"

namespace {

// 5 and 6 are taken as 4 and 8: 4 * 6 + 8 * 5 - 32; 255 as 256; 3 as 2.
TEST(Roba, ByHand) {
  static_assert(axmul::roba{8}(5u, 6u) == 32u);
  EXPECT_EQ((axmul::roba{8}(3u, 3u)), 8u);
  EXPECT_EQ((axmul::roba{8}(3u, 5u)), 14u);
  EXPECT_EQ((axmul::roba{8}(7u, 7u)), 48u);
  EXPECT_EQ((axmul::roba{8}(255u, 255u)), 65024u);
  EXPECT_EQ((axmul::roba{8}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::roba{8}(1u, 255u)), 255u);
}

TEST(Roba, Rectangular) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 16; ++b) {
      ASSERT_EQ((axmul::roba{8, 4}(a, b)), (axmul::roba{8}(a, b)));
      ASSERT_EQ((axmul::roba{4, 8}(b, a)), (axmul::roba{8}(b, a)));
    }
}

TEST(Roba, Figures) {
  expect_figures({"roba:n=8", 93.09, 6.998e-3, 2.862, -.015, -11.11, 11.11, 4096, -.24});
}

// The error is -q(a) q(b) with q(3) = 1, so products with 3 give q, and the means over all nonzero 16-bit pairs are
// exact; A8 has 2.887 % and a bias of -0.037 % of a sample, the paper about 2.9 %, and 11.1 % at most.
TEST(Roba, SixteenBitsExactly) {
  axmul::roba const m{16};
  auto const residue = [&](std::uint32_t x) { return static_cast<std::int64_t>(3 * x) - m(x, 3u); };
  double sum = 0, distance = 0, largest = 0;
  for (std::uint32_t x = 1; x < 65536; ++x) {
    double const ratio = static_cast<double>(residue(x)) / x;
    sum += ratio / 65535;
    distance += std::fabs(ratio) / 65535;
    largest = std::fmax(largest, std::fabs(ratio));
  }
  EXPECT_NEAR(100 * distance * distance, 2.887, .001);
  EXPECT_NEAR(-100 * sum * sum, -.037, .001);
  EXPECT_DOUBLE_EQ(largest * largest, 1. / 9);
  for (std::uint32_t a = 0; a < 65536; a += 61)
    for (std::uint32_t b = 0; b < 65536; b += 67)
      ASSERT_EQ(std::int64_t{m(a, b)}, std::int64_t{a} * b - residue(a) * residue(b)) << a << " " << b;
}

}  // namespace
