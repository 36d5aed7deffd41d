// Approximate Booth encoders: rows by hand, and the figures of D7.
#include "axmul/int/r4abm.hpp"

#include "tests/int/figures.hpp"

namespace {

// n = 4. 2 has digits -2 and 1: the first encoder makes the row of -2 zero and keeps its neg of 1, 1 + 4.
TEST(R4abm, ByHand) {
  static_assert(on_values(axmul::r4abm{4, 1, 8}, 1, 2) == 5);
  EXPECT_EQ(on_values(axmul::r4abm{4, 1, 0}, 1, 2), 2);
  // The second takes digit 0 for 1: 3 + 4 * 3; the two low columns of row 0 alone: 3.
  EXPECT_EQ(on_values(axmul::r4abm{4, 2, 8}, 3, 0), 15);
  EXPECT_EQ(on_values(axmul::r4abm{4, 2, 2}, 3, 0), 3);
  EXPECT_EQ(on_values(axmul::r4abm{4, 2, 8}, -3, 0), -15);
}

TEST(R4abm, ExactWithoutApproximateColumns) {
  for (int kind : {1, 2})
    for (int a = -128; a < 128; ++a)
      for (int b = -128; b < 128; ++b) ASSERT_EQ(on_values(axmul::r4abm{8, kind, 0}, a, b), a * b);
}

// Digits -1, 0 and 1 are exact in the first encoder: b = 1 + 4 + 16 + 64 and its negative.
TEST(R4abm, FirstEncoderErrsAtDoublesAlone) {
  for (int a = -128; a < 128; ++a)
    for (int b : {0, 1, -1, 4, -4, 5, 85, -85}) ASSERT_EQ(on_values(axmul::r4abm{8, 1, 16}, a, b), a * b) << a << b;
}

// D7, 16 bit, p = 16; NMED over 2^30.
TEST(R4abm, SixteenBits) {
  for (auto const& [spec, nmed] : {std::pair{"r4abm:n=16,kind=1,p=16", 5.85e-5}, {"r4abm:n=16,kind=2,p=16", 6.29e-5}}) {
    auto const r = axmul::tools::characterize(axmul::tools::design(spec), {"sampled", 1 << 21});
    EXPECT_NEAR(r["nmed"].get<double>(), nmed, 2e-7) << spec;
  }
}

}  // namespace
