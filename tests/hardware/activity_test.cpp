// Sequences of operand pairs: their distribution, their correlation, the toggles of their bits.
#include "characterize/hardware/activity.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "axmul/bits.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace axmul::tools {
namespace {

double const pi = std::acos(-1.0);

activity_request request_of(double correlation, distribution_request distribution = {}, std::uint64_t seed = 1) {
  activity_request request;
  request.distribution = std::move(distribution);
  request.correlation = correlation;
  request.seed = seed;
  return request;
}

std::vector<double> values(std::vector<std::uint64_t> const& patterns, int width, bool is_signed) {
  std::vector<double> all;
  for (std::uint64_t const x : patterns)
    all.push_back(is_signed ? static_cast<double>(static_cast<std::int64_t>(sign_extend(x, width)))
                            : static_cast<double>(x));
  return all;
}

// Pearson's correlation of x[i] and y[i + lag].
double correlation(std::vector<double> const& x, std::vector<double> const& y, std::size_t lag) {
  std::size_t const count = x.size() - lag;
  double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < count; ++i) {
    mx += x[i] / static_cast<double>(count);
    my += y[i + lag] / static_cast<double>(count);
  }
  for (std::size_t i = 0; i < count; ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i + lag] - my) * (y[i + lag] - my);
    xy += (x[i] - mx) * (y[i + lag] - my);
  }
  return xy / std::sqrt(xx * yy);
}

double toggle_rate(std::vector<std::uint64_t> const& x, int bit) {
  std::size_t toggles = 0;
  for (std::size_t i = 1; i < x.size(); ++i) toggles += (x[i] ^ x[i - 1]) >> bit & 1;
  return static_cast<double>(toggles) / static_cast<double>(x.size() - 1);
}

// Largest difference between the shares of the values, in the order of the patterns, and those of the distribution.
double largest_deviation(std::vector<std::uint64_t> const& drawn, operand_distribution const& distribution) {
  std::map<std::uint64_t, double> difference;
  for (std::uint64_t const x : drawn) difference[x] += 1 / static_cast<double>(drawn.size());
  for (std::uint64_t i = 0; i < distribution.size(); ++i)
    difference[distribution.pattern(i)] -=
        static_cast<double>(distribution.weight(i)) / static_cast<double>(distribution.total());
  double sum = 0, largest = 0;
  for (auto const& [pattern, share] : difference) largest = std::max(largest, std::fabs(sum += share));
  return largest;
}

