// Closed-form gradients, noise models, codebooks and remapping: hand-computed cases, brute force over all pairs and all
// codebooks, and the gradient tables.
#include "lut_gen/training.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <random>

#include "axmul/axmul.hpp"
#include "axmul/gradient.hpp"
#include "axmul/spec.hpp"
#include "lut_gen/gradients.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace {

using namespace axmul::tools;
using axmul::slopes;

std::uint32_t word(int x) {
  return static_cast<std::uint32_t>(x);
}

void expect_slopes(slopes const& s, double a, double b, std::string const& what) {
  EXPECT_EQ(s.a, a) << what;
  EXPECT_EQ(s.b, b) << what;
}

TEST(Gradient, StraightThrough) {
  expect_slopes(axmul::straight_through{axmul::drum{8, 4}}(200u, 3u), 3, 200, "unsigned");
  expect_slopes(axmul::straight_through{axmul::as_signed{axmul::drum{8, 4}}}(word(-128), word(5)), 5, -128, "signed");
  expect_slopes(axmul::straight_through{axmul::as_signed{axmul::drum{16, 4}}}(word(-32768), word(-1)), -1, -32768,
                "signed, all bits of the word");
  expect_slopes(axmul::straight_through{axmul::fp{axmul::bf16, axmul::drum{}}}(1.5f, -1.00001f), -1, 1.5, "bf16");
  static_assert(axmul::straight_through<axmul::drum>{{8, 4}}(7u, 9u).a == 9);
}

// 12 = 8 (1 + 1/2), 5 = 4 (1 + 1/4): 1/2 + 1/4 < 1. 7 = 4 (1 + 3/4), 6 = 4 (1 + 1/2): above 1. 6, 6: just 1.
TEST(Gradient, SumOfLogarithmsByHand) {
  axmul::log_slopes const g{axmul::mitchell{8}};
  expect_slopes(g(12u, 5u), 4, 8, "no carry");
  expect_slopes(g(7u, 6u), 8, 8, "carry");
  expect_slopes(g(6u, 6u), 8, 8, "border of the carry");
  expect_slopes(g(8u, 5u), 4, 8, "border of the leading one");
  expect_slopes(g(7u, 4u), 4, 4, "a power of two");
  expect_slopes(g(0u, 9u), 9, 0, "zero");
  expect_slopes(g(0u, 0u), 0, 0, "zeros");
  expect_slopes(g(255u, 255u), 256, 256, "largest");
  axmul::log_slopes const s{axmul::as_signed{axmul::mitchell{8}}};
  expect_slopes(s(word(-12), word(5)), 4, -8, "negative a");
  expect_slopes(s(word(-7), word(-6)), -8, -8, "both negative");
  expect_slopes(s(word(-128), word(-128)), -128, -128, "smallest");
  expect_slopes(s(word(0), word(-9)), -9, 0, "zero");
  axmul::log_slopes const ones{axmul::as_signed{axmul::mitchell{8}, axmul::negation::ones}};
  expect_slopes(ones(word(-8), word(6)), 8, -8, "magnitude 7");
  static_assert(axmul::log_slopes<axmul::mitchell>{{8}}(7u, 6u).a == 8);
  static_assert(!axmul::has_log_slopes<axmul::drum> && axmul::has_log_slopes<axmul::as_signed<axmul::mitchell>>);
}

TEST(Gradient, SumOfLogarithmsInFormats) {
  axmul::log_slopes const g{axmul::fp{axmul::bf16, axmul::mitchell{}}};
  expect_slopes(g(12.0f, -0.3125f), -0.25, 8, "1/2 and 1/4");
  expect_slopes(g(-1.75f, -6.0f), -8, -2, "carry");
  expect_slopes(g(1.5f, 1.49999f), 2, 2, "1.49999 is 1.5 in bf16");
  expect_slopes(g(0.0f, -3.3f), -3.296875, 0, "zero");
  expect_slopes(g(0x1p-130f, 1.0f), 1, 0x1p-130, "subnormal");
}

