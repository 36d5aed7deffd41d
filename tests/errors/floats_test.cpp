// Error statistics of formats: relative fields and ulps over pairs of significands, overflow and underflow over all
// pairs of normal operands, by plain loops.
#include <gtest/gtest.h>

#include <map>

#include "characterize/errors/characterize.hpp"
#include "tests/conformance/reference.hpp"
#include "tests/fp/fp_reference.hpp"

namespace {

using namespace axmul::tools;
using reference::number_format;
using json = nlohmann::ordered_json;

template <class Core>
void expect_record(std::string const& spec, number_format const& f, Core const& core) {
  SCOPED_TRACE(spec);
  json const r = characterize(design(spec), {});
  number_format const wide{9, f.m, false, {f.options.round}};  // no product of significands leaves its range
  int const ones = 1 << f.m;
  double relative = 0, relative_abs = 0, largest = -1e300, smallest = 1e300, ulps = 0, ulp_max = 0, errors = 0;
  double over = 0, under = 0, normal = 0;
  std::map<double, double> within{{.01, 0}, {.02, 0}, {.05, 0}};
  bool symmetric = true, identity = true;
  auto const core_product = [&](int a, int b) {
    return static_cast<double>(
        reference::product(core, static_cast<reference::big>(a), static_cast<reference::big>(b)));
  };
  auto const result = [&](int a, int b) {
    return reference::value(wide, reference::rounded(wide, std::ldexp(core_product(a, b), -2 * f.m)));
  };
  for (int a = ones; a < 2 * ones; ++a)
    for (int b = ones; b < 2 * ones; ++b) {
      double const exact = std::ldexp(static_cast<double>(a) * b, -2 * f.m);
      double const d = result(a, b) - exact;
      errors += d != 0;
      relative += d / exact;
      relative_abs += std::fabs(d / exact);
      largest = std::max(largest, d / exact);
      smallest = std::min(smallest, d / exact);
      for (auto& [bound, count] : within) count += std::fabs(d / exact) <= bound;
      double const in_ulps = std::ldexp(std::fabs(d), f.m - std::ilogb(exact));
      ulps += in_ulps;
      ulp_max = std::max(ulp_max, in_ulps);
      symmetric = symmetric && result(a, b) == result(b, a);
      if (a == ones || b == ones) identity = identity && d == 0;
    }
  for (std::uint64_t a = 1u << f.m; a <= f.largest(); ++a)
    for (std::uint64_t b = 1u << f.m; b <= f.largest(); ++b) {
      int const exponents = static_cast<int>(a >> f.m) + static_cast<int>(b >> f.m) - 2 * f.bias();
      int const x = ones | (static_cast<int>(a) & (ones - 1)), y = ones | (static_cast<int>(b) & (ones - 1));
      normal += 1;
      over +=
          std::ldexp(result(x, y), exponents) > reference::value(number_format{f.e, f.m, f.finite, {}}, f.largest());
      under += std::ldexp(core_product(x, y), exponents - 2 * f.m) < std::ldexp(1.0, 1 - f.bias());
    }
  double const pairs = static_cast<double>(ones) * ones;
  std::map<std::string, double> const want = {{"pairs", pairs},
                                              {"er", errors / pairs},
                                              {"mred", 100 * relative_abs / pairs},
                                              {"rel_bias", 100 * relative / pairs},
                                              {"rel_max", 100 * largest},
                                              {"rel_min", 100 * smallest},
                                              {"wcre", 100 * std::max(std::fabs(largest), std::fabs(smallest))},
                                              {"pred_1", within[.01] / pairs},
                                              {"pred_2", within[.02] / pairs},
                                              {"pred_5", within[.05] / pairs},
                                              {"ulp_mean", ulps / pairs},
                                              {"ulp_max", ulp_max},
                                              {"overflow", over / normal},
                                              {"underflow", under / normal}};
  for (auto const& [field, x] : want)
    EXPECT_NEAR(r[field].template get<double>(), x, 1e-9 * (1 + std::fabs(x))) << field;
  EXPECT_EQ(r["method"], "exhaustive");
  EXPECT_EQ(r["symmetric"].template get<bool>(), symmetric);
  EXPECT_EQ(r["one_identity"].template get<bool>(), identity);
  EXPECT_TRUE(r["zero_absorbing"].template get<bool>());
  for (char const* field : {"me", "mae", "nmed", "mae_pct", "wce_pct", "mse", "rmse", "var", "wce", "wce_a", "wce_b",
                            "zero_errors", "noeb", "snr_db", "nm", "na"})
    EXPECT_TRUE(r.contains(field) && r[field].is_null()) << field;
}

number_format small(axmul::rounding round = axmul::rounding::rne) {
  return {3, 2, false, {round}};
}
number_format eight(axmul::rounding round = axmul::rounding::rne) {
  return {4, 3, true, {round}};
}

TEST(FloatErrors, SmallFormat) {
  expect_record("exact@float:e=3,m=2", small(), axmul::exact{3});
  expect_record("exact@float:e=3,m=2,round=rtz", small(axmul::rounding::rtz), axmul::exact{3});
  expect_record("mitchell@float:e=3,m=2", small(), axmul::mitchell{3});
  expect_record("bam:h=1,v=0@float:e=3,m=2", small(), axmul::bam{3, 1, 0});
  expect_record("drum:k=2@float:e=3,m=2", small(), axmul::drum{3, 2});
}

TEST(FloatErrors, Finite) {
  expect_record("exact@e4m3", eight(), axmul::exact{4});
  expect_record("exact@e4m3:round=rtz", eight(axmul::rounding::rtz), axmul::exact{4});
  expect_record("exact@e4m3:overflow=saturate", eight(), axmul::exact{4});
  expect_record("exact@e4m3:subnormal=flush", eight(), axmul::exact{4});
  expect_record("mbm:w=1@e4m3", eight(), axmul::mbm{4, 1});
  expect_record("mitchell@e4m3", eight(), axmul::mitchell{4});
}

// Products that lose their top bit, or everything.
TEST(FloatErrors, CoresThatLoseTheTopRow) {
  expect_record("rep:l=3,comp=or@float:e=3,m=2", small(), axmul::rep{3, 3, axmul::rep::compensation::bitwise_or});
  expect_record("rep:l=3@float:e=3,m=2", small(), axmul::rep{3, 3});
  expect_record("bam:h=0,v=6@e4m3", eight(), axmul::bam{4, 0, 6});
}

TEST(FloatErrors, LargerFormats) {
  expect_record("mbm@float:e=5,m=6", {5, 6, false, {}}, axmul::mbm{7});
  expect_record("exact@float:e=2,m=8,round=rtz", {2, 8, false, {axmul::rounding::rtz}}, axmul::exact{9});
}

// Of 500 samples about 95 % have the true figure within their half-width; as many samples as pairs are all of them.
TEST(FloatErrors, IntervalsCover) {
  json const truth = characterize(design("mitchell@float:e=4,m=6"), {});
  std::map<std::string, int> covered;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    json const r = characterize(design("mitchell@float:e=4,m=6"), {"sampled", 1000, seed});
    for (auto const& [field, half] : r["ci95"].items())
      covered[field] += std::fabs(r[field].get<double>() - truth[field].get<double>()) <= half.get<double>();
  }
  EXPECT_EQ(covered.size(), 9u);
  for (auto const& [field, count] : covered) EXPECT_GE(count, 460) << field;
  for (char const* field : {"mred", "rel_bias", "pred_2", "ulp_mean", "overflow", "underflow"})
    EXPECT_LE(covered[field], 490) << field;
  json all = characterize(design("mitchell@float:e=4,m=6"), {"sampled", 1 << 12});
  for (auto const& [field, half] : all["ci95"].items()) EXPECT_EQ(half.get<double>(), 0) << field;
  all.erase("ci95");
  all["method"] = "exhaustive";
  EXPECT_EQ(all, truth);
}

// Correct rounding is within half an ulp, truncation within one.
TEST(FloatErrors, Sampled) {
  for (char const* spec : {"exact@fp32", "exact@float:e=11,m=52"}) {
    json const r = characterize(design(spec), {"sampled", 1 << 14});
    EXPECT_EQ(r["method"], "sampled") << spec;
    EXPECT_LE(r["ulp_max"].get<double>(), .5) << spec;
    EXPECT_NEAR(r["ulp_mean"].get<double>(), .25, .01) << spec;
    EXPECT_TRUE(r["one_identity"].get<bool>()) << spec;
    EXPECT_GT(r["ci95"]["ulp_mean"].get<double>(), 0) << spec;
  }
  json const truncated = characterize(design("exact@fp32:round=rtz"), {"sampled", 1 << 14});
  EXPECT_LT(truncated["ulp_max"].get<double>(), 1);
  EXPECT_NEAR(truncated["ulp_mean"].get<double>(), .5, .02);
  EXPECT_NEAR(characterize(design("mitchell@fp32"), {"sampled", 1 << 16})["mred"].get<double>(), 3.85, .03);
}

}  // namespace
