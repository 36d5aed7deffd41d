// Enhanced static segments: three places by hand, and the figures of A5.
#include "axmul/int/essm.hpp"

#include "axmul/int/ssm.hpp"
#include "tests/int/figures.hpp"

namespace {

// n = 8, m = 4: segments start at bits 0, 2 and 4. 31 = 0001 1111b becomes 28, 200 = 1100 1000b becomes 192.
TEST(Essm, ByHand) {
  static_assert(axmul::essm{8, 4}(31u, 31u) == 784u);
  EXPECT_EQ((axmul::essm{8, 4}(200u, 3u)), 576u);
  EXPECT_EQ((axmul::essm{8, 4}(63u, 64u)), 60u * 64u);
  EXPECT_EQ((axmul::essm{8, 4}(15u, 16u)), 240u);
  EXPECT_EQ((axmul::essm{8, 6}(127u, 129u)), 126u * 128u);
}

TEST(Essm, BetweenStaticSegmentsAndExact) {
  for (int m : {4, 6})
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 256; ++b) {
        std::uint32_t const p = axmul::essm{8, m}(a, b);
        ASSERT_LE(p, a * b);
        ASSERT_GE(p, (axmul::ssm{8, m}(a, b)));
        ASSERT_TRUE(p == a * b || a >> m != 0 || b >> m != 0) << a << " " << b;
      }
}

TEST(Essm, Figures) {
  expect_figures({"essm:n=8,m=4", 96.90, 2.263e-2, 9.373, -9.373, -34.37, 0, 7425, -1471.21});
}

// P / a b is a product of op(x) / x, so the mean over all nonzero 16-bit pairs is exact; A5 has 1.136 % of a sample,
// the paper's abstract an average computational error of about 1 %.
TEST(Essm, SixteenBitsExactly) {
  double sum = 0;
  for (std::uint32_t x = 1; x < 65536; ++x) sum += axmul::essm{16, 8}(x, 1u) / static_cast<double>(x);
  EXPECT_NEAR(100 * (1 - sum / 65535 * (sum / 65535)), 1.136, .002);
}

}  // namespace