// Where no border lies between two neighbours, the slope is the step of the model.
template <class M>
int steps_of_the_model(M const& mul, int low, int high) {
  int checked = 0;
  axmul::log_slopes<M> const g{mul};
  for (int a = low; a < high; ++a)
    for (int b = low; b <= high; ++b) {
      slopes const here = g(word(a), word(b)), next = g(word(a + 1), word(b));
      if (here.a != next.a || here.b != next.b || a == -1 || a == 0) continue;
      double const step = static_cast<std::int32_t>(mul(word(a + 1), word(b)) - mul(word(a), word(b)));
      EXPECT_EQ(step, here.a) << axmul::to_string(mul) << " " << a << " " << b;
      ++checked;
    }
  return checked;
}

TEST(Gradient, SumOfLogarithmsIsTheStepOfTheModel) {
  EXPECT_GT(steps_of_the_model(axmul::mitchell{6}, 0, 63), 2000);
  EXPECT_GT(steps_of_the_model(axmul::as_signed{axmul::mitchell{6}}, -32, 31), 2000);
}

// f(a, b) = b^2.
TEST(Gradient, DifferencesByHand) {
  std::uint32_t const squares[16] = {0, 1, 4, 9, 0, 1, 4, 9, 0, 1, 4, 9, 0, 1, 4, 9};
  axmul::lut<std::uint32_t> const table{squares, 2};
  // window 0: (y(x + 1) - y(x - 1)) / 2, at the ends the step to the neighbour.
  double const plain[4] = {1, 2, 4, 5};
  // window 1: means 1/2 (0..1), 5/3 (0..2), 14/3 (1..3), 13/2 (2..3); centres 1/2, 1, 2, 5/2.
  double const wide[4] = {(5. / 3 - 1. / 2) / (1. / 2), (14. / 3 - 1. / 2) / (3. / 2), (13. / 2 - 5. / 3) / (3. / 2),
                          (13. / 2 - 14. / 3) / (1. / 2)};
  for (std::uint32_t x = 0; x < 4; ++x) {
    expect_slopes(axmul::difference{table, 0}(2u, x), 0, plain[x], "window 0");
    EXPECT_DOUBLE_EQ((axmul::difference{table, 1}(2u, x).b), wide[x]);
    EXPECT_EQ((axmul::difference{table, 1}(2u, x).a), 0);
  }
}

template <class M>
void agrees_with_the_tables(M const& mul, int window) {
  int const n = axmul::bits_a(mul), nb = axmul::bits_b(mul);
  std::vector<std::int64_t> products;
  auto const operand = [](std::uint32_t x, int w) { return axmul::is_signed<M> ? axmul::sign_extend(x, w) : x; };
  for (std::uint32_t a = 0; a >> n == 0; ++a)
    for (std::uint32_t b = 0; b >> nb == 0; ++b) {
      std::uint32_t const p = mul(operand(a, n), operand(b, nb));
      products.push_back(axmul::is_signed<M> ? static_cast<std::int64_t>(static_cast<std::int32_t>(p))
                                             : static_cast<std::int64_t>(p));
    }
  gradient_tables const tables = gradients(products, n, nb, axmul::is_signed<M>, {false, window});
  axmul::difference<M> const g{mul, window};
  for (std::uint32_t a = 0; a >> n == 0; ++a)
    for (std::uint32_t b = 0; b >> nb == 0; ++b) {
      slopes const s = g(operand(a, n), operand(b, nb));
      ASSERT_EQ(s.a, tables.by_row[(a << nb) | b]) << axmul::to_string(mul) << " " << a << " " << b;
      ASSERT_EQ(s.b, tables.by_column[(a << nb) | b]) << axmul::to_string(mul) << " " << a << " " << b;
    }
}

TEST(Gradient, DifferencesAreThoseOfTheTables) {
  for (int const window : {0, 1, 2, 7}) {
    agrees_with_the_tables(axmul::drum{6, 3}, window);
    agrees_with_the_tables(axmul::as_signed{axmul::mitchell{6}}, window);
    agrees_with_the_tables(axmul::exact{5, 4}, window);
  }
}

