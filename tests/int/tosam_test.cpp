// TOSAM: truncated fractions by hand, and the figures of A7.
#include "axmul/int/tosam.hpp"

#include "tests/int/figures.hpp"

namespace {

// 5 * 6 at h = 1, t = 5: sums 8/32 and 16/32, products (0 + 1/2)/2 and (1 + 1/2)/2 of the fractions:
// 1 + 24/32 + 3/16 = 62/32, times 2^4.
TEST(Tosam, ByHand) {
  static_assert(axmul::tosam{8, 1, 5}(5u, 6u) == 31u);
  // The product of fractions 0 counts as 1/16: 34/32.
  EXPECT_EQ((axmul::tosam{8, 1, 5}(1u, 1u)), 1u);
  EXPECT_EQ((axmul::tosam{8, 1, 5}(128u, 128u)), 17408u);
  // 1 + 62/32 + 9/16 = 112/32, times 2^14.
  EXPECT_EQ((axmul::tosam{8, 1, 5}(255u, 255u)), 57344u);
  // h = 0, t = 2: 1 + 6/4 + 1/4 = 11/4.
  EXPECT_EQ((axmul::tosam{8, 0, 2}(255u, 255u)), 45056u);
  EXPECT_EQ((axmul::tosam{8, 1, 5}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::tosam{8, 1, 5}(255u, 0u)), 0u);
}

// What t keeps beyond every fraction changes nothing.
TEST(Tosam, FractionsOfTheOperandsAreEnough) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 256; ++b) ASSERT_EQ((axmul::tosam{8, 2, 7}(a, b)), (axmul::tosam{8, 2, 16}(a, b)));
}

TEST(Tosam, Rectangular) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 16; ++b) {
      ASSERT_EQ((axmul::tosam{8, 1, 5, 4}(a, b)), (axmul::tosam{8, 1, 5}(a, b)));
      ASSERT_EQ((axmul::tosam{4, 1, 5, 8}(b, a)), (axmul::tosam{8, 1, 5}(b, a)));
    }
}

TEST(Tosam, Figures) {
  expect_figures({"tosam:n=8,h=0,t=2", 99.14, 2.973e-2, 10.194, -7.198, -30.71, 25, 19969, -1693.72});
  expect_figures({"tosam:n=8,h=0,t=3", 99.14, 2.078e-2, 7.722, -1.514, -24.41, 25, 15873, -784.40});
  expect_figures({"tosam:n=8,h=1,t=5", 98.85, 1.023e-2, 4.090, .549, -11.81, 13.89, 7681, -107.16});
  expect_figures({"tosam:n=8,h=2,t=6", 98.16, 5.174e-3, 2.116, .547, -5.92, 6.63, 3841, -.71});
  expect_figures({"tosam:n=8,h=3,t=7", 96.70, 2.628e-3, 1.114, .527, -2.66, 3.22, 1856, 41.51});
}

// 16 bit; the paper's abstract has mean relative errors between 11 % and 0.3 %.
TEST(Tosam, PublishedSixteenBits) {
  struct row {
    char const* spec;
    double mred, tolerance;
  };
  for (row const& want : {row{"tosam:n=16,h=0,t=2", 10.91, .03},
                          {"tosam:n=16,h=0,t=3", 7.61, .02},
                          {"tosam:n=16,h=1,t=5", 3.95, .012},
                          {"tosam:n=16,h=2,t=6", 2.06, .008},
                          {"tosam:n=16,h=3,t=7", 1.05, .005},
                          {"tosam:n=16,h=4,t=8", .527, .002},
                          {"tosam:n=16,h=5,t=9", .264, .001}}) {
    auto const r = axmul::tools::characterize(axmul::tools::design(want.spec), {"sampled", 1 << 20});
    EXPECT_NEAR(r["mred"].get<double>(), want.mred, want.tolerance) << want.spec;
  }
}

}  // namespace
