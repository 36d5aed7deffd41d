// Static segments: two places by hand, and the figures of A5.
#include "axmul/int/ssm.hpp"

#include "tests/int/figures.hpp"

namespace {

// Of 8 bits the lower four, or the upper four: 200 = 1100 1000b becomes 192, 31 becomes 16.
TEST(Ssm, ByHand) {
  static_assert(axmul::ssm{8, 4}(200u, 3u) == 576u);
  EXPECT_EQ((axmul::ssm{8, 4}(31u, 31u)), 256u);
  EXPECT_EQ((axmul::ssm{8, 4}(16u, 15u)), 240u);
  EXPECT_EQ((axmul::ssm{8, 6}(67u, 63u)), 64u * 63u);
  EXPECT_EQ((axmul::ssm{8, 4}(0u, 255u)), 0u);
}

TEST(Ssm, ExactBelowTheSegmentAndNeverAbove) {
  for (int m = 4; m < 8; ++m)
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 256; ++b) {
        std::uint32_t const p = axmul::ssm{8, m}(a, b);
        ASSERT_LE(p, a * b);
        ASSERT_TRUE(p == a * b || a >> m != 0 || b >> m != 0) << a << " " << b;
      }
}

// A rectangular one has the segments of the wider operand.
TEST(Ssm, Rectangular) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 32; ++b) {
      ASSERT_EQ((axmul::ssm{8, 4, 5}(a, b)), (axmul::ssm{8, 4}(a, b)));
      ASSERT_EQ((axmul::ssm{5, 4, 8}(b, a)), (axmul::ssm{8, 4}(b, a)));
    }
}

TEST(Ssm, Figures) {
  expect_figures({"ssm:n=8,m=4", 97.85, 2.681e-2, 14.904, -14.904, -73.36, 0, 7425, -1743.53});
}

// P / a b is a product of op(x) / x, so the mean over all nonzero 16-bit pairs is exact; A5 has 2.087 % of a sample.
TEST(Ssm, SixteenBitsExactly) {
  double sum = 0;
  for (std::uint32_t x = 1; x < 65536; ++x) sum += axmul::ssm{16, 8}(x, 1u) / static_cast<double>(x);
  EXPECT_NEAR(100 * (1 - sum / 65535 * (sum / 65535)), 2.087, .004);
}

}  // namespace