TEST(Gradient, AllWordsAndTheChoice) {
  axmul::difference const g{axmul::exact{8}, 16};
  for (std::uint32_t const a : {0u, 1u, 17u, 255u}) {
    expect_slopes(g(a, 100u), 100, a, "exact");
    expect_slopes(g(static_cast<std::uint64_t>(a), std::uint64_t{100}), 100, a, "64 bits");
    expect_slopes(g(axmul::uint128_t{a}, axmul::uint128_t{100}), 100, a, "128 bits");
  }
  // Steps far below the precision of the products.
  axmul::uint128_t const wide = axmul::uint128_t{1} << 60;
  expect_slopes(axmul::difference{axmul::exact{64}, 2}(axmul::uint128_t{77}, wide), 0x1p60, 77, "wide");
  expect_slopes(axmul::difference{axmul::as_signed{axmul::exact{64}}, 2}(axmul::uint128_t{0} - 77, wide), 0x1p60, -77,
                "wide, signed");
  axmul::difference const s{axmul::as_signed{axmul::exact{16}}, 3};
  expect_slopes(s(word(-32768), word(-32768)), -32768, -32768, "all bits of the word");
  expect_slopes(axmul::gradient_of(axmul::mitchell{8}, 4)(6u, 6u), 8, 8, "closed form");
  expect_slopes(axmul::gradient_of(axmul::exact{8}, 4)(6u, 7u), 7, 6, "difference");
}

class Training : public ::testing::Test {
 protected:
  std::string csv(std::string const& name, std::string const& content) const {
    write_file(scratch_ / name, content);
    return (scratch_ / name).string();
  }
  // A 2 x 2-bit unsigned multiplier with these products.
  weighted_table small(std::vector<std::uint32_t> const& products, distribution_request const& request = {}) const {
    std::string bytes;
    for (std::uint32_t const p : products)
      for (int i = 0; i < 4; ++i) bytes += static_cast<char>(p >> (8 * i) & 0xff);
    return {design("table:file=" + csv("t.raw", bytes) + ",n=2"), request};
  }
  static std::string refusal(std::function<void()> const& f) {
    try {
      f();
    } catch (bad_input const& e) {
      return e.what();
    }
    return "accepted";
  }

 private:
  scratch_dir scratch_;
};

// Exact but for 3 x 3 = 7, the multiplier of Kulkarni: d = -2 once in 16.
std::vector<std::uint32_t> const three_by_three{0, 0, 0, 0, 0, 1, 2, 3, 0, 2, 4, 6, 0, 3, 6, 7};

TEST_F(Training, MomentsByHand) {
  weighted_table const t = small(three_by_three);
  auto const a = errors_by_a(t);
  ASSERT_EQ(a.size(), 4u);
  EXPECT_EQ(a[2].mean, 0);
  EXPECT_EQ(a[2].variance, 0);
  EXPECT_EQ(a[3].mean, -0.5);      // -2 / 4
  EXPECT_EQ(a[3].variance, 0.75);  // 4 / 4 - 1 / 4
  EXPECT_EQ(moments_csv(t),
            "operand,value,weight,mean,variance\n"
            "a,0,1,0,0\na,1,1,0,0\na,2,1,0,0\na,3,1,-0.5,0.75\n"
            "b,0,1,0,0\nb,1,1,0,0\nb,2,1,0,0\nb,3,1,-0.5,0.75\n");
  // p = 1/16: mean -2p, variance 4p(1-p), skewness -(1-2p)/sqrt(p(1-p)), kurtosis (1-6p(1-p))/(p(1-p)).
  noise_model const m = noise_of(t);
  double const pq = 15. / 256;
  EXPECT_EQ(m.mean, -0.125);
  EXPECT_EQ(m.variance, 4 * pq);
  EXPECT_DOUBLE_EQ(m.skewness, -(14. / 16) / std::sqrt(pq));
  EXPECT_DOUBLE_EQ(m.kurtosis, (1 - 6 * pq) / pq);
  // The step at 0, from 1/16 to 1, is 0.125 above the mean.
  EXPECT_NEAR(m.normality, 0.5 * std::erfc(-0.125 / std::sqrt(4 * pq) / std::sqrt(2.)) - 1. / 16, 1e-15);
  EXPECT_EQ(t.range, 9);
}

