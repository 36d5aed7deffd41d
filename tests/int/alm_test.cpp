// ALM: approximate adders of logarithms by hand, and the figures of C3.
#include "axmul/int/alm.hpp"

#include "axmul/int/mitchell.hpp"
#include "tests/int/figures.hpp"

namespace {

using adder = axmul::alm::adder_kind;

// N = 7. 5 and 6 have logarithms 2 + 32/128 and 2 + 64/128; m = 3 low bits are 0: SOA makes them 7, 2^4 (1 + 103/128).
TEST(Alm, ByHand) {
  static_assert(axmul::alm{8, 3, adder::soa}(5u, 6u) == 28u);
  EXPECT_EQ((axmul::alm{8, 3, adder::soa}(128u, 128u)), (128u + 7) << 7);
  // Fractions 1 and 2: all ones, 1 | 2, and that of b.
  EXPECT_EQ((axmul::alm{8, 3, adder::soa}(129u, 130u)), (128u + 7) << 7);
  EXPECT_EQ((axmul::alm{8, 3, adder::loa}(129u, 130u)), (128u + 3) << 7);
  EXPECT_EQ((axmul::alm{8, 3, adder::maa3}(129u, 130u)), (128u + 2) << 7);
  EXPECT_EQ((axmul::alm{8, 3, adder::maa3}(130u, 129u)), (128u + 1) << 7);
  // Fractions 4 and 0: the carry of MAA3 is bit 2 of a alone.
  EXPECT_EQ((axmul::alm{8, 3, adder::soa}(132u, 128u)), (128u + 7) << 7);
  EXPECT_EQ((axmul::alm{8, 3, adder::loa}(132u, 128u)), (128u + 4) << 7);
  EXPECT_EQ((axmul::alm{8, 3, adder::maa3}(132u, 128u)), (128u + 8) << 7);
  // Fractions 127 and 127: the carry is set, 15 + 127/128.
  EXPECT_EQ((axmul::alm{8, 3, adder::soa}(255u, 255u)), 65280u);
  EXPECT_EQ((axmul::alm{8, 3, adder::loa}(0u, 255u)), 0u);
  EXPECT_EQ((axmul::alm{8, 3, adder::soa}(255u, 0u)), 0u);
}

TEST(Alm, ExactAdderIsMitchell) {
  for (adder kind : {adder::soa, adder::loa, adder::maa3})
    for (std::uint32_t a = 0; a < 256; ++a)
      for (std::uint32_t b = 0; b < 256; ++b) ASSERT_EQ((axmul::alm{8, 0, kind}(a, b)), axmul::mitchell{8}(a, b));
}

TEST(Alm, Rectangular) {
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 16; ++b) {
      ASSERT_EQ((axmul::alm{8, 3, adder::loa, 4}(a, b)), (axmul::alm{8, 3, adder::loa}(a, b)));
      ASSERT_EQ((axmul::alm{4, 3, adder::loa, 8}(b, a)), (axmul::alm{8, 3, adder::loa}(b, a)));
    }
}

TEST(Alm, Figures) {
  expect_figures({"alm:n=8,m=2,adder=soa", 97.43, 8.160e-3, 3.253, -2.979, -11.46, 2.34, 4223, -499.75});
  expect_figures({"alm:n=8,m=2,adder=loa", 93.09, 9.063e-3, 3.705, -3.672, -11.46, 1.49, 4225, -580.45});
  expect_figures({"alm:n=8,m=2,adder=maa3", 94.65, 8.811e-3, 3.608, -3.525, -11.57, 1.54, 4288, -558.13});
  expect_figures({"alm:n=8,m=3,adder=soa", 98.06, 7.831e-3, 3.085, -2.209, -12.36, 5.47, 4605, -404.60});
  expect_figures({"alm:n=8,m=3,adder=loa", 93.09, 9.263e-3, 3.704, -3.561, -12.36, 2.85, 4605, -571.28});
  expect_figures({"alm:n=8,m=3,adder=maa3", 95.24, 9.080e-3, 3.643, -3.390, -12.48, 3.03, 4672, -548.44});
  expect_figures({"alm:n=8,m=4,adder=soa", 98.42, 8.589e-3, 3.462, -.899, -14.13, 11.72, 5369, -231.39});
  expect_figures({"alm:n=8,m=4,adder=loa", 93.09, 1.020e-2, 3.947, -3.430, -14.13, 5.56, 5369, -562.05});
  expect_figures({"alm:n=8,m=4,adder=maa3", 95.63, 1.014e-2, 3.992, -3.239, -14.24, 5.88, 5440, -537.40});
  expect_figures({"alm:n=8,m=6,adder=soa", 98.96, 2.635e-2, 11.250, 5.980, -23.37, 49.22, 15104, 730.70});
  expect_figures({"alm:n=8,m=6,adder=loa", 93.09, 2.174e-2, 7.945, -3.021, -23.37, 19.84, 9953, -464.86});
  expect_figures({"alm:n=8,m=6,adder=maa3", 96.02, 2.233e-2, 8.838, -2.538, -23.47, 20.00, 10048, -392.30});
}

// C3, 16 bit, set-one adder: the least mean error is at m = 11.
TEST(Alm, SixteenBits) {
  struct row {
    int m;
    double mred;
  };
  for (row const& want : {row{9, 3.626}, {10, 3.479}, {11, 3.345}, {12, 3.582}}) {
    std::string const spec = "alm:n=16,m=" + std::to_string(want.m);
    auto const r = axmul::tools::characterize(axmul::tools::design(spec), {"sampled", 1 << 20});
    EXPECT_NEAR(r["mred"].get<double>(), want.mred, .012) << spec;
  }
}

}  // namespace
