// Signed regular error positions: both digits by hand, and the figures of B2.
#include "axmul/int/srep.hpp"

#include "tests/int/figures.hpp"

namespace {

using digit = axmul::srep::low_digit;

// 23 = 16 + 7, -6 = -16 + 10: -138 - 70; as a signed digit -6 stays: -138 + 42. 9 = 16 - 7: 81 - 49.
TEST(Srep, ByHand) {
  static_assert(on_values(axmul::srep{8, 4, digit::low}, 23, -6) == -208);
  EXPECT_EQ(on_values(axmul::srep{8, 4, digit::signed_digit}, 23, -6), -96);
  EXPECT_EQ(on_values(axmul::srep{8, 4, digit::signed_digit}, 9, 9), 32);
  EXPECT_EQ(on_values(axmul::srep{8, 4, digit::low}, 9, 9), 0);
  EXPECT_EQ(on_values(axmul::srep{8, 3, digit::signed_digit}, -128, -128), 16384);
}

TEST(Srep, ExactWhereALowFieldIsZero) {
  for (digit kind : {digit::signed_digit, digit::low})
    for (int a = -128; a < 128; a += 16)
      for (int b = -128; b < 128; ++b) {
        ASSERT_EQ(on_values(axmul::srep{8, 4, kind}, a, b), a * b);
        ASSERT_EQ(on_values(axmul::srep{8, 4, kind}, b, a), a * b);
      }
}

// Low fields: WCE = (2^l - 1)^2, ME = -WCE / 4. Signed digits: WCE = 2^(2l-2), ME = -1/4.
TEST(Srep, ClosedForms) {
  for (int l = 1; l < 8; ++l) {
    std::string const spec = "srep:n=8,l=" + std::to_string(l);
    auto const low = axmul::tools::characterize(axmul::tools::design(spec + ",digit=low"), {});
    auto const centred = axmul::tools::characterize(axmul::tools::design(spec), {});
    double const most = std::ldexp(1.0, l) - 1;
    EXPECT_EQ(low["wce"].get<double>(), most * most) << l;
    EXPECT_EQ(low["me"].get<double>(), -most * most / 4) << l;
    EXPECT_EQ(centred["wce"].get<double>(), std::ldexp(1.0, 2 * l - 2)) << l;
    EXPECT_EQ(centred["me"].get<double>(), -.25) << l;
  }
}

TEST(Srep, Figures) {
  auto const mred = [](char const* spec) {
    return axmul::tools::characterize(axmul::tools::design(spec), {})["mred"].template get<double>();
  };
  EXPECT_TRUE(prints_as(mred("srep:n=8,l=3,digit=low"), 2.471, 3));
  EXPECT_TRUE(prints_as(mred("srep:n=8,l=3,digit=signed"), .689, 3));
}

}  // namespace