std::string refusal(char const* spec, activity_request const& request) {
  try {
    activity_pairs(design(spec), request);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "done";
}

class Activity : public testing::Test {
 protected:
  std::string file(char const* name, std::string const& content) {
    write_file(folder_ / name, content);
    return (folder_ / name).string();
  }

 private:
  scratch_dir folder_;
};

TEST_F(Activity, PairsDependOnSeedAndNumberAlone) {
  distribution_request joint;
  joint.joint = file("j.csv", "1,2,3\n4,5,6\n7,8,9\n");
  for (activity_request request : {request_of(0), request_of(0.9), request_of(0, {"normal:sigma=20"}),
                                   request_of(0.5, {"normal:sigma=20", "halfnormal:sigma=9"}), request_of(0, joint)}) {
    design const d(joint.joint == request.distribution.joint ? "exact:n=8" : "exact:n=16");
    request.pairs = 100;
    operand_sequence const all = activity_pairs(d, request);
    request.pairs = 10;
    operand_sequence const part = activity_pairs(d, request);
    EXPECT_TRUE(std::equal(part.a.begin(), part.a.end(), all.a.begin()));
    EXPECT_TRUE(std::equal(part.b.begin(), part.b.end(), all.b.begin()));
    EXPECT_EQ(part.a.size(), 10u);
    request.pairs = 100;
    request.seed = 8;
    EXPECT_NE(activity_pairs(d, request).a, all.a);
    EXPECT_NE(all.a, all.b);
  }
}

TEST_F(Activity, FloatPairsAreFinite) {
  operand_sequence const pairs = activity_pairs(design("exact@fp16"), request_of(0));
  std::vector<double> exponents(32);
  for (auto const* operand : {&pairs.a, &pairs.b})
    for (std::uint64_t const x : *operand) exponents[x >> 10 & 31] += 1;
  EXPECT_EQ(exponents[31], 0);
  double const expected = 2 * static_cast<double>(pairs.a.size()) / 31;
  for (std::size_t e = 0; e < 31; ++e) EXPECT_NEAR(exponents[e], expected, 5 * std::sqrt(expected)) << e;
  EXPECT_NEAR(toggle_rate(pairs.a, 15), 0.5, 0.006);
  EXPECT_NEAR(toggle_rate(pairs.b, 0), 0.5, 0.006);
}

TEST_F(Activity, IndependentPairsAreDrawnFromTheDistribution) {
  distribution_request joint;
  joint.joint = file("j.csv", "1,-2,3\n4,5,1\n");
  design const d("exact:n=8@signed");
  operand_sequence const pairs = activity_pairs(d, request_of(0, joint));
  double first = 0;
  for (std::size_t i = 0; i < pairs.a.size(); ++i) {
    bool const is_first = pairs.a[i] == 1 && pairs.b[i] == 254;
    ASSERT_TRUE(is_first || (pairs.a[i] == 4 && pairs.b[i] == 5));
    first += is_first;
  }
  EXPECT_NEAR(first / static_cast<double>(pairs.a.size()), 0.75, 0.006);

  distribution_request both{"normal:sigma=20"};
  both.weights = file("w.csv", "value\n-3\n17\n17\n");
  operand_sequence const drawn = activity_pairs(d, request_of(0, both));
  EXPECT_LT(largest_deviation(drawn.a, pair_distribution(d, both).a()), 0.006);
  EXPECT_LT(largest_deviation(drawn.b, pair_distribution(d, both).b()), 0.006);
  EXPECT_NEAR(correlation(values(drawn.a, 8, true), values(drawn.a, 8, true), 1), 0, 0.012);
}

TEST_F(Activity, BitsOfIndependentPairsToggleHalfOfTheTime) {
  operand_sequence const pairs = activity_pairs(design("exact:n=12"), request_of(0));
  for (int bit = 0; bit < 12; ++bit) {
    EXPECT_NEAR(toggle_rate(pairs.a, bit), 0.5, 0.006) << bit;
    EXPECT_NEAR(toggle_rate(pairs.b, bit), 0.5, 0.006) << bit;
  }
}

// The sign of one of two Gaussians of correlation r differs from the other's with probability acos(r) / pi, and the
// correlation of what they are shares of is (6 / pi) asin(r / 2).
TEST_F(Activity, CorrelatedUniformOperands) {
  for (char const* spec : {"exact:n=12", "exact:n=12@signed", "exact:n=64"})
    for (double const r : {0.1, 0.5, 0.9}) {
      SCOPED_TRACE(testing::Message() << spec << " " << r);
      design const d(spec);
      operand_sequence const pairs = activity_pairs(d, request_of(r));
      std::vector<double> const a = values(pairs.a, d.n, d.is_signed), b = values(pairs.b, d.n, d.is_signed);
      EXPECT_NEAR(correlation(a, a, 1), 6 / pi * std::asin(r / 2), 0.01);
      EXPECT_NEAR(correlation(b, b, 1), 6 / pi * std::asin(r / 2), 0.01);
      EXPECT_NEAR(correlation(a, a, 2), 6 / pi * std::asin(r * r / 2), 0.02);
      EXPECT_NEAR(correlation(a, b, 0), 0, 0.03);
      for (auto const* x : {&pairs.a, &pairs.b}) {
        EXPECT_NEAR(toggle_rate(*x, d.n - 1), std::acos(r) / pi, 0.008);
        EXPECT_LT(toggle_rate(*x, d.n - 2), r == 0.9 ? 0.4 : 0.5);
        for (int bit = 0; bit < d.n - 6; ++bit) EXPECT_NEAR(toggle_rate(*x, bit), 0.5, 0.007) << bit;
      }
    }
}

TEST_F(Activity, CorrelationKeepsTheDistribution) {
  std::string const histogram = file("h.csv", "-100,1\n-3,5\n0,2\n7,4\n120,3\n");
  distribution_request list{"uniform"};
  list.weights = file("w.csv", "-3\n17\n17\n-128\n");
  for (distribution_request const& request :
       {distribution_request{}, distribution_request{"normal:sigma=20", "halfnormal:sigma=15"},
        distribution_request{histogram, "normal:sigma=1000"}, list})
    for (double const r : {0.3, 0.9}) {
      design const d("exact:n=8@signed");
      operand_sequence const pairs = activity_pairs(d, request_of(r, request, 5));
      pair_distribution const distribution(d, request);
      // Kolmogorov's 0.1 % bound for as many independent values as these are worth.
      double const worth = static_cast<double>(pairs.a.size()) * (1 - r) / (1 + r), bound = 1.95 / std::sqrt(worth);
      EXPECT_LT(largest_deviation(pairs.a, distribution.a()), bound) << request.canonical() << r;
      EXPECT_LT(largest_deviation(pairs.b, distribution.b()), bound) << request.canonical() << r;
    }
}

// The correlation of Gaussian operands is the Gaussians' own.
TEST_F(Activity, CorrelatedGaussianOperands) {
  for (char const* text : {"normal:sigma=1e6", "normal:sigma=1e8"}) {
    operand_sequence const pairs = activity_pairs(design("exact:n=32@signed"), request_of(0.8, {text}));
    std::vector<double> const a = values(pairs.a, 32, true);
    EXPECT_NEAR(correlation(a, a, 1), 0.8, 0.01);
    double square = 0;
    for (double const x : a) square += x * x / static_cast<double>(a.size());
    EXPECT_NEAR(std::sqrt(square), std::stod(std::string(text).substr(13)), 0.02 * std::sqrt(square));
    EXPECT_NEAR(toggle_rate(pairs.a, 31), std::acos(0.8) / pi, 0.008);
    EXPECT_NEAR(toggle_rate(pairs.a, 0), 0.5, 0.006);
  }
}

// Over many seeds the first operands are as spread as any.
TEST_F(Activity, FirstPairsAreOfTheDistribution) {
  design const d("exact:n=16");
  constexpr int seeds = 4000;
  double mean[3] = {}, square[3] = {};
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    activity_request request = request_of(0.95, {}, seed);
    request.pairs = 3;
    operand_sequence const pairs = activity_pairs(d, request);
    for (std::size_t t = 0; t < 3; ++t) {
      double const x = static_cast<double>(pairs.a[t]) / 65536;
      mean[t] += x / seeds;
      square[t] += x * x / seeds;
    }
  }
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_NEAR(mean[t], 0.5, 4 * std::sqrt(1. / 12 / seeds)) << t;
    EXPECT_NEAR(square[t], 1. / 3, 4 * std::sqrt(4. / 45 / seeds)) << t;
  }
}

