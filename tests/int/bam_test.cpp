// Broken array: the two cuts, what they equal, and the figures of A2.
#include "axmul/int/bam.hpp"

#include "axmul/int/trunc.hpp"
#include "tests/int/figures.hpp"

namespace {

// a = 7, b = 7: rows 7, 14, 28. Row 0 gone leaves 42; columns below 2 gone leave 4 + 12 + 28 = 44; both leave 40.
TEST(Bam, ByHand) {
  static_assert(axmul::bam{3, 0, 0}(7u, 7u) == 49u);
  EXPECT_EQ((axmul::bam{3, 1, 0}(7u, 7u)), 42u);
  EXPECT_EQ((axmul::bam{3, 0, 2}(7u, 7u)), 44u);
  EXPECT_EQ((axmul::bam{3, 1, 2}(7u, 7u)), 40u);
}

// Rows belong to bits of b.
TEST(Bam, RowsAreOfB) {
  EXPECT_EQ((axmul::bam{8, 2, 0}(200u, 3u)), 0u);
  EXPECT_EQ((axmul::bam{8, 2, 0}(3u, 200u)), 600u);
  EXPECT_EQ((axmul::bam{8, 3, 0, 4}(255u, 15u)), 2040u);
}

TEST(Bam, VerticalCutAloneIsTruncation) {
  for (int v = 0; v < 16; ++v)
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 256; ++b)
        ASSERT_EQ((axmul::bam{8, 0, v}(a, b)), (axmul::trunc{8, v, v}(a, b))) << v;
}

// v <= h cuts only what the rows below h have lost already.
TEST(Bam, SmallVerticalCutDoesNothing) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 256; ++b) ASSERT_EQ((axmul::bam{8, 4, 4}(a, b)), a * (b & 0xf0u));
}

TEST(Bam, Figures) {
  expect_figures({"bam:n=8,h=0,v=5", 89.06, 4.960e-4, 1.263, -1.263, -100, 0, 129, -32.25});
  expect_figures({"bam:n=8,h=2,v=5", 91.89, 3.203e-3, 4.205, -4.205, -100, 0, 833, -208.25});
  expect_figures({"bam:n=8,h=3,v=8", 98.29, 1.083e-2, 12.802, -12.802, -100, 0, 2817, -704.25});
}

}  // namespace
