// The Booth multiplier with regular error positions: rows by hand, its error, its sum of three products.
#include "axmul/int/brep.hpp"

#include <cstdlib>

#include "tests/int/figures.hpp"

namespace {

int product(axmul::brep const& m, int a, int b) {
  return static_cast<int>(m(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
}

// b = 3 has the digits -1 and 1. a = 45 = 101101b: row 0, cut at column 5, holds 100000b + 10000b = 48, row 1, cut at
// column 3 of 4 a, that is at bit 3, 101000b + 100b = 44.
TEST(Brep, ByHand) {
  static_assert(axmul::brep{8, 5, 2}(45u, 3u) == 128u);  // 4 * 44 - 48
  EXPECT_EQ(product({8, 5, 1}, 45, 3), 4 * 45 - 48);
  EXPECT_EQ(product({8, 5, 2}, 45, -2), -2 * 48);
  EXPECT_EQ(product({8, 5, 2}, -128, -128), 64 * 2 * 128);
  EXPECT_EQ(product({8, 5, 2}, 45, 0), 0);
}

TEST(Brep, ExactWithoutCuts) {
  for (int a = -128; a < 128; ++a)
    for (int b = -128; b < 128; ++b) {
      ASSERT_EQ(product({8, 0, 4}, a, b), a * b);
      ASSERT_EQ(product({8, 7, 0}, a, b), a * b);
    }
}

// Exactly a b - d0 (x5 - 16) - 4 d1 (x3 - 4) with xs the low s bits of a: for c = 5, r = 2 a sum of three products of
// factors of 8 bits: of the digits above by a, and of d0 and 4 d1 by a with its low bits replaced.
TEST(Brep, IsThreeProducts) {
  auto const floor_to = [](int x, int s) { return x - (x & ((1 << s) - 1)); };
  for (int a = -128; a < 128; ++a)
    for (int b = -128; b < 128; ++b) {
      int const d0 = (b & 1) - (b & 2);
      int const d1 = ((b >> 1) & 1) + ((b >> 2) & 1) - 2 * ((b >> 3) & 1);
      int const above = b - d0 - 4 * d1;
      ASSERT_EQ(product({8, 5, 2}, a, b), above * a + d0 * (floor_to(a, 5) + 16) + 4 * d1 * (floor_to(a, 3) + 4));
    }
}

TEST(Brep, MeanErrorIsAQuarter) {
  for (int c = 1; c < 8; ++c)
    for (int r = 1; r < 5; ++r)
      for (int t = 0; t < 4; ++t) {
        long sum = 0;
        for (int a = -128; a < 128; ++a)
          for (int b = -128; b < 128; ++b) sum += product({8, c, r, t}, a, b) - a * b;
        EXPECT_EQ(sum, -65536 / 4) << c << " " << r << " " << t;
      }
}

// Every row takes 45 = 101101b as 101100b + 10b.
TEST(Brep, BitsCutInEveryRow) {
  for (int b = -128; b < 128; ++b) EXPECT_EQ(product({8, 0, 0, 2}, 45, b), 46 * b);
}

}  // namespace