TEST_F(Activity, QuantilesAreInTheOrderOfTheValues) {
  constexpr std::uint64_t quarter = std::uint64_t{1} << 62;
  operand_distribution const u("uniform", 4, false), s("uniform", 4, true);
  for (std::uint64_t k = 0; k < 16; ++k) {
    EXPECT_EQ(u.quantile(k << 60), k);
    EXPECT_EQ(u.quantile((k << 60) + (std::uint64_t{1} << 60) - 1), k);
    EXPECT_EQ(s.quantile(k << 60), k ^ 8);
  }
  EXPECT_EQ(operand_distribution("uniform", 64, false).quantile(12345), 12345u);
  EXPECT_EQ(operand_distribution("uniform", 64, true).quantile(quarter), 3 * quarter);

  // Weights 2, 1, 1 of -3, 2, 5; 3, 1 of -1, -7; 1, 3 of 1, 9.
  operand_distribution const listed(file("l.csv", "5,1\n-3,2\n2,1\n"), 8, true);
  EXPECT_EQ(listed.quantile(0), 253u);
  EXPECT_EQ(listed.quantile(2 * quarter - 1), 253u);
  EXPECT_EQ(listed.quantile(2 * quarter), 2u);
  EXPECT_EQ(listed.quantile(3 * quarter - 1), 2u);
  EXPECT_EQ(listed.quantile(3 * quarter), 5u);
  EXPECT_EQ(listed.quantile(~std::uint64_t{0}), 5u);
  operand_distribution const negative(file("n.csv", "-1,3\n-7,1\n"), 8, true);
  EXPECT_EQ(negative.quantile(quarter - 1), 249u);
  EXPECT_EQ(negative.quantile(quarter), 255u);
  operand_distribution const high(file("p.csv", "200,3\n1,1\n"), 8, false);
  EXPECT_EQ(high.quantile(quarter - 1), 1u);
  EXPECT_EQ(high.quantile(quarter), 200u);
}

