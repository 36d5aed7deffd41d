// Error statistics of integer multipliers: every field by hand and by a plain loop over all pairs; samples and methods.
#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <functional>
#include <map>

#include "characterize/errors/characterize.hpp"
#include "src/support/error.hpp"
#include "tests/conformance/reference.hpp"

namespace {

using namespace axmul::tools;
using json = nlohmann::ordered_json;

json record(char const* spec, bool per_bit = false) {
  characterize_options options;
  options.per_bit = per_bit;
  return characterize(design(spec), options);
}

// Only a1 b1 is kept: errors -1, -2, -2, -3, -3, -2, -2, -5 at (1,1) (1,2) (2,1) (1,3) (3,1) (2,3) (3,2) (3,3).
TEST(Errors, TwoBitsByHand) {
  json const r = record("trunc:n=2,k=2", true);
  EXPECT_EQ(r["spec"], "trunc:n=2,k=2,r=2,corr=none");
  EXPECT_EQ(r["family"], "trunc");
  EXPECT_EQ(r["method"], "exhaustive");
  EXPECT_EQ(r["pairs"], 16);
  std::map<std::string, double> const want = {{"er", .5},
                                              {"me", -1.25},
                                              {"mae", 1.25},
                                              {"nmed", 1.25 / 9},
                                              {"mae_pct", 7.8125},
                                              {"wce_pct", 31.25},
                                              {"mse", 3.75},
                                              {"rmse", std::sqrt(3.75)},
                                              {"var", 2.1875},
                                              {"wce", 5},
                                              {"wce_a", 3},
                                              {"wce_b", 3},
                                              {"rel_max", 0},
                                              {"rel_min", -100},
                                              {"wcre", 100},
                                              {"pred_1", 1. / 9},
                                              {"pred_2", 1. / 9},
                                              {"pred_5", 1. / 9},
                                              {"zero_errors", 0},
                                              {"noeb", 4 - std::log2(1 + std::sqrt(3.75))},
                                              {"snr_db", 10 * std::log10(196. / 60)},
                                              {"nm", std::sqrt(2.1875) / 9},
                                              {"na", -1.25 / 9}};
  for (auto const& [field, value] : want) EXPECT_DOUBLE_EQ(r[field].get<double>(), value) << field;
  EXPECT_NEAR(r["mred"].get<double>(), 5600. / 81, 1e-9);
  EXPECT_NEAR(r["rel_bias"].get<double>(), -5600. / 81, 1e-9);
  EXPECT_TRUE(r["symmetric"].get<bool>());
  EXPECT_TRUE(r["zero_absorbing"].get<bool>());
  EXPECT_FALSE(r["one_identity"].get<bool>());
  EXPECT_EQ(r["bit_error_rate"], json({4. / 16, 6. / 16, 1. / 16, 1. / 16}));
  EXPECT_EQ(r["exact_sums"], (json{{"errors", "8"}, {"d", "-20"}, {"abs_d", "20"}, {"d2", "60"}}));
  EXPECT_FALSE(r.contains("ci95"));
}

using product_of = std::function<std::int64_t(std::int64_t, std::int64_t)>;

// The record by a loop over all pairs, operands in the order of their patterns.
void expect_record(char const* spec, int n, int nb, bool is_signed, product_of const& f) {
  SCOPED_TRACE(spec);
  auto const value = [&](int pattern, int width) {
    return std::int64_t{is_signed && pattern >> (width - 1) != 0 ? pattern - (1 << width) : pattern};
  };
  int const pairs = 1 << (n + nb);
  std::int64_t errors = 0, sum = 0, abs_sum = 0, square = 0, exact_square = 0, worst = 0, worst_a = 0, worst_b = 0;
  std::int64_t zero_errors = 0, nonzero = 0, most = 0, least = 0, magnitude = 0;
  std::map<double, std::int64_t> within{{.01, 0}, {.02, 0}, {.05, 0}};
  double relative = 0, relative_abs = 0, largest = -1e300, smallest = 1e300;
  bool symmetric = n == nb, absorbs = true, identity = true;
  std::vector<std::int64_t> bits(static_cast<std::size_t>(n + nb));
  for (int i = 0; i < pairs; ++i) {
    std::int64_t const a = value(i >> nb, n), b = value(i & ((1 << nb) - 1), nb);
    std::int64_t const p = f(a, b), exact = a * b, d = p - exact;
    errors += d != 0;
    sum += d;
    abs_sum += std::abs(d);
    square += d * d;
    exact_square += exact * exact;
    most = std::max(most, exact);
    least = std::min(least, exact);
    magnitude = std::max(magnitude, std::abs(exact));
    if (std::abs(d) > worst) worst = std::abs(d), worst_a = a, worst_b = b;
    for (std::size_t bit = 0; bit < bits.size(); ++bit) bits[bit] += ((p ^ exact) >> bit) & 1;
    if (n == nb) symmetric = symmetric && p == f(b, a);
    if (a == 0 || b == 0) absorbs = absorbs && p == 0;
    if (a == 1 || b == 1) identity = identity && d == 0;
    zero_errors += exact == 0 && d != 0;
    if (exact == 0) continue;
    double const share = static_cast<double>(d) / static_cast<double>(exact);
    ++nonzero;
    relative += share;
    relative_abs += std::fabs(share);
    largest = std::max(largest, share);
    smallest = std::min(smallest, share);
    for (auto& [bound, count] : within) count += std::fabs(share) <= bound;
  }
  characterize_options options;
  options.per_bit = true;
  json const r = characterize(design(spec), options);
  double const count = pairs, me = static_cast<double>(sum) / count, mae = static_cast<double>(abs_sum) / count;
  double const mse = static_cast<double>(square) / count, var = mse - me * me;
  double const span = static_cast<double>(most - least), defined = static_cast<double>(nonzero);
  std::map<std::string, double> const want = {
      {"pairs", count},
      {"er", static_cast<double>(errors) / count},
      {"me", me},
      {"mae", mae},
      {"nmed", mae / static_cast<double>(magnitude)},
      {"mae_pct", 100 * mae / count},
      {"wce_pct", 100 * static_cast<double>(worst) / count},
      {"mse", mse},
      {"rmse", std::sqrt(mse)},
      {"var", var},
      {"wce", static_cast<double>(worst)},
      {"wce_a", static_cast<double>(worst_a)},
      {"wce_b", static_cast<double>(worst_b)},
      {"mred", 100 * relative_abs / defined},
      {"rel_bias", 100 * relative / defined},
      {"rel_max", 100 * largest},
      {"rel_min", 100 * smallest},
      {"wcre", 100 * std::max(std::fabs(largest), std::fabs(smallest))},
      {"pred_1", static_cast<double>(within[.01]) / defined},
      {"pred_2", static_cast<double>(within[.02]) / defined},
      {"pred_5", static_cast<double>(within[.05]) / defined},
      {"zero_errors", static_cast<double>(zero_errors)},
      {"noeb", n + nb - std::log2(1 + std::sqrt(mse))},
      {"snr_db", 10 * std::log10(static_cast<double>(exact_square) / static_cast<double>(square))},
      {"nm", std::sqrt(var) / span},
      {"na", me / span}};
  for (auto const& [field, x] : want) EXPECT_NEAR(r[field].get<double>(), x, 1e-9 * (1 + std::fabs(x))) << field;
  EXPECT_EQ(r["symmetric"].get<bool>(), symmetric);
  EXPECT_EQ(r["zero_absorbing"].get<bool>(), absorbs);
  EXPECT_EQ(r["one_identity"].get<bool>(), identity);
  EXPECT_EQ(r["exact_sums"], (json{{"errors", std::to_string(errors)},
                                   {"d", std::to_string(sum)},
                                   {"abs_d", std::to_string(abs_sum)},
                                   {"d2", std::to_string(square)}}));
  ASSERT_EQ(r["bit_error_rate"].size(), bits.size());
  for (std::size_t bit = 0; bit < bits.size(); ++bit)
    EXPECT_DOUBLE_EQ(r["bit_error_rate"][bit].get<double>(), static_cast<double>(bits[bit]) / count) << bit;
}

template <class M>
product_of of(M const& m) {
  return [m](std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(
        reference::product(m, static_cast<reference::big>(a), static_cast<reference::big>(b)));
  };
}
template <class M>
product_of signed_of(M const& m, int width, bool ones) {
  return [=](std::int64_t a, std::int64_t b) {
    return reference::signed_product(a, b, width, ones,
                                     [&](reference::big x, reference::big y) { return reference::product(m, x, y); });
  };
}

TEST(Errors, ByAPlainLoop) {
  expect_record("drum:n=4,k=2", 4, 4, false, of(axmul::drum{4, 2}));
  expect_record("drum:n=8,k=3", 8, 8, false, of(axmul::drum{8, 3}));
  expect_record("mitchell:n=6", 6, 6, false, of(axmul::mitchell{6}));
  expect_record("trunc:n=5,k=4,corr=const", 5, 5, false, of(axmul::trunc{5, 4, 4, axmul::trunc::correction::constant}));
  expect_record("rep:n=3,l=2,comp=const", 3, 3, false, of(axmul::rep{3, 2, axmul::rep::compensation::constant}));
  expect_record("rep:n=8,l=4", 8, 8, false, of(axmul::rep{8, 4}));         // the largest error everywhere
  expect_record("bam:n=4,h=2,v=0", 4, 4, false, of(axmul::bam{4, 2, 0}));  // not symmetric
  expect_record("mbm:n=12,w=6,nb=8", 12, 8, false, of(axmul::mbm{12, 6, 8}));
}

TEST(Errors, RectangularByAPlainLoop) {
  expect_record("bam:n=4,h=1,v=3,nb=3", 4, 3, false, of(axmul::bam{4, 1, 3, 3}));
  expect_record("drum:n=3,k=2,nb=7", 3, 7, false, of(axmul::drum{3, 2, 7}));
  expect_record("rep:n=7,l=3,comp=or,nb=4", 7, 4, false, of(axmul::rep{7, 3, axmul::rep::compensation::bitwise_or, 4}));
}

TEST(Errors, SignedByAPlainLoop) {
  expect_record("drum:n=4,k=2@signed", 4, 4, true, signed_of(axmul::drum{4, 2}, 8, false));
  expect_record("mitchell:n=7@signed:how=ones", 7, 7, true, signed_of(axmul::mitchell{7}, 14, true));
  expect_record("drum:n=8,k=4@signed", 8, 8, true, signed_of(axmul::drum{8, 4}, 16, false));
  expect_record("trunc:n=6,k=3,corr=const,nb=3@signed", 6, 3, true,
                signed_of(axmul::trunc{6, 3, 3, axmul::trunc::correction::constant, 3}, 9, false));
}

// Words of 64 and 128 bits.
TEST(Errors, WideWords) {
  characterize_options const options{"sampled", 1 << 12};
  for (char const* spec : {"exact:n=24", "exact:n=40", "exact:n=64", "exact:n=64@signed"}) {
    json const r = characterize(design(spec), options);
    EXPECT_EQ(r["method"], "sampled");
    EXPECT_GE(r["pairs"], 4096);
    EXPECT_EQ(r["mae"].get<double>(), 0) << spec;
  }
  // The 63 low bits of a are lost: d = -x y with x below 2^63 and y below 2^64, uniform.
  json const r = characterize(design("exact:n=64@lsb:ta=63"), options);
  EXPECT_EQ(r["rel_min"].get<double>(), -100);
  EXPECT_NEAR(r["me"].get<double>(), -std::ldexp(1.0, 125), std::ldexp(1.0, 120));
  EXPECT_NEAR(r["mse"].get<double>() / std::ldexp(1.0, 252), 4. / 9, .04);
}

std::string message(char const* spec, characterize_options const& options) {
  try {
    characterize(design(spec), options);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "done";
}

TEST(Errors, Methods) {
  EXPECT_EQ(record("exact:n=12")["method"], "exhaustive");
  EXPECT_EQ(record("exact:n=13,nb=12")["method"], "analytic");
  characterize_options few;
  few.samples = 4000;
  EXPECT_EQ(characterize(design("tosam:n=13,nb=12"), few)["pairs"], 4000);
  few.method = "sampled";
  EXPECT_EQ(characterize(design("exact:n=4"), few)["method"], "sampled");
  EXPECT_EQ(message("drum:n=25,nb=24", {"exhaustive"}),
            "drum:n=25,k=4,nb=24: 2^49 pairs are too many for the method exhaustive (at most 2^48); use sampled");
  EXPECT_EQ(
      message("exact@float:e=11,m=52", {"exhaustive"}),
      "exact:n=53@float:e=11,m=52: 2^104 pairs are too many for the method exhaustive (at most 2^48); use sampled");
  EXPECT_EQ(message("exact", {"best"}), "method 'best' is not known; auto, exhaustive, analytic, sampled are");
  EXPECT_EQ(message("exact", {"sampled", 0}), "0 samples say nothing; at least 1 is needed");
}

TEST(Errors, SameOnAnyNumberOfThreads) {
  int const before = omp_get_max_threads();
  for (char const* spec : {"drum:n=16,k=5", "mbm:n=32@signed", "mitchell@bf16", "mitchell@fp32"}) {
    std::string text[2];
    for (int threads : {1, 2}) {
      omp_set_num_threads(threads);
      text[threads - 1] = characterize(design(spec), {"sampled", 15'000, 7, true}).dump();
    }
    EXPECT_EQ(text[0], text[1]);
    EXPECT_NE(text[0], characterize(design(spec), {"sampled", 15'000, 8, true}).dump());
  }
  omp_set_num_threads(before);
}

}  // namespace