TEST_F(Training, MomentsUnderADistribution) {
  // a: 3 with weight 3, 1 with weight 1. b: 3 alone.
  weighted_table const t = small(three_by_three, {csv("a.csv", "3,3\n1,1\n"), csv("b.csv", "3,5\n"), "", ""});
  EXPECT_EQ(errors_by_b(t)[3].mean, -1.5);
  EXPECT_EQ(errors_by_b(t)[3].variance, 0.75);
  EXPECT_EQ(errors_by_a(t)[3].mean, -2);
  EXPECT_EQ(errors_by_a(t)[3].variance, 0);
  EXPECT_EQ(errors_by_a(t)[1].mean, 0);
  noise_model const m = noise_of(t);
  EXPECT_EQ(m.mean, -1.5);
  EXPECT_EQ(m.variance, 0.75);
  EXPECT_DOUBLE_EQ(m.skewness, 1 / std::sqrt(0.75));  // p = 1/4 of being 2 higher: (1 - 2p) / sqrt(pq)
}

TEST_F(Training, ConstantErrorsHaveNoShape) {
  weighted_table const t(design("exact:n=4@signed"), {});
  noise_model const m = noise_of(t);
  EXPECT_EQ(m.mean, 0);
  EXPECT_EQ(m.variance, 0);
  EXPECT_TRUE(std::isnan(m.skewness) && std::isnan(m.kurtosis) && std::isnan(m.normality));
  EXPECT_TRUE(std::isnan(noise_of_sum(t, 9).normality));
}

// Everything again in floating point, pair by pair.
struct by_force {
  by_force(weighted_table const& t) {
    double const total = static_cast<double>(t.a.total) * static_cast<double>(t.b.total);
    for (std::size_t a = 0; a < t.a.size(); ++a)
      for (std::size_t b = 0; b < t.b.size(); ++b)
        probability[t.error(a, b)] += static_cast<double>(t.a.weights[a]) * static_cast<double>(t.b.weights[b]) / total;
  }
  // Of the sum of k, one after another.
  by_force sum(int k) const {
    by_force all = *this;
    for (int i = 1; i < k; ++i) {
      std::map<std::int64_t, double> next;
      for (auto const& [x, p] : all.probability)
        for (auto const& [y, q] : probability) next[x + y] += p * q;
      all.probability = next;
    }
    return all;
  }
  double moment(double centre, int order) const {
    double s = 0;
    for (auto const& [x, p] : probability) s += p * std::pow(static_cast<double>(x) - centre, order);
    return s;
  }
  void expect(noise_model const& m, std::string const& what) const {
    double const mean = moment(0, 1), variance = moment(mean, 2);
    EXPECT_NEAR(m.mean, mean, 1e-9 * (1 + std::fabs(mean))) << what;
    EXPECT_NEAR(m.variance, variance, 1e-9 * variance) << what;
    EXPECT_NEAR(m.skewness, moment(mean, 3) / std::pow(variance, 1.5), 1e-8) << what;
    EXPECT_NEAR(m.kurtosis, moment(mean, 4) / variance / variance - 3, 1e-8) << what;
    double below = 0, largest = 0;
    for (auto const& [x, p] : probability) {
      double const normal = std::erfc(-(static_cast<double>(x) - mean) / std::sqrt(2 * variance)) / 2;
      largest = std::max({largest, std::fabs(below - normal), std::fabs(below + p - normal)});
      below += p;
    }
    EXPECT_NEAR(m.normality, largest, 1e-9) << what;
  }

