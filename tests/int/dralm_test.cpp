// DR-ALM: short logarithms by hand, and the figures of C4.
#include "axmul/int/dralm.hpp"

#include "axmul/int/mitchell.hpp"
#include "tests/int/figures.hpp"

namespace {

using small = axmul::dralm::small_operands;

// t = 4: 128 keeps 1000b, made 1001b: two fractions of 1/8 and a carry of 1/8.
TEST(Dralm, ByHand) {
  static_assert(axmul::dralm{8, 4}(128u, 128u) == 22528u);
  // 15 is not shortened, 128 is: 7/8 + 1/8, no carry.
  EXPECT_EQ((axmul::dralm{8, 4}(15u, 128u)), 2048u);
  // Neither is: 7/8 + 7/8.
  EXPECT_EQ((axmul::dralm{8, 4}(15u, 15u)), 224u);
  // 7/8 + 7/8 + 1/8: 2 (15/8) 2^14.
  EXPECT_EQ((axmul::dralm{8, 4}(255u, 255u)), 61440u);
  // 1 and 1 treated like 128 and 128: 11/8 of 1; 15 and 15 like 240 and 240: 2 (15/8) 2^6.
  EXPECT_EQ((axmul::dralm{8, 4, small::jam}(1u, 1u)), 1u);
  EXPECT_EQ((axmul::dralm{8, 4, small::jam}(4u, 4u)), 22u);
  EXPECT_EQ((axmul::dralm{8, 4, small::jam}(15u, 15u)), 240u);
  EXPECT_EQ((axmul::dralm{8, 4, small::jam}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::dralm{8, 4}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::dralm{8, 4}(255u, 0u)), 0u);
}

TEST(Dralm, MitchellWhereNothingIsShortened) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 256; ++b) {
      ASSERT_EQ((axmul::dralm{8, 8}(a, b)), axmul::mitchell{8}(a, b));
      std::uint32_t const p = axmul::dralm{8, 5}(a, b);
      ASSERT_TRUE(p == axmul::mitchell{8}(a, b) || a >= 32 || b >= 32) << a << " " << b;
    }
}

TEST(Dralm, Rectangular) {
  for (small kind : {small::exact, small::jam})
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 64; ++b) {
        ASSERT_EQ((axmul::dralm{8, 4, kind, 6}(a, b)), (axmul::dralm{8, 4, kind}(a, b)));
        ASSERT_EQ((axmul::dralm{6, 4, kind, 8}(b, a)), (axmul::dralm{8, 4, kind}(b, a)));
      }
}

TEST(Dralm, Figures) {
  expect_figures({"dralm:n=8,t=4", 98.77, 1.919e-2, 8.004, 5.436, -17.52, 37.50, 11264, 905.33});
  expect_figures({"dralm:n=8,t=5", 98.27, 9.582e-3, 3.993, .398, -14.22, 18.75, 5888, 175.76});
  expect_figures({"dralm:n=8,t=6", 97.32, 7.266e-3, 3.224, -2.044, -12.47, 9.38, 4225, -208.77});
  expect_figures({"dralm:n=8,t=7", 95.76, 7.866e-3, 3.475, -3.258, -11.57, 4.69, 3969, -446.40});
  expect_figures({"dralm:n=8,t=6,small=jam", 98.66, 6.994e-3, 2.932, -.333, -11.58, 9.38, 4225, -140.70});
}

// 16 bit. The paper's abstract: the mean of DR-ALM-6 is 21.30 % below Mitchell's 3.848 %, 3.028 %.
TEST(Dralm, PublishedSixteenBits) {
  struct row {
    int t;
    double mred, tolerance;
  };
  for (row const& want : {row{4, 7.681, .02}, {5, 3.807, .01}, {6, 3.028, .006}, {7, 3.177, .007}}) {
    std::string const spec = "dralm:n=16,t=" + std::to_string(want.t);
    auto const r = axmul::tools::characterize(axmul::tools::design(spec), {"sampled", 1 << 21});
    EXPECT_NEAR(r["mred"].get<double>(), want.mred, want.tolerance) << spec;
  }
}

}  // namespace
