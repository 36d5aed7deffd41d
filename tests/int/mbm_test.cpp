// MBM: the correction by hand, its bounds, and its published figures (C2).
#include "axmul/int/mbm.hpp"

#include "tests/int/figures.hpp"

namespace {

// N = 7: C = floor(5 * 128 / 64) = 10, half of it 5.
TEST(Mbm, ByHand) {
  static_assert(axmul::mbm{8}(128u, 128u) == (128u + 10u) * 128u);
  // 3 * 3: fractions 64 + 64 carry, t = 0, u = 5: 2 * 133 * 2^2 / 2^7 = 8.3.
  EXPECT_EQ((axmul::mbm{8}(3u, 3u)), 8u);
  // 192 * 192: 2 * 133 * 2^14 / 2^7.
  EXPECT_EQ((axmul::mbm{8}(192u, 192u)), 34048u);
  // 255 * 253: fractions 127 + 125, t = 124, u = 129 would carry again: no correction, 2 * 252 * 2^7.
  EXPECT_EQ((axmul::mbm{8}(255u, 253u)), 64512u);
  // 255 * 250: t = 121, u = 126: 2 * 254 * 2^7.
  EXPECT_EQ((axmul::mbm{8}(255u, 250u)), 65024u);
  // w = 2: C = 8, half of it cut to 4; fraction 1 becomes 4: (128 + 4 + 4 + 8) * 2^7.
  EXPECT_EQ((axmul::mbm{8, 2}(129u, 128u)), 18432u);
  EXPECT_EQ((axmul::mbm{8}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::mbm{8}(255u, 0u)), 0u);
}

TEST(Mbm, Figures) {
  expect_figures({"mbm:n=8", 98.70, 6.045e-3, 2.711, .047, -11.11, 7.81, 2816, -37.82});
  expect_figures({"mbm:n=8,w=2", 98.85, 6.864e-3, 3.100, .588, -11.11, 12.50, 4217, -33.93});
  expect_figures({"mbm:n=8,w=4", 99.21, 1.655e-2, 6.680, -1.986, -23.07, 25.00, 9825, -556.25});
}

// 16 bit, as tabulated in the REALM paper: bias -0.09, mean 2.58, peak -7.64/+7.81 %. Operands below 2^8 add to the
// peak by their floors, so the bounds hold over large operands.
TEST(Mbm, PublishedSixteenBits) {
  auto const r = axmul::tools::characterize(axmul::tools::design("mbm:n=16"), {"sampled", 1 << 21});
  EXPECT_NEAR(r["mred"].get<double>(), 2.584, .01);
  EXPECT_NEAR(r["rel_bias"].get<double>(), -.095, .012);
  EXPECT_NEAR(r["rel_max"].get<double>(), 7.81, .01);
  double least = 0;
  for (std::uint32_t a = 256; a < 65536; a += 61)
    for (std::uint32_t b = 256; b < 65536; b += 67) {
      double const exact = static_cast<double>(a) * b;
      least = std::fmin(least, (axmul::mbm{16}(a, b) - exact) / exact);
    }
  EXPECT_NEAR(100 * least, -7.64, .01);
}

}  // namespace
