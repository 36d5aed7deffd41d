// Error statistics under distributions of the operands: by hand, by plain loops, against the plain record; dot
// products, histograms.
#include "characterize/errors/weighted.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <map>

#include "characterize/errors/distribution.hpp"
#include "characterize/errors/histogram.hpp"
#include "src/support/error.hpp"
#include "src/support/files.hpp"

namespace {

using namespace axmul::tools;
using json = nlohmann::ordered_json;

class Weighted : public testing::Test {
 protected:
  std::string file(char const* name, std::string const& content) {
    write_file(folder_ / name, content);
    return (folder_ / name).string();
  }
  // Message about a distribution of a, of 8 unsigned bits, whose file has this content.
  std::string refusal(std::string const& content) { return message("exact", {file("x.csv", content)}); }
  std::string message(char const* spec, distribution_request const& request, std::string const& method = "auto") {
    try {
      record(spec, request, method);
    } catch (bad_input const& e) {
      std::string text = e.what();
      std::string const prefix = folder_.path().string() + "/";
      std::size_t const at = text.find(prefix);
      return at == std::string::npos ? text : text.erase(at, prefix.size());
    }
    return "done";
  }
  static json record(char const* spec, distribution_request const& request, std::string const& method = "auto",
                     std::uint64_t samples = 1 << 16) {
    characterize_options options;
    options.method = method;
    options.samples = samples;
    options.per_bit = true;
    options.distribution = request;
    return characterize(design(spec), options);
  }
  static void expect_near(json const& r, std::map<std::string, double> const& want, double slack = 1e-12) {
    for (auto const& [field, x] : want) EXPECT_NEAR(r[field].get<double>(), x, slack * (1 + std::fabs(x))) << field;
  }

