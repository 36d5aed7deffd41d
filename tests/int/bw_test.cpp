// Baugh-Wooley: cuts by hand, and the figures of E3.
#include "axmul/int/bw.hpp"

#include "tests/int/figures.hpp"

namespace {

// n = 4, a = b = 0: the complemented cells of columns 3, 4 and 5, two each, and 2^4 + 2^7 add up to 2^8.
TEST(Bw, ByHand) {
  static_assert(on_values(axmul::bw{4, 0, 0}, -8, -8) == 64);
  static_assert(on_values(axmul::bw{4, 0, 0}, -8, 7) == -56);
  EXPECT_EQ(on_values(axmul::bw{4, 0, 1}, 1, 1), 0);
  // Both of column 3 cut; then row 0, which has one of them.
  EXPECT_EQ(on_values(axmul::bw{4, 0, 4}, 0, 0), -16);
  EXPECT_EQ(on_values(axmul::bw{4, 1, 0}, 0, 0), -8);
  // The complement of 1 * 1 is no loss.
  EXPECT_EQ(on_values(axmul::bw{4, 1, 0}, -8, 1), -8);
}

TEST(Bw, ExactWithoutCuts) {
  for (int a = -128; a < 128; ++a)
    for (int b = -128; b < 128; ++b) ASSERT_EQ(on_values(axmul::bw{8}, a, b), a * b);
  for (int a = -32; a < 32; ++a)
    for (int b = -8; b < 8; ++b) {
      ASSERT_EQ(on_values(axmul::bw{6, 0, 0, 4}, a, b), a * b);
      ASSERT_EQ(on_values(axmul::bw{4, 0, 0, 6}, b, a), a * b);
    }
}

// E3: ME of the unsigned array with the same cut, MRED far above its 1.26 %.
TEST(Bw, Figures) {
  auto const r = axmul::tools::characterize(axmul::tools::design("bw:n=8,h=0,v=5"), {});
  EXPECT_TRUE(prints_as(r["mred"].get<double>(), 6.5, 1));
  EXPECT_EQ(r["me"].get<double>(), -32.25);
}

}  // namespace
