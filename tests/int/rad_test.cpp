// RAD: rounded digits by hand, and the figures of D6.
#include "axmul/int/rad.hpp"

#include "tests/int/figures.hpp"

namespace {

// k = 4: the low digit becomes 0, 1, 2, 4 or 8, ties upwards: 3 -> 4, 6 -> 8; 11 = 16 - 5 -> 16 - 4.
TEST(Rad, ByHand) {
  static_assert(on_values(axmul::rad{8, 4}, 10, 3) == 40);
  EXPECT_EQ(on_values(axmul::rad{8, 4}, 10, 5), 40);
  EXPECT_EQ(on_values(axmul::rad{8, 4}, 10, 6), 80);
  EXPECT_EQ(on_values(axmul::rad{8, 4}, 10, -6), -80);
  EXPECT_EQ(on_values(axmul::rad{8, 4}, -7, 11), -84);
  EXPECT_EQ(on_values(axmul::rad{8, 4}, -7, 8), -56);
  // k = 6: 0, 4, 8, 16 or 32.
  EXPECT_EQ(on_values(axmul::rad{8, 6}, 10, 1), 0);
  EXPECT_EQ(on_values(axmul::rad{8, 6}, 10, 2), 40);
  // 127 = 128 - 1 -> 128, the one value beyond b's.
  EXPECT_EQ(on_values(axmul::rad{8, 6}, -128, 127), -16384);
}

// P = a op(b); op moves b by 2^(k-3) at most and leaves multiples of 2^(k-1) alone.
TEST(Rad, ProductOfAValue) {
  for (int k : {4, 6})
    for (int b = -128; b < 128; ++b) {
      int const value = on_values(axmul::rad{8, k}, 1, b);
      for (int a = -128; a < 128; ++a) ASSERT_EQ(on_values(axmul::rad{8, k}, a, b), a * value) << k << " " << b;
      ASSERT_LE(std::abs(value - b), 1 << (k - 3)) << k << " " << b;
      ASSERT_TRUE(value == b || b % (1 << (k - 1)) != 0) << k << " " << b;
    }
}

// The relative error depends on b alone, so the mean over all nonzero 16-bit pairs is exact; D6 has those of a sample.
TEST(Rad, SixteenBitsExactly) {
  struct row {
    int k;
    double mred;
  };
  for (row const& want : {row{6, .080}, {8, .277}, {10, .927}}) {
    double sum = 0;
    for (int b = -32768; b < 32768; ++b)
      if (b != 0) sum += std::fabs(on_values(axmul::rad{16, want.k}, 1, b) - b) / std::abs(b);
    EXPECT_NEAR(100 * sum / 65535, want.mred, .003) << want.k;
  }
}

}  // namespace