  std::map<std::int64_t, double> probability;
};

TEST_F(Training, NoiseByForce) {
  distribution_request const some{"normal:sigma=3", "halfnormal:sigma=2", "", ""};
  for (char const* spec : {"drum:n=4,k=2", "mitchell:n=4@signed", "mitchell:n=4,nb=3", "mbm:n=8", "rep:n=6"})
    for (distribution_request const& request : {distribution_request{}, some}) {
      weighted_table const t(design(spec), request);
      by_force const force(t);
      force.expect(noise_of(t), spec);
      if (t.a.size() > 16) continue;
      force.sum(1).expect(noise_of_sum(t, 1), spec);
      force.sum(7).expect(noise_of_sum(t, 7), spec);
      force.sum(40).expect(noise_of_sum(t, 40), spec);
    }
}

// Where the sum of all errors no longer fits on the circle; and towards the normal distribution, as 1 / sqrt(k).
TEST_F(Training, LongSums) {
  weighted_table const small_errors = small(three_by_three);
  // A binomial distribution: its distribution function by recurrence.
  int const k = 3000;
  double const p = 1. / 16, mean = k * p, deviation = std::sqrt(k * p * (1 - p));
  double below = 0, largest = 0, mass = std::pow(1 - p, k);
  for (int i = 0; i <= k; ++i) {
    double const normal = std::erfc(-(i - mean) / deviation / std::sqrt(2.)) / 2;
    largest = std::max({largest, std::fabs(below - normal), std::fabs(below + mass - normal)});
    below += mass;
    mass *= p / (1 - p) * (k - i) / (i + 1);
  }
  EXPECT_NEAR(below, 1, 1e-10);
  EXPECT_NEAR(noise_of_sum(small_errors, k).normality, largest, 1e-9);

  weighted_table const t(design("mitchell:n=6"), {});
  double const once = noise_of_sum(t, 256).normality, later = noise_of_sum(t, 1 << 14).normality;
  EXPECT_LT(later, 0.01);
  EXPECT_NEAR(once / later, 8, 0.2);
  EXPECT_TRUE(std::isnan(noise_of_sum(weighted_table(design("mitchell:n=10"), {}), 1 << 20).normality));
}

double squared_error(weighted_table const& t, double b, std::size_t code) {
  double s = 0;
  for (std::size_t a = 0; a < t.a.size(); ++a)
    s += static_cast<double>(t.a.weights[a]) *
         std::pow(static_cast<double>(t.product(a, code)) - static_cast<double>(t.a.values[a]) * b, 2);
  return s / static_cast<double>(t.a.total);
}

// f(a, 2) = 3 a and f(a, 1) = 2 a: 3 is better served by code 2, 2 by code 1; 1 stays, since code 0 is as far off.
TEST_F(Training, RemapByHand) {
  weighted_table const t = small({0, 0, 0, 0, 0, 2, 3, 5, 0, 4, 6, 10, 0, 6, 9, 15});
  remapping const r = remap(t, 1);
  ASSERT_EQ(r.codes.size(), 4u);
  double const squares = 14. / 4;  // mean a^2
  std::int64_t const codes[4] = {0, 1, 1, 2};
  double const before[4] = {0, squares, squares, 4 * squares}, after[4] = {0, squares, 0, 0};
  for (int b = 0; b < 4; ++b) {
    remapped_code const& c = r.codes[static_cast<std::size_t>(b)];
    EXPECT_EQ(c.b, b);
    EXPECT_EQ(c.code, codes[b]) << b;
    EXPECT_EQ(c.mse_before, before[b]) << b;
    EXPECT_EQ(c.mse, after[b]) << b;
  }
  EXPECT_EQ(r.mse_before, 6 * squares / 4);
  EXPECT_EQ(r.mse, squares / 4);
  EXPECT_EQ(remap_csv(remap(t, 0)),
            "value,code,weight,mse_before,mse\n0,0,1,0,0\n1,1,1,3.5,3.5\n2,2,1,3.5,3.5\n3,3,1,14,14\n");
}

