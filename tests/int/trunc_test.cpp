// Column truncation: the closed forms of A1, its corrections, and its figures.
#include "axmul/int/trunc.hpp"

#include "tests/int/figures.hpp"

namespace {

using correction = axmul::trunc::correction;

// 3 * 3 = 1001: columns 0, 1 (two ones) and 2; k = 2 keeps the one of weight 4.
TEST(Trunc, ByHand) {
  static_assert(axmul::trunc{2, 2, 2}(3u, 3u) == 4u);
  EXPECT_EQ((axmul::trunc{2, 1, 1}(3u, 3u)), 8u);
  EXPECT_EQ((axmul::trunc{2, 0, 3}(3u, 3u)), 8u);
  // E = (1/4)(1 + 2 * 2) = 5/4, rounded to column 2: 1.25 / 4 + 1/2 = 0.8125, nothing.
  EXPECT_EQ((axmul::trunc{2, 2, 2, correction::constant}(0u, 0u)), 0u);
  // E = (1/4)(1 + 2 * 2 + 4) = 9/4, 2.25 / 8 + 1/2 = 0.78; with r = 3, k = 2: (5/4 + 2) / 4 + 1/2 = 1.31, C = 4, cut
  // at 8.
  EXPECT_EQ((axmul::trunc{2, 2, 3, correction::constant}(3u, 3u)), 8u);
  EXPECT_EQ((axmul::trunc{2, 2, 3, correction::constant}(1u, 3u)), 0u);
  // var: column 1 holds two ones, each worth 4 more.
  EXPECT_EQ((axmul::trunc{2, 2, 2, correction::variable}(3u, 3u)), 12u);
  EXPECT_EQ((axmul::trunc{2, 2, 2, correction::variable}(1u, 2u)), 4u);
  EXPECT_EQ((axmul::trunc{2, 0, 0, correction::variable}(3u, 3u)), 9u);
}

TEST(Trunc, LargestErrorAndMean) {
  for (int k = 1; k <= 8; ++k) {
    auto const r = axmul::tools::characterize(axmul::tools::design("trunc:n=8,k=" + std::to_string(k)), {});
    double const wce = (k - 1) * std::ldexp(1.0, k) + 1;
    EXPECT_EQ(r["wce"].get<double>(), wce) << k;
    EXPECT_EQ(r["me"].get<double>(), -wce / 4) << k;
    EXPECT_LE(r["rel_max"].get<double>(), 0) << k;
  }
}

TEST(Trunc, ConstantIsAddedToZero) {
  auto const r = axmul::tools::characterize(axmul::tools::design("trunc:n=8,k=7,corr=const"), {});
  EXPECT_EQ(r["zero_errors"].get<int>(), 511);
  EXPECT_FALSE(r["zero_absorbing"].get<bool>());
}

TEST(Trunc, SaturatesBeforeTheOutputBitsAreDropped) {
  // 255 * 255 = 65025, rounded up at 2^14 it would be 2^16.
  EXPECT_EQ((axmul::trunc{8, 3, 15, correction::variable}(255u, 255u)), 32768u);
  EXPECT_EQ((axmul::trunc{16, 3, 31, correction::variable}(65535u, 65535u)), 2147483648u);
  EXPECT_EQ((axmul::trunc{16, 0, 31, correction::constant}(65535u, 65535u)), 2147483648u);
}

TEST(Trunc, Figures) {
  expect_figures({"trunc:n=8,k=4", 81.25, 1.884e-4, 0.564, -0.564, -100, 0, 49, -12.25});
  expect_figures({"trunc:n=8,k=7", 96.48, 2.957e-3, 5.206, -5.206, -100, 0, 769, -192.25});
  expect_figures({"trunc:n=8,k=7,corr=const", 100, 1.694e-3, 10.035, 9.542, -20.08, 25500, 513, 63.75});
  expect_figures({"trunc:n=8,k=7,corr=var", 96.48, 7.803e-4, 1.895, -0.069, -100, 100, 199, 31.75});
}

// A1: fixed width n = r = 8, in ulps of 2^8: mean, variance, largest.
TEST(Trunc, FixedWidth) {
  struct row {
    char const* spec;
    double mean, var, largest;
  };
  for (row const& want : {row{"trunc:n=8,k=7,r=8", -1.000, .266, 3.50},
                          {"trunc:n=8,k=7,r=8,corr=const", 0.000, .266, 2.50},
                          {"trunc:n=8,k=7,r=8,corr=var", .373, .108, 1.28},
                          {"trunc:n=8,k=5,r=8", -.561, .091, 1.38},
                          {"trunc:n=8,k=5,r=8,corr=const", .061, .090, .75},
                          {"trunc:n=8,k=5,r=8,corr=var", .094, .084, .65}}) {
    auto const r = axmul::tools::characterize(axmul::tools::design(want.spec), {});
    EXPECT_TRUE(prints_as(r["me"].get<double>() / 256, want.mean, 3)) << want.spec;
    EXPECT_TRUE(prints_as(r["var"].get<double>() / 65536, want.var, 3)) << want.spec;
    EXPECT_TRUE(prints_as(r["wce"].get<double>() / 256, want.largest, 2)) << want.spec;
  }
}

}  // namespace
