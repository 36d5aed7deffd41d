// DRUM: windows by hand, and the table of A6 over all nonzero 16-bit pairs.
#include "axmul/int/drum.hpp"

#include <algorithm>
#include <vector>

#include "tests/int/figures.hpp"

namespace {

// 1000 = 1111101000b: k = 6 keeps 111110, sets its last bit, 111111 << 4 = 1008.
TEST(Drum, ByHand) {
  static_assert(axmul::drum{16, 6}(1000u, 1000u) == 1016064u);
  EXPECT_EQ((axmul::drum{16, 6}(1000u, 63u)), 1008u * 63u);
  EXPECT_EQ((axmul::drum{8, 4}(16u, 1u)), 18u);
  EXPECT_EQ((axmul::drum{8, 2}(255u, 4u)), 192u * 6u);
}

TEST(Drum, ExactBelowTheWindow) {
  for (std::uint32_t a = 0; a < 32; ++a)
    for (std::uint32_t b = 0; b < 32; ++b) ASSERT_EQ((axmul::drum{16, 5}(a, b)), a * b);
  for (std::uint32_t a = 0; a < 256; ++a)
    for (std::uint32_t b = 0; b < 256; ++b) ASSERT_EQ((axmul::drum{8, 8}(a, b)), a * b);
}

// P = op(a) op(b) over a b is a product of the ratios r(x) = op(x) / x, so sums over all pairs come from the sorted
// ratios.
TEST(Drum, SixteenBitsExactly) {
  struct row {
    int k;
    double mred, bias, deviation, largest, least;
  };
  for (row const& want : {row{3, 11.9021, 2.0796, 14.7468, 56.250, -30.553},
                          {4, 5.8913, .5324, 7.2577, 26.562, -18.996},
                          {5, 2.9378, .1417, 3.6135, 12.891, -10.798},
                          {6, 1.4676, .0431, 1.8045, 6.348, -5.790},
                          {7, .7334, .0176, .9016, 3.149, -3.002},
                          {8, .3664, .0105, .4504, 1.569, -1.527}}) {
    axmul::drum const m{16, want.k};
    std::vector<double> ratios;
    for (std::uint32_t x = 1; x < 65536; ++x) ratios.push_back(m(x, 1u) / static_cast<double>(x));
    std::sort(ratios.begin(), ratios.end());
    std::vector<double> below(ratios.size() + 1, 0);
    for (std::size_t i = 0; i < ratios.size(); ++i) below[i + 1] = below[i] + ratios[i];
    double const count = static_cast<double>(ratios.size());
    double const sum = below.back();
    double squares = 0, distance = 0;
    std::size_t first = ratios.size();  // of the partners y with x y > 1
    for (double x : ratios) {
      squares += x * x;
      while (first > 0 && x * ratios[first - 1] > 1) --first;
      double const under = static_cast<double>(first) - x * below[first];
      distance += under + x * (sum - below[first]) - (count - static_cast<double>(first));
    }
    double const bias = sum / count * (sum / count) - 1;
    double const second = squares / count * (squares / count);
    EXPECT_TRUE(prints_as(100 * distance / count / count, want.mred, 4)) << want.k;
    EXPECT_TRUE(prints_as(100 * bias, want.bias, 4)) << want.k;
    EXPECT_TRUE(prints_as(100 * std::sqrt(second - (1 + bias) * (1 + bias)), want.deviation, 4)) << want.k;
    EXPECT_TRUE(prints_as(100 * (ratios.back() * ratios.back() - 1), want.largest, 3)) << want.k;
    EXPECT_TRUE(prints_as(100 * (ratios.front() * ratios.front() - 1), want.least, 3)) << want.k;
    EXPECT_DOUBLE_EQ(ratios.back(), 1 + std::ldexp(1.0, 1 - want.k));
  }
}

TEST(Drum, Figures) {
  expect_figures({"drum:n=8,k=3", 98.78, 2.841e-2, 12.095, 3.433, -29.83, 56.25, 14849, 123.75});
  expect_figures({"drum:n=8,k=4", 97.72, 1.424e-2, 5.887, 1.596, -17.98, 26.56, 7425, 119.75});
  expect_figures({"drum:n=8,k=5", 94.58, 7.154e-3, 2.839, .937, -9.55, 12.89, 3904, 111.75});
  expect_figures({"drum:n=8,k=6", 85.43, 3.581e-3, 1.301, .571, -4.40, 6.35, 2000, 95.77});
  expect_figures({"drum:n=8,k=7", 60.64, 1.615e-3, .483, .277, -1.52, 3.15, 1012, 63.81});
  expect_figures({"drum:n=8,k=8", 0, 0, 0, 0, 0, 0, 0, 0});
}

// E1, E2: -128 * -128 fits; one's complement loses -1.
TEST(Drum, Signed) {
  axmul::tools::design const d("drum:n=8,k=5@signed");
  std::uint64_t const a = 0x80;
  axmul::tools::u128 p = 0;
  d.products(&a, &a, &p, 1);
  EXPECT_EQ(static_cast<int>(p), 18496);
  auto const mred = [](char const* spec) {
    return axmul::tools::characterize(axmul::tools::design(spec), {})["mred"].template get<double>();
  };
  EXPECT_TRUE(prints_as(mred("drum:n=8,k=5@signed"), 2.675, 3));
  EXPECT_TRUE(prints_as(mred("drum:n=8,k=5@signed:how=ones"), 5.196, 3));
}

}  // namespace