// Codes 0 and 2 are as good as one another for 1, and better than it: the smaller one.
TEST_F(Training, RemapTies) {
  weighted_table const t = small({0, 3, 0, 0, 0, 5, 2, 2, 0, 5, 4, 4, 0, 5, 6, 6});
  remapping const r = remap(t, 3);
  EXPECT_EQ(r.codes[1].code, 0);
  EXPECT_EQ(r.codes[2].code, 2);  // code 3 has the same products, 2 is nearer
  EXPECT_EQ(r.codes[3].code, 3);
  EXPECT_EQ(r.codes[3].mse, 14. / 4);
}

TEST_F(Training, RemapByForce) {
  distribution_request const some{csv("a.csv", "1,3\n-5,2\n7,1\n"), "normal:sigma=2", "", ""};
  for (char const* spec : {"drum:n=4,k=2@signed", "mitchell:n=4@signed"})
    for (std::int64_t const radius : {0, 2, 16}) {
      weighted_table const t(design(spec), some);
      remapping const r = remap(t, radius);
      double total = 0;
      for (std::size_t i = 0; i < 16; ++i) {
        std::int64_t const b = static_cast<std::int64_t>(i) - 8;
        auto best = std::make_tuple(1e300, std::int64_t{0}, std::int64_t{0});
        for (std::int64_t c = -8; c < 8; ++c)
          if (std::abs(c - b) <= radius)
            best = std::min(
                best, {squared_error(t, static_cast<double>(b), static_cast<std::size_t>(c & 15)), std::abs(c - b), c});
        EXPECT_EQ(r.codes[i].b, b);
        EXPECT_EQ(r.codes[i].code, std::get<2>(best)) << spec << " " << radius << " " << b;
        EXPECT_NEAR(r.codes[i].mse, std::get<0>(best), 1e-9);
        total += r.codes[i].mse * static_cast<double>(r.codes[i].weight) / static_cast<double>(t.b.total);
      }
      EXPECT_NEAR(r.mse, total, 1e-9 * (1 + total));
      EXPECT_LE(r.mse, r.mse_before);
    }
}

// Weights 0 0 0 2 3 under the exact multiplier: two runs, 0 and 2..3 with mean 2.5.
TEST_F(Training, CodebookByHand) {
  weighted_table const t(design("exact:n=2"), {"", "", "", csv("w.csv", "0\n3\n0\n2\n0\n")});
  codebook const c = best_codebook(t, 2, 4);
  EXPECT_EQ(codebook_csv(c), "centroid,code,weight,mean,mse\n0,0,3,0,0\n2.5,2,2,-0.75,0.875\n");
  EXPECT_EQ(c.products, (std::vector<std::int32_t>{0, 0, 0, 0, 0, 2, 4, 6}));
  EXPECT_EQ(c.mse, 3.5 / 5);  // 3 as 2: mean a^2 = 3.5, one of five weights
  EXPECT_EQ(codebook_csv(codebook_of(t, {3, 0.25}, 0)),
            "centroid,code,weight,mean,mse\n3,3,2,0,0\n0.25,0,3,-0.375,0.21875\n");
}

