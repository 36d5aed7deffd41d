// Mitchell: antilogarithms by hand, its bounds, and its published figures (C1).
#include "axmul/int/mitchell.hpp"

#include "tests/int/figures.hpp"

namespace {

// log2 3 is taken as 1.5, so 3 * 3 = 2^3; 5 * 6: 2.25 + 2.5 = 4.75, 2^4 1.75 = 28; 7 * 7: 2.75 + 2.75 = 5.5, 48.
TEST(Mitchell, ByHand) {
  static_assert(axmul::mitchell{8}(3u, 3u) == 8u);
  EXPECT_EQ((axmul::mitchell{8}(5u, 6u)), 28u);
  EXPECT_EQ((axmul::mitchell{8}(7u, 7u)), 48u);
  EXPECT_EQ((axmul::mitchell{8}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::mitchell{8}(255u, 0u)), 0u);
  EXPECT_EQ((axmul::mitchell{8}(192u, 192u)), 32768u);
}

TEST(Mitchell, ExactOnlyAtPowersOfTwo) {
  for (std::uint32_t a = 1; a < 256; ++a)
    for (std::uint32_t b = 1; b < 256; ++b) {
      bool const power = (a & (a - 1)) == 0 || (b & (b - 1)) == 0;
      std::uint32_t const p = axmul::mitchell{8}(a, b);
      ASSERT_EQ(p == a * b, power) << a << " " << b;
      ASSERT_LE(p, a * b);
      ASSERT_GE(9 * p + 8, 8 * a * b) << a << " " << b;  // -1/9, and less than 1 lost to the floor
    }
}

// A rectangular one is the square one of the larger width.
TEST(Mitchell, Rectangular) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 16; ++b) {
      ASSERT_EQ((axmul::mitchell{8, 4}(a, b)), (axmul::mitchell{8}(a, b)));
      ASSERT_EQ((axmul::mitchell{4, 8}(b, a)), (axmul::mitchell{8}(b, a)));
    }
}

TEST(Mitchell, Figures) {
  expect_figures({"mitchell:n=8", 93.09, 9.326e-3, 3.788, -3.788, -11.11, 0, 4096, -606.40});
}

// The published mean of 3.85 %, from n = 12 on.
TEST(Mitchell, PublishedMean) {
  for (char const* spec : {"mitchell:n=12", "mitchell:n=16"}) {
    auto const r = axmul::tools::characterize(axmul::tools::design(spec), {"sampled", 1 << 21});
    EXPECT_NEAR(r["mred"].get<double>(), 3.85, .015) << spec;
    EXPECT_NEAR(r["rel_min"].get<double>(), -11.11, .02) << spec;
  }
}

TEST(Mitchell, Signed) {
  auto const mred = [](char const* spec) {
    return axmul::tools::characterize(axmul::tools::design(spec), {})["mred"].template get<double>();
  };
  EXPECT_TRUE(prints_as(mred("mitchell:n=8@signed"), 3.70, 2));
  EXPECT_TRUE(prints_as(mred("mitchell:n=8@signed:how=ones"), 7.72, 2));
}

}  // namespace