 private:
  scratch_dir folder_;
};

// Only a1 b1 is kept: errors -1, -2, -2, -3, -3, -2, -2, -5 at (1,1) (1,2) (2,1) (1,3) (3,1) (2,3) (3,2) (3,3); here
// (0,1) 3, (0,3) 9, (1,1) 1, (1,3) 3, (3,1) 2, (3,3) 6 of 24.
TEST_F(Weighted, TwoBitsByHand) {
  json const r = record("trunc:n=2,k=2", {file("a.csv", "value, weight\n0,3 # zeros\n\n1,1\r\n3,0.5\n3,1.5\n2,0\n"),
                                          file("b.csv", "1,1\n3,3\n")});
  EXPECT_EQ(r["method"], "exhaustive");
  EXPECT_EQ(r["pairs"], 6);
  double const d = 1 + 3 * 3 + 2 * 3 + 6 * 5, square = 1 + 3 * 9 + 2 * 9 + 6 * 25;
  double const exact_square = 1 + 3 * 9 + 2 * 9 + 6 * 81;
  double const me = -d / 24, mse = square / 24;
  expect_near(r, {{"er", .5},
                  {"me", me},
                  {"mae", d / 24},
                  {"nmed", d / 24 / 9},
                  {"mae_pct", 100 * d / 24 / 16},
                  {"wce_pct", 31.25},
                  {"mse", mse},
                  {"rmse", std::sqrt(mse)},
                  {"var", mse - me * me},
                  {"wce", 5},
                  {"wce_a", 3},
                  {"wce_b", 3},
                  {"rel_max", -500. / 9},
                  {"rel_min", -100},
                  {"wcre", 100},
                  {"pred_1", 0},
                  {"zero_errors", 0},
                  {"noeb", 4 - std::log2(1 + std::sqrt(mse))},
                  {"snr_db", 10 * std::log10(exact_square / square)},
                  {"na", me / 9}});
  double const mred = 100 * (1 + 3 + 2 + 6 * 5. / 9) / 12;
  expect_near(r, {{"mred", mred}, {"rel_bias", -mred}}, 1e-9);
  EXPECT_EQ(r["bit_error_rate"], json({12. / 24, 5. / 24, 6. / 24, 6. / 24}));
  EXPECT_EQ(r["exact_sums"], (json{{"errors", "12"}, {"d", "-46"}, {"abs_d", "46"}, {"d2", "196"}}));
  EXPECT_EQ(r["distribution"].size(), 2u);
}

TEST_F(Weighted, EqualWeightsAreThePlainRecord) {
  auto const all = [&](char const* name, int low, int high) {
    std::string text;
    for (int i = low; i <= high; ++i) text += std::to_string(i) + ",2.5\n";
    return file(name, text);
  };
  std::map<std::string, distribution_request> const cases = {
      {"drum:n=8,k=4", {all("8.csv", 0, 255), "uniform"}},
      {"rep:n=8,l=4,comp=shift@signed", {all("signed.csv", -128, 127), all("signed.csv", -128, 127)}},
      {"bam:n=4,h=1,v=3,nb=3", {"uniform", all("3.csv", 0, 7)}},
      {"mbm:n=10", {"uniform", "uniform"}}};
  for (auto const& [spec, request] : cases) {
    json r = record(spec.c_str(), request), plain = record(spec.c_str(), {});
    r.erase("distribution");
    EXPECT_EQ(r, plain) << spec;
  }
  json sampled = record("drum:n=20,k=4", {"uniform", "uniform"}), plain = record("drum:n=20,k=4", {});
  EXPECT_EQ(sampled["method"], "sampled");
  sampled.erase("distribution");
  EXPECT_EQ(sampled, plain);
}

// Words of 64 and 128 bits, relative errors far above one.
TEST_F(Weighted, WideWords) {
  std::string const one = file("one.csv", "1,1\n"), top = file("top.csv", "1,3\n18446744073709551615,1\n");
  json const r = record("exact:n=64@lsb:ta=63", {top, top});  // a becomes 0 or 2^63
  EXPECT_EQ(r["pairs"], 4);
  double const limit = std::ldexp(1.0, 64), d = std::ldexp(1.0, 63);
  expect_near(r, {{"er", 1}, {"me", -(9 + 3 * limit + 3 * d + d * limit) / 16}}, 1e-9);
  json const s = record("trunc:n=32,k=32,corr=const", {one, one});
  EXPECT_EQ(s["mse"].get<double>(), std::pow(s["me"].get<double>(), 2));
  EXPECT_EQ(s["mred"].get<double>(), 100 * s["mae"].get<double>());
}

// Mean and standard deviation of the distribution.
std::pair<double, double> moments(operand_distribution const& d, int width, bool is_signed) {
  double sum = 0, square = 0, weight = 0;
  for (std::uint64_t i = 0; i < d.size(); ++i) {
    double const x = static_cast<double>(is_signed ? static_cast<std::int64_t>(axmul::sign_extend(d.pattern(i), width))
                                                   : static_cast<std::int64_t>(d.pattern(i)));
    double const w = static_cast<double>(d.weight(i));
    weight += w;
    sum += w * x;
    square += w * x * x;
  }
  EXPECT_EQ(weight, static_cast<double>(d.total()));
  return {sum / weight, std::sqrt(square / weight - sum / weight * (sum / weight))};
}

// Rounding adds 1/12 to the variance.
TEST_F(Weighted, NormalMoments) {
  auto const expect = [](char const* text, int width, bool is_signed, double mean, double deviation) {
    auto const [m, s] = moments(operand_distribution(text, width, is_signed), width, is_signed);
    EXPECT_NEAR(m, mean, 1e-5 * deviation) << text;
    EXPECT_NEAR(s, deviation, 1e-5 * deviation) << text;
  };
  auto const rounded = [](double sigma) { return std::sqrt(sigma * sigma + 1. / 12); };
  expect("normal:sigma=3", 8, true, 0, rounded(3));
  expect("normal:sigma=12.5", 8, false, 127.5, rounded(12.5));
  expect("normal:sigma=1e5", 24, true, 0, 1e5);
  double const flat = 1e6;  // nothing but the range is left
  expect(("normal:sigma=" + std::to_string(flat)).c_str(), 8, false, 127.5, std::sqrt((65536 - 1) / 12.));
  double const mean = std::sqrt(2 / std::acos(-1.0)) * 20;
  for (bool const is_signed : {false, true}) {
    auto const [m, s] = moments(operand_distribution("halfnormal:sigma=20", 10, is_signed), 10, is_signed);
    EXPECT_NEAR(m, mean, 2e-3);
    EXPECT_NEAR(s * s + m * m, 400 + 1. / 12, 1e-5);
  }
}

// What is listed and what is only drawn are the same distribution.
TEST_F(Weighted, Draws) {
  struct {
    char const* text;
    int width;
    bool is_signed;
    double mean, deviation;
  } const cases[] = {{"normal:sigma=20", 8, true, 0, 20},
                     {"normal:sigma=1e7", 32, false, 2147483647.5, 1e7},
                     {"normal:sigma=1e18", 64, true, 0, 1e18},
                     {"halfnormal:sigma=1e7", 32, true, 0.7978845608 * 1e7, 0.6028102749 * 1e7},
                     {"normal:sigma=1e300", 32, true, 0, std::ldexp(1.0, 32) / std::sqrt(12)}};
  for (auto const& c : cases) {
    operand_distribution const d(c.text, c.width, c.is_signed);
    constexpr int count = 40'000;
    double sum = 0, square = 0;
    int odd = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      std::uint64_t const pattern = d.draw(7, i);
      odd += pattern % 2 == 1;
      double const x =
          (c.is_signed ? static_cast<double>(static_cast<std::int64_t>(axmul::sign_extend(pattern, c.width)))
                       : static_cast<double>(pattern)) -
          c.mean;
      sum += x;
      square += x * x;
    }
    EXPECT_LT(std::fabs(sum / count), 4 * c.deviation / std::sqrt(count)) << c.text;
    EXPECT_NEAR(std::sqrt(square / count), c.deviation, .02 * c.deviation) << c.text;
    EXPECT_NEAR(odd, count / 2, 4 * std::sqrt(count) / 2) << c.text;
  }
}

