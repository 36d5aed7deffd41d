// Venkatachalam and Ko: the tree by hand, and the figures of D4.
#include "axmul/int/venkatachalam.hpp"

#include "tests/int/figures.hpp"

namespace {

// 3 * 3: the half adder of column 1 takes 1 + 1 as 3. 5 * 5: the full adder of column 2 takes 1 + 1 + 0 as 1.
TEST(Venkatachalam, ByHand) {
  static_assert(axmul::venkatachalam{8, 15}(3u, 3u) == 11u);
  EXPECT_EQ((axmul::venkatachalam{8, 1}(3u, 3u)), 9u);
  EXPECT_EQ((axmul::venkatachalam{8, 15}(5u, 5u)), 21u);
  EXPECT_EQ((axmul::venkatachalam{8, 2}(5u, 5u)), 25u);
  // 7 * 7: 1 + 2 + 4 of columns 0 and 1, 0 and a carry of 8, 0 and a carry of 16, 16.
  EXPECT_EQ((axmul::venkatachalam{8, 15}(7u, 7u)), 47u);
  EXPECT_EQ((axmul::venkatachalam{8, 0}(7u, 7u)), 49u);
}

// One partial product a column: nothing to lose.
TEST(Venkatachalam, ExactAtPowersOfTwo) {
  for (int c : {0, 7, 15, 16})
    for (int i = 0; i < 8; ++i)
      for (std::uint32_t x = 0; x < 256; ++x) {
        ASSERT_EQ((axmul::venkatachalam{8, c}(1u << i, x)), x << i);
        ASSERT_EQ((axmul::venkatachalam{8, c}(x, 1u << i)), x << i);
      }
}

TEST(Venkatachalam, IsSymmetric) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < a; ++b)
      ASSERT_EQ((axmul::venkatachalam{8, 15}(a, b)), (axmul::venkatachalam{8, 15}(b, a)));
}

// D4; no published figure belongs to this tree.
TEST(Venkatachalam, Figures) {
  struct row {
    int c;
    double mred;
  };
  for (row const& want : {row{0, 1.60}, {7, 1.95}, {15, 7.94}}) {
    std::string const spec = "venkatachalam:n=8,c=" + std::to_string(want.c);
    auto const r = axmul::tools::characterize(axmul::tools::design(spec), {});
    EXPECT_TRUE(prints_as(r["mred"].get<double>(), want.mred, 2)) << spec;
    EXPECT_TRUE(r["zero_absorbing"].get<bool>()) << spec;
  }
}

}  // namespace