// All sets of k codes; random tables, for which no order of the codes can be relied on.
TEST_F(Training, NoCodebookIsBetter) {
  std::mt19937 random(7);
  for (int round = 0; round < 6; ++round) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
      int const p = (i >> 4) * (i & 15);
      bytes +=
          static_cast<char>(round == 0 ? p : static_cast<int>(random() % 3) * p / 2 + static_cast<int>(random() % 40));
      bytes += std::string(3, '\0');
    }
    std::string const file = csv("random.raw", bytes);
    weighted_table const t(design("table:file=" + file + ",n=4"),
                           {"halfnormal:sigma=6", round % 2 == 0 ? "" : "normal:sigma=3", "", ""});
    double errors[16][16];
    for (std::size_t b = 0; b < 16; ++b)
      for (std::size_t c = 0; c < 16; ++c) errors[b][c] = squared_error(t, static_cast<double>(b), c);
    for (int k = 1; k <= 3; ++k) {
      double least = 1e300;
      for (unsigned set = 0; set < 1u << 16; ++set) {
        if (__builtin_popcount(set) != k) continue;
        double sum = 0;
        for (std::size_t b = 0; b < 16; ++b) {
          double best = 1e300;
          for (std::size_t c = 0; c < 16; ++c)
            if ((set >> c & 1) != 0) best = std::min(best, errors[b][c]);
          sum += best * static_cast<double>(t.b.weights[b]) / static_cast<double>(t.b.total);
        }
        least = std::min(least, sum);
      }
      codebook const c = best_codebook(t, static_cast<std::size_t>(k), 16);
      EXPECT_NEAR(c.mse, least, 1e-9 * least) << round << " " << k;
      std::uint64_t weights = 0;
      for (shared_weight const& e : c.entries) {
        weights += e.weight;
        EXPECT_NEAR(e.mse, squared_error(t, e.centroid, static_cast<std::size_t>(e.code)), 1e-9 * (1 + e.mse));
      }
      EXPECT_EQ(weights, t.b.total);
    }
  }
}

TEST_F(Training, CodebookOfEveryWeightIsTheRemapping) {
  weighted_table const t(design("drum:n=5,k=3@signed"), {"", "normal:sigma=4", "", ""});
  std::size_t values = 0;
  for (std::uint64_t const w : t.b.weights) values += w != 0 ? 1 : 0;
  codebook const c = best_codebook(t, values, 3);
  for (shared_weight const& e : c.entries) EXPECT_EQ(e.centroid, std::floor(e.centroid));
  EXPECT_NEAR(best_codebook(t, values, 32).mse, remap(t, 32).mse, 1e-12);
  for (shared_weight const& e : c.entries) EXPECT_LE(std::fabs(static_cast<double>(e.code) - e.centroid), 3);
}

// Magic, version, length of the header (118 bytes), int8_t after 128 bytes.
TEST_F(Training, CodebookFile) {
  weighted_table const t(design("exact:n=3@signed"), {});
  std::string const file = codebook_npy(t, codebook_of(t, {-4, 3}, 0));
  ASSERT_EQ(file.size(), 128u + 16);
  EXPECT_EQ(file.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(file.substr(10, 57), "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 8),");
  EXPECT_EQ(file[127], '\n');
  // Patterns 0..3, -4..-1 times -4, then times 3.
  EXPECT_EQ(file.substr(128), std::string("\x00\xfc\xf8\xf4\x10\x0c\x08\x04\x00\x03\x06\x09\xf4\xf7\xfa\xfd", 16));
}

TEST_F(Training, Refusals) {
  EXPECT_EQ(refusal([] { weighted_table(design("exact:n=11"), {}); }),
            "exact:n=11: tables for training have operands of at most 10 bits and products of 24, this one 11, 11 and "
            "22");
  EXPECT_NE(refusal([] { weighted_table(design("mbm@e4m3"), {}); }).find("name the core"), std::string::npos);
  EXPECT_NE(refusal([] {
              weighted_table(design("exact:n=4"), {"", "", "x.csv", ""});
            }).find("independent"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              weighted_table(design("exact:n=4"), {csv("x.csv", "16,1\n"), "", "", ""});
            }).find("an integer from 0 to 15"),
            std::string::npos);
  weighted_table const t(design("exact:n=2"), {});
  EXPECT_EQ(refusal([&] { best_codebook(t, 5, 4); }),
            "exact:n=2: a codebook of 5 not accepted; 1 to 4 are, which is how many weights occur");
  EXPECT_EQ(refusal([&] { codebook_of(t, {3.5}, 4); }),
            "exact:n=2: centroid 3.5 not accepted; numbers from 0 to 3 are");
  EXPECT_EQ(refusal([&] { codebook_of(t, {}, 4); }), "no centroid given; at least one is needed");
}

}  // namespace