TEST_F(Weighted, Joint) {
  distribution_request request;
  request.joint = file("j.csv", "a,b,weight\n3,3,1\n1,2,2\n0,3,4\n3,3,1\n");
  json const r = record("trunc:n=2,k=2", request);
  EXPECT_EQ(r["pairs"], 3);
  expect_near(r, {{"er", .5}, {"me", -14. / 8}, {"mse", 58. / 8}, {"wce", 5}});
  expect_near(r, {{"mred", 100 * (2 * 1. + 2 * 5. / 9) / 4}}, 1e-9);
  EXPECT_TRUE(r["distribution"].contains("joint"));
  json const s = record("trunc:n=2,k=2", request, "sampled");
  EXPECT_NEAR(s["me"].get<double>(), -14. / 8, 3 * s["ci95"]["me"].get<double>());
  EXPECT_EQ(message("exact:n=11", request), "exact:n=11: joint distributions are of operands of at most 10 bits");
}

TEST_F(Weighted, SampledAgreesWithExhaustive) {
  distribution_request const request{"normal:sigma=20", file("b.csv", "3,1\n100,2\n200,0.1\n")};
  json const truth = record("drum:n=8,k=4", request), r = record("drum:n=8,k=4", request, "sampled");
  EXPECT_EQ(truth["method"], "exhaustive");
  EXPECT_EQ(r["method"], "sampled");
  for (char const* field : {"er", "me", "mae", "mse", "mred", "rel_bias", "pred_2"}) {
    double const half = r["ci95"][field].get<double>();
    EXPECT_GT(half, 0) << field;
    EXPECT_NEAR(r[field].get<double>(), truth[field].get<double>(), 2 * half) << field;
  }
  EXPECT_EQ(record("drum:n=24,k=4", request)["method"], "exhaustive");  // of a, what is within reach of sigma = 20
  EXPECT_EQ(record("drum:n=24,k=4", {"normal:sigma=3e6", "uniform"})["method"], "sampled");
}

