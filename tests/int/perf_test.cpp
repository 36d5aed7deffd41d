// Perforation: rows of b left out, its closed mean, and the figures of A4.
#include "axmul/int/perf.hpp"

#include "tests/int/figures.hpp"

namespace {

// 7 = 111b: without rows 0 and 1 it is 4, without row 1 it is 5.
TEST(Perf, ByHand) {
  static_assert(axmul::perf{8, 0, 2}(7u, 7u) == 28u);
  EXPECT_EQ((axmul::perf{8, 1, 1}(7u, 7u)), 35u);
  EXPECT_EQ((axmul::perf{8, 2, 3}(200u, 255u)), 200u * 227u);
  EXPECT_EQ((axmul::perf{8, 0, 8}(255u, 255u)), 0u);
}

// Rows belong to bits of b.
TEST(Perf, RowsAreOfB) {
  EXPECT_EQ((axmul::perf{8, 0, 2}(200u, 3u)), 0u);
  EXPECT_EQ((axmul::perf{8, 0, 2}(3u, 200u)), 600u);
  EXPECT_EQ((axmul::perf{8, 1, 3, 4}(255u, 15u)), 255u);
  EXPECT_EQ((axmul::perf{4, 5, 3, 8}(15u, 255u)), 15u * 31u);
}

// ME = -E(a) 2^j (2^k - 1) / 2 over uniform bits; the largest error is that of 255 and all rows.
TEST(Perf, ClosedForms) {
  for (int j = 0; j < 8; ++j)
    for (int k = 1; k <= 8 - j; ++k) {
      std::string const spec = "perf:n=8,j=" + std::to_string(j) + ",k=" + std::to_string(k);
      auto const r = axmul::tools::characterize(axmul::tools::design(spec), {});
      double const rows = std::ldexp(1.0, j + k) - std::ldexp(1.0, j);
      EXPECT_EQ(r["me"].get<double>(), -127.5 * rows / 2) << spec;
      EXPECT_EQ(r["wce"].get<double>(), 255 * rows) << spec;
      EXPECT_LE(r["rel_max"].get<double>(), 0) << spec;
    }
}

TEST(Perf, Figures) {
  expect_figures({"perf:n=8,j=0,k=2", 74.71, 2.941e-3, 3.566, -3.566, -100, 0, 765, -191.25});
  expect_figures({"perf:n=8,j=1,k=3", 87.16, 1.373e-2, 12.298, -12.298, -100, 0, 3570, -892.50});
}

}  // namespace
