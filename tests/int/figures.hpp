// Published and computed figures against characterize(): a number as printed with so many decimals.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "characterize/errors/characterize.hpp"

// Whether `value` prints as `printed` with that many decimals.
inline testing::AssertionResult prints_as(double value, double printed, int decimals) {
  if (std::fabs(value - printed) <= 0.5000001 * std::pow(10.0, -decimals)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << value << " does not print as " << printed;
}

// The product of values, for two's-complement multipliers.
template <class M>
constexpr std::int32_t on_values(M const& m, int a, int b) {
  return static_cast<std::int32_t>(m(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
}

// A row of families.md, section 8: ER and MRED, bias, rel[min, max] in %, NMED with four significant digits.
struct figure_row {
  char const* spec;
  double er, nmed, mred, bias, rel_min, rel_max, wce, me;
};

inline void expect_figures(figure_row const& want) {
  SCOPED_TRACE(want.spec);
  auto const r = axmul::tools::characterize(axmul::tools::design(want.spec), {});
  auto const field = [&](char const* name) { return r[name].get<double>(); };
  EXPECT_TRUE(prints_as(100 * field("er"), want.er, 2));
  int const scale = want.nmed == 0 ? 0 : -static_cast<int>(std::floor(std::log10(want.nmed)));
  EXPECT_TRUE(prints_as(field("nmed"), want.nmed, scale + 3));
  EXPECT_TRUE(prints_as(field("mred"), want.mred, 3));
  EXPECT_TRUE(prints_as(field("rel_bias"), want.bias, 3));
  EXPECT_TRUE(prints_as(field("rel_min"), want.rel_min, 2));
  EXPECT_TRUE(prints_as(field("rel_max"), want.rel_max, 2));
  EXPECT_EQ(field("wce"), want.wce);
  EXPECT_TRUE(prints_as(field("me"), want.me, 2));
}
