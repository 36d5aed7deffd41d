// Regular error positions: the missing corner, its compensations, and the figures of section B.
#include "axmul/int/rep.hpp"

#include "tests/int/figures.hpp"

namespace {

using compensation = axmul::rep::compensation;

// a = 23 = 16 + 7, b = 42 = 32 + 10, l = 4: 966 - 70 = 896; or 7|10 = 15; const 2^6; shift 17 * 4.
TEST(Rep, ByHand) {
  static_assert(axmul::rep{8, 4}(23u, 42u) == 896u);
  EXPECT_EQ((axmul::rep{8, 4, compensation::bitwise_or}(23u, 42u)), 911u);
  EXPECT_EQ((axmul::rep{8, 4, compensation::constant}(23u, 42u)), 960u);
  EXPECT_EQ((axmul::rep{8, 4, compensation::shift}(23u, 42u)), 964u);
}

TEST(Rep, ExactWhereALowFieldIsZero) {
  for (std::uint32_t a = 0; a < 256; a += 16)
    for (std::uint32_t b = 0; b < 256; ++b) {
      ASSERT_EQ((axmul::rep{8, 4}(a, b)), a * b);
      ASSERT_EQ((axmul::rep{8, 4}(b, a)), a * b);
    }
}

// B1: WCE = (2^l - 1)^2 and ME = -((2^l - 1) / 2)^2 for none; ME = 0 for or with l = 2.
TEST(Rep, ClosedForms) {
  for (int l = 1; l <= 8; ++l) {
    auto const r = axmul::tools::characterize(axmul::tools::design("rep:n=8,l=" + std::to_string(l)), {});
    double const most = std::ldexp(1.0, l) - 1;
    EXPECT_EQ(r["wce"].get<double>(), most * most) << l;
    EXPECT_EQ(r["me"].get<double>(), -most * most / 4) << l;
  }
  EXPECT_EQ(axmul::tools::characterize(axmul::tools::design("rep:n=8,l=2,comp=or"), {})["me"].get<double>(), 0);
  EXPECT_EQ(axmul::tools::characterize(axmul::tools::design("rep:n=8,comp=const"), {})["zero_errors"].get<int>(), 511);
}

TEST(Rep, Figures) {
  expect_figures({"rep:n=8,l=4", 87.89, 8.651e-4, 1.859, -1.859, -100, 0, 225, -56.25});
  expect_figures({"rep:n=8,l=4,comp=or", 93.75, 7.226e-4, 1.395, -1.332, -93.33, 50, 210, -45});
  expect_figures({"rep:n=8,l=4,comp=const", 99.61, 6.990e-4, 2.718, 1.828, -71.56, 6300, 161, 7.75});
  expect_figures({"rep:n=8,l=4,comp=shift", 98.44, 3.837e-4, 1.248, 0.759, -46.67, 700, 105, 3.75});
}

TEST(Rep, FiguresOfThreeBits) {
  struct row {
    char const* comp;
    double mred, nmed;
    int nmed_digits, wce;
  };
  for (row const& want : {row{"none", .537, 1.88e-4, 6, 49},
                          {"or", .341, 1.37e-4, 6, 42},
                          {"const", .636, 1.74e-4, 6, 33},
                          {"shift", .303, 9.1e-5, 6, 21}}) {
    auto const r = axmul::tools::characterize(axmul::tools::design(std::string("rep:n=8,l=3,comp=") + want.comp), {});
    EXPECT_TRUE(prints_as(r["mred"].get<double>(), want.mred, 3)) << want.comp;
    EXPECT_TRUE(prints_as(r["nmed"].get<double>(), want.nmed, want.nmed_digits)) << want.comp;
    EXPECT_EQ(r["wce"].get<int>(), want.wce) << want.comp;
  }
}

// B2: sign-magnitude is odd-symmetric.
TEST(Rep, Signed) {
  auto const r = axmul::tools::characterize(axmul::tools::design("rep:n=8,l=3@signed"), {});
  EXPECT_TRUE(prints_as(r["mred"].get<double>(), 1.630, 3));
  EXPECT_EQ(r["me"].get<double>(), 0);
}

}  // namespace
