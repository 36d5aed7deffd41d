// ILM: nearest powers of two by hand, its error in closed form, and the figures of C5.
#include "axmul/int/ilm.hpp"

#include "axmul/int/roba.hpp"
#include "tests/int/figures.hpp"

namespace {

// 5 = 4 + 1, 6 = 8 - 2: 30 + 2; 3 = 4 - 1.
TEST(Ilm, ByHand) {
  static_assert(axmul::ilm{8}(5u, 6u) == 32u);
  EXPECT_EQ((axmul::ilm{8}(3u, 3u)), 8u);
  EXPECT_EQ((axmul::ilm{8}(3u, 5u)), 16u);
  EXPECT_EQ((axmul::ilm{8}(7u, 7u)), 48u);
  EXPECT_EQ((axmul::ilm{8}(255u, 255u)), 65024u);
  EXPECT_EQ((axmul::ilm{8}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::ilm{8}(255u, 0u)), 0u);
}

// It is RoBA but for an operand of 3: 492 pairs of 8 bits.
TEST(Ilm, DiffersFromRobaAtThree) {
  int differences = 0;
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 256; ++b) {
      bool const equal = axmul::ilm{8}(a, b) == axmul::roba{8}(a, b);
      differences += equal ? 0 : 1;
      ASSERT_TRUE(equal || a == 3 || b == 3) << a << " " << b;
    }
  EXPECT_EQ(differences, 492);
}

TEST(Ilm, Figures) {
  expect_figures({"ilm:n=8", 93.09, 6.998e-3, 2.862, -.009, -11.11, 10.99, 4096, -.25});
}

// The error is -q(a) q(b) with q(5) = 1, so products with 5 give q, and the means over all nonzero 16-bit pairs are
// exact; C5 has 2.887 % and a bias of -0.037 % of a sample, and 11.11 % at most.
TEST(Ilm, SixteenBitsExactly) {
  axmul::ilm const m{16};
  auto const residue = [&](std::uint32_t x) { return static_cast<std::int64_t>(5 * x) - m(x, 5u); };
  double sum = 0, distance = 0, least = 0;
  for (std::uint32_t x = 1; x < 65536; ++x) {
    double const ratio = static_cast<double>(residue(x)) / x;
    sum += ratio / 65535;
    distance += std::fabs(ratio) / 65535;
    least = std::fmin(least, ratio);
  }
  EXPECT_NEAR(100 * distance * distance, 2.887, .001);
  EXPECT_NEAR(-100 * sum * sum, -.037, .001);
  EXPECT_DOUBLE_EQ(least * least, 1. / 9);
  for (std::uint32_t a = 0; a < 65536; a += 61)
    for (std::uint32_t b = 0; b < 65536; b += 67)
      ASSERT_EQ(std::int64_t{m(a, b)}, std::int64_t{a} * b - residue(a) * residue(b)) << a << " " << b;
}

}  // namespace