TEST_F(Weighted, SameOnAnyNumberOfThreads) {
  int const before = omp_get_max_threads();
  distribution_request list{"normal:sigma=4000"};
  list.weights = file("w.csv", "17\n-300\n5\n17\n");
  std::vector<std::string> text;
  for (int threads : {1, 2}) {
    omp_set_num_threads(threads);
    text.push_back(record("drum:n=12,k=4", {"normal:sigma=300", "halfnormal:sigma=90"}).dump() +
                   record("mbm:n=32@signed", {"normal:sigma=1e8", "normal:sigma=1000"}, "sampled").dump() +
                   record("mbm:n=16@signed", list).dump());
  }
  EXPECT_EQ(text[0], text[1]);
  omp_set_num_threads(before);
}

// Errors of all sums of two products.
TEST_F(Weighted, DotProducts) {
  characterize_options options;
  options.dot = 2;
  design const d("mitchell:n=3");
  std::uint64_t a[64], b[64];
  u128 p[64];
  for (std::uint64_t i = 0; i < 64; ++i) a[i] = i / 8, b[i] = i % 8;
  d.products(a, b, p, 64);
  auto const error = [&](std::uint64_t x, std::uint64_t y) {
    return static_cast<double>(p[8 * x + y]) - static_cast<double>(x * y);
  };
  double sum = 0, square = 0;
  for (std::uint64_t i = 0; i < 64; ++i)
    for (std::uint64_t j = 0; j < 64; ++j) {
      double const e = error(a[i], b[i]) + error(a[j], b[j]);
      sum += e / 4096;
      square += e * e / 4096;
    }
  json r = characterize(d, options)["dot"];
  expect_near(r, {{"k", 2}, {"mean", sum}, {"var", square - sum * sum}, {"rmse", std::sqrt(square)}});

  options.dot = 0;
  options.distribution.weights = file("w.csv", "weights\n3\n7\n3\n");
  sum = square = 0;
  for (std::uint64_t x = 0; x < 8; ++x)
    for (std::uint64_t y = 0; y < 8; ++y)
      for (std::uint64_t z = 0; z < 8; ++z) {
        double const e = error(x, 3) + error(y, 7) + error(z, 3);
        sum += e / 512;
        square += e * e / 512;
      }
  r = characterize(d, options);
  expect_near(r["dot"], {{"k", 3}, {"weights", 3}, {"mean", sum}, {"var", square - sum * sum}});
  EXPECT_NEAR(r["me"].get<double>(), sum / 3, 1e-12);
  double const variance = square - sum * sum;
  options.method = "sampled";
  options.samples = 60'000;
  r = characterize(d, options)["dot"];
  EXPECT_NEAR(r["var"].get<double>(), variance, .03 * variance);
  EXPECT_NEAR(r["mean"].get<double>(), sum, 2 * r["ci95"]["mean"].get<double>());
  EXPECT_LT(r["ci95"]["mean"].get<double>(), 1.97 * std::sqrt(2 * variance / 30'000));

  characterize_options of_format;
  of_format.dot = 4;
  EXPECT_THROW(characterize(design("exact@e4m3"), of_format), bad_input);
}

TEST_F(Weighted, Histogram) {
  auto const bins = error_histogram(design("trunc:n=2,k=2"), {});
  std::map<int, std::uint64_t> counts;
  for (histogram_bin const& b : bins) {
    EXPECT_TRUE(b.low == b.high);
    counts[static_cast<int>(b.low)] = b.count;
  }
  EXPECT_EQ(counts, (std::map<int, std::uint64_t>{{-5, 1}, {-3, 2}, {-2, 4}, {-1, 1}, {0, 8}}));
  EXPECT_EQ(histogram_csv(bins).substr(0, 33), "low,high,count,share\n-5,-5,1,0.06");
  characterize_options options;
  options.distribution = {file("a.csv", "3,3\n1,1\n"), file("b.csv", "3,1\n")};
  EXPECT_EQ(histogram_csv(error_histogram(design("trunc:n=2,k=2"), options)),
            "low,high,count,share\n-5,-5,1,0.75\n-3,-3,1,0.25\n");
  for (char const* spec : {"drum:n=10,k=4", "drum:n=64,k=4@signed"}) {
    characterize_options few;
    few.samples = 50'000;
    auto const wide = error_histogram(design(spec), few);
    u128 const width = static_cast<u128>(wide[0].high - wide[0].low) + 1;
    EXPECT_TRUE(width > 1 && (width & (width - 1)) == 0) << spec;
    std::uint64_t pairs = 0;
    for (histogram_bin const& b : wide) {
      pairs += b.count;
      EXPECT_TRUE(static_cast<u128>(b.high - b.low) + 1 == width && (static_cast<u128>(b.low) & (width - 1)) == 0);
    }
    EXPECT_EQ(pairs, spec[7] == '1' ? 1u << 20 : few.samples) << spec;
    u128 const bins_between = static_cast<u128>(wide.back().high - wide[0].low) / width + 1;
    EXPECT_TRUE(bins_between > 128 && bins_between <= 256) << spec;
  }
}

TEST_F(Weighted, Refusals) {
  EXPECT_EQ(refusal("1,2\n256,1\n"), "x.csv:2: value '256' not accepted; an integer from 0 to 255 is");
  EXPECT_EQ(refusal("# values\n\n-1,1\n"), "x.csv:3: value '-1' not accepted; an integer from 0 to 255 is");
  EXPECT_EQ(refusal("1.5,1\n"), "x.csv:1: value '1.5' not accepted; an integer from 0 to 255 is");
  EXPECT_EQ(refusal("340282366920938463463374607431768211457,1\n").substr(0, 16), "x.csv:1: value '");
  EXPECT_EQ(refusal("1,-2\n"), "x.csv:1: weight '-2' not accepted; a number of at least 0 is");
  EXPECT_EQ(refusal("1,inf\n"), "x.csv:1: weight 'inf' not accepted; a number of at least 0 is");
  EXPECT_EQ(refusal("value,weight\n7\n"), "x.csv:2: line '7' not accepted; value,weight is");
  EXPECT_EQ(refusal("1,0\n2,0\n"), "x.csv: every weight is 0; one at least has to be above 0");
  EXPECT_EQ(refusal("# nothing\n"), "x.csv: no value; one at least is needed");
  EXPECT_EQ(message("exact@signed", {file("x.csv", "128,1\n")}),
            "x.csv:1: value '128' not accepted; an integer from -128 to 127 is");
  EXPECT_EQ(message("exact", {"normal:sigma=0"}),
            "distribution 'normal:sigma=0' not accepted; normal:sigma=S with a standard deviation S above 0 is");
  EXPECT_EQ(message("exact", {"halfnormal"}).substr(0, 41), "distribution 'halfnormal' not accepted; h");
  EXPECT_NE(message("exact", {"gauss"}).find("a distribution is uniform, normal:sigma=S"), std::string::npos);
  EXPECT_NE(message("exact@bf16", {"uniform"}).find("name the core, exact:n=8"), std::string::npos);
  EXPECT_NE(message("exact", {"normal:sigma=3"}, "analytic").find("not a distribution"), std::string::npos);
  EXPECT_NE(message("exact:n=25", {"normal:sigma=1e9"}, "exhaustive").find("too many"), std::string::npos);
}

// The name in a store depends on the content of files, not on their place.
TEST_F(Weighted, Keys) {
  characterize_options x, y, plain;
  x.distribution.a = file("x.csv", "1,2\n");
  y.distribution.a = file("y.csv", "1,2\n");
  EXPECT_EQ(characterize_key(x), characterize_key(y));
  y.distribution.a = file("y.csv", "1,3\n");
  EXPECT_NE(characterize_key(x), characterize_key(y));
  EXPECT_NE(characterize_key(x), characterize_key(plain));
  plain.dot = 5;
  EXPECT_NE(characterize_key({}), characterize_key(plain));
}

}  // namespace
