// Underdesigned multiplier: the block by hand, its error in closed form, and the figures of D1.
#include "axmul/int/udm.hpp"

#include "tests/int/figures.hpp"

namespace {

// A block is exact but for 3 * 3 = 7; 15 * 15 has four of them: 7 (1 + 4 + 4 + 16).
TEST(Udm, ByHand) {
  static_assert(axmul::udm{2}(3u, 3u) == 7u);
  EXPECT_EQ((axmul::udm{2}(3u, 2u)), 6u);
  EXPECT_EQ((axmul::udm{4}(15u, 15u)), 175u);
  EXPECT_EQ((axmul::udm{4}(14u, 15u)), 6u + 4 * 7u + 4 * 6u + 16 * 7u);
  EXPECT_EQ((axmul::udm{8}(255u, 170u)), 255u * 170u);
  EXPECT_EQ((axmul::udm{2, 4}(3u, 15u)), 35u);
}

// P = a b - 2 T(a) T(b), T(x) has a one for each digit 3.
TEST(Udm, ClosedForm) {
  auto const threes = [](std::uint32_t x) { return x & (x >> 1) & 0x55u; };
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 256; ++b) ASSERT_EQ(axmul::udm{8}(a, b), a * b - 2 * threes(a) * threes(b));
}

TEST(Udm, Figures) {
  expect_figures({"udm:n=8", 46.73, 1.389e-2, 3.280, -3.280, -22.22, 0, 14450, -903.12});
}

// D1. The paper's means, 1.39 % at n = 2 to 3.32 % at 16, divide by all pairs; 22.22 % at most.
TEST(Udm, PublishedMeans) {
  struct row {
    int n;
    double all_pairs, nonzero;
  };
  for (row const& want : {row{2, 1.389, 2.469}, {4, 2.608, 2.968}, {8, 3.255, 3.280}}) {
    auto const r = axmul::tools::characterize(axmul::tools::design("udm:n=" + std::to_string(want.n)), {});
    double const share = 1 - std::ldexp(1.0, -want.n);
    EXPECT_TRUE(prints_as(r["mred"].get<double>(), want.nonzero, 3)) << want.n;
    EXPECT_TRUE(prints_as(r["mred"].get<double>() * share * share, want.all_pairs, 3)) << want.n;
    EXPECT_NEAR(r["rel_min"].get<double>(), -200. / 9, 1e-6) << want.n;
  }
}

// d(a, 3) = -2 T(a), so the mean over all 16-bit pairs is exact.
TEST(Udm, PublishedMeanOfSixteenBits) {
  double sum = 0;
  for (std::uint32_t x = 1; x < 65536; ++x) sum += (3 * x - axmul::udm{16}(x, 3u)) / (2.0 * x) / 65536;
  EXPECT_TRUE(prints_as(100 * 2 * sum * sum, 3.32, 2));
}

}  // namespace