// Share z lies above: the quantile of a Gaussian is at centre + z sigma, of its magnitude with share 2 Phi(z) - 1.
TEST_F(Activity, QuantilesOfWideGaussians) {
  struct {
    char const* text;
    int width;
    bool is_signed, half;
    double centre, sigma;
  } const cases[] = {{"normal:sigma=1e6", 32, true, false, 0, 1e6},
                     {"normal:sigma=1e7", 32, false, false, 2147483647.5, 1e7},
                     {"normal:sigma=1e17", 64, true, false, 0, 1e17},
                     {"normal:sigma=1e17", 64, false, false, std::ldexp(1., 63), 1e17},
                     {"halfnormal:sigma=1e7", 32, true, true, 0, 1e7},
                     {"halfnormal:sigma=1e16", 64, false, true, 0, 1e16}};
  for (auto const& c : cases) {
    operand_distribution const d(c.text, c.width, c.is_signed);
    double last = -1e300;
    for (double z = c.half ? 0.01 : -5; z <= 5; z += 0.01) {
      double const below = c.half ? std::erf(z * std::sqrt(.5)) : std::erfc(-z * std::sqrt(.5)) / 2;
      double const x = values({d.quantile(static_cast<std::uint64_t>(std::ldexp(below, 64)))}, c.width, c.is_signed)[0];
      // Weights are multiples of 2^-31.
      double const rounding = std::ldexp(1., -30) / (std::exp(-z * z / 2) / std::sqrt(2 * pi));
      EXPECT_NEAR((x - c.centre) / c.sigma, z, 2e-6 + rounding) << c.text;
      EXPECT_GE(x, last) << c.text;
      last = x;
    }
  }
  // Cut to the range: with sigma far beyond it, uniform; with sigma = 1 / 8 of it, of the share within 4 sigma.
  operand_distribution const flat("normal:sigma=1e300", 32, true);
  operand_distribution const cut("normal:sigma=536870912", 32, true);
  double const missing = std::erfc(4 * std::sqrt(.5)) / 2;
  for (double z = -3.99; z < 3.985; z += 0.01) {
    double const share = (std::erfc(-z * std::sqrt(.5)) / 2 - missing) / (1 - 2 * missing);
    auto const fraction = static_cast<std::uint64_t>(std::ldexp(share, 64));
    EXPECT_NEAR(values({cut.quantile(fraction)}, 32, true)[0] / 536870912, z, 1e-5);
    EXPECT_NEAR(values({flat.quantile(fraction)}, 32, true)[0], std::ldexp(share - .5, 32), 40);
  }
  EXPECT_EQ(flat.quantile(0), 0x80000000u);
  EXPECT_EQ(flat.quantile(~std::uint64_t{0}), 0x7fffffffu);
}

TEST_F(Activity, Refusals) {
  for (double const r : {-0.1, 1.0, 2.5})
    EXPECT_EQ(refusal("exact:n=8", request_of(r)),
              fmt::format("correlation {} not accepted; a number of at least 0 and below 1 is", r));
  EXPECT_NE(refusal("exact:n=8", request_of(std::nan(""))), "done");
  EXPECT_EQ(refusal("exact@fp16", request_of(0.5)),
            design("exact@fp16").spec +
                ": correlation 0.5 not accepted; pairs of a format are independent, "
                "with correlation 0");
  distribution_request joint;
  joint.joint = file("j.csv", "1,2,3\n");
  EXPECT_EQ(refusal("exact:n=8", request_of(0.5, joint)),
            "correlation 0.5 beside a joint distribution not accepted; distributions of a and of b are");
  EXPECT_NE(
      refusal("exact@fp16", request_of(0, {"normal:sigma=3"})).find("distributions are of the operands of integer"),
      std::string::npos);
  EXPECT_NE(refusal("exact:n=8", request_of(0.5, {"normal:sigma=-3"})).find("'normal:sigma=-3' not accepted"),
            std::string::npos);
}

TEST_F(Activity, Fields) {
  EXPECT_EQ(activity_fields(design("exact:n=8"), {}).dump(), R"({"distribution":"uniform","pairs":131072,"seed":1})");
  activity_request request = request_of(0.25, {"uniform", "uniform"}, 9);
  request.pairs = 12;
  EXPECT_EQ(activity_fields(design("exact:n=8"), request).dump(),
            R"({"distribution":"uniform","pairs":12,"seed":9,"correlation":0.25})");
  EXPECT_EQ(activity_fields(design("exact@fp16"), {})["distribution"], "uniform over finite patterns");
  request.distribution.a = "normal:sigma=20.0";
  EXPECT_EQ(activity_fields(design("exact:n=8"), request)["distribution"].dump(),
            R"({"a":"normal:sigma=20","b":"uniform"})");
}

}  // namespace
}  // namespace axmul::tools
