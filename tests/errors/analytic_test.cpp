// The method analytic: every figure is the exhaustive one; sums by plain loops at 16 bits and over cells of the array
// at 64; error terms add up to the error at any width; refusals.
#include "characterize/errors/analytic.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "axmul/axmul.hpp"
#include "characterize/errors/characterize.hpp"
#include "characterize/errors/pieces.hpp"
#include "characterize/errors/sums.hpp"
#include "src/support/error.hpp"

namespace {

using namespace axmul::tools;
using json = nlohmann::ordered_json;

characterize_options by(char const* method, bool per_bit = false) {
  characterize_options options;
  options.method = method;
  options.samples = 4000;
  options.per_bit = per_bit;
  return options;
}
json analytic(std::string const& spec) {
  return characterize(design(spec), by("analytic"));
}

// What must be known; what else is known must be right.
enum class known { all, all_but_sizes, moments };

void expect_exhaustive(std::string const& spec, known claim = known::all) {
  SCOPED_TRACE(spec);
  json const r = analytic(spec), truth = characterize(design(spec), by("exhaustive"));
  std::set<std::string> const never = {"mred",   "rel_bias", "rel_max", "rel_min",     "wcre",
                                       "pred_1", "pred_2",   "pred_5",  "zero_errors", "symmetric"};
  std::set<std::string> const sizes = {"er", "mae", "nmed", "mae_pct"}, worst = {"wce", "wce_a", "wce_b", "wce_pct"};
  ASSERT_EQ(r.size(), truth.size());
  EXPECT_EQ(r["method"], "analytic");
  for (auto const& [field, value] : truth.items()) {
    ASSERT_TRUE(r.contains(field)) << field;
    bool const may_lack =
        (claim != known::all && sizes.count(field)) || (claim == known::moments && worst.count(field));
    if (never.count(field)) {
      EXPECT_TRUE(r[field].is_null()) << field;
    } else if (field == "exact_sums") {
      for (auto const& [sum, digits] : r[field].items()) EXPECT_EQ(digits, value[sum]) << sum;
    } else if (field != "method" && !(may_lack && r[field].is_null())) {
      EXPECT_EQ(r[field], value) << field;
    }
  }
  EXPECT_EQ(r["exact_sums"].contains("errors"), !r["er"].is_null());
  EXPECT_EQ(r["exact_sums"].contains("abs_d"), !r["mae"].is_null());
}

// Widths n and nb, as in a spec.
std::string widths(int n, int nb) {
  return nb == n ? fmt::format("n={}", n) : fmt::format("n={},nb={}", n, nb);
}
int const small[][2] = {{2, 2}, {3, 3}, {5, 5}, {6, 6}, {7, 4}, {3, 6}};

TEST(Analytic, ArraysOfOneSign) {
  for (auto const& [n, nb] : small) {
    std::string const w = widths(n, nb);
    for (std::string const wrapper : {"", "@signed"}) {
      expect_exhaustive(fmt::format("exact:{}{}", w, wrapper));
      for (int v = 0; v < n + nb; ++v) {
        expect_exhaustive(fmt::format("trunc:{},k={}{}", w, v, wrapper));
        for (int h = 0; h < nb; h += wrapper.empty() ? 1 : 2)
          expect_exhaustive(fmt::format("bam:{},h={},v={}{}", w, h, v, wrapper));
      }
      for (int j = 0; j < nb; ++j)
        for (int k = 1; k <= nb - j; ++k) expect_exhaustive(fmt::format("perf:{},j={},k={}{}", w, j, k, wrapper));
      for (int l = 1; l <= std::min(n, nb); ++l) expect_exhaustive(fmt::format("rep:{},l={}{}", w, l, wrapper));
    }
    for (int v = 0; v < n + nb; ++v)
      for (int h = 0; h < nb; ++h) expect_exhaustive(fmt::format("bw:{},h={},v={}", w, h, v));
  }
  for (char const* spec : {"udm:n=2", "udm:n=4", "udm:n=6", "udm:n=6,nb=4", "udm:n=8", "udm:n=6@signed"})
    expect_exhaustive(spec);
  for (int n : {2, 3, 6})
    for (int l = 1; l < n; ++l)
      for (char const* digit : {"signed", "low"})
        expect_exhaustive(fmt::format("srep:n={},l={},digit={}", n, l, digit));
}

// Constants and corrections give errors of both signs.
TEST(Analytic, ArraysOfBothSigns) {
  for (auto const& [n, nb] : small) {
    std::string const w = widths(n, nb);
    for (int k = 0; k < n + nb; ++k) {
      expect_exhaustive(fmt::format("trunc:{},k={},corr=const", w, k), known::all_but_sizes);
      expect_exhaustive(fmt::format("trunc:{},k={},corr=var", w, k), known::moments);
    }
    for (int l = 1; l <= std::min(n, nb); ++l)
      for (char const* comp : {"or", "const", "shift"})
        if (l > 1 || comp != std::string("shift"))
          expect_exhaustive(fmt::format("rep:{},l={},comp={}", w, l, comp), known::all_but_sizes);
  }
  for (char const* spec :
       {"trunc:n=6,k=5,corr=const@signed", "rep:n=6,l=4,comp=shift@signed", "rep:n=5,l=3,comp=or@signed"})
    expect_exhaustive(spec, known::all_but_sizes);
  for (int n : {2, 4, 6})
    for (int c = 0; c < n; ++c)
      for (int r = 0; r <= n / 2; ++r)
        expect_exhaustive(fmt::format("brep:n={},c={},r={},t={}", n, c, r, c / 2), known::all_but_sizes);
}

TEST(Analytic, Windows) {
  for (auto const& [n, nb] : small) {
    int const wide = std::max(n, nb);
    std::string const w = widths(n, nb);
    for (std::string const wrapper : {"", "@signed"}) {
      for (int k = wrapper.empty() ? 2 : 3; k <= wide; ++k)
        expect_exhaustive(fmt::format("drum:{},k={}{}", w, k, wrapper), known::all_but_sizes);
      for (int m = (wide + 1) / 2; m < wide; ++m) expect_exhaustive(fmt::format("ssm:{},m={}{}", w, m, wrapper));
      if (wide >= 4) expect_exhaustive(fmt::format("essm:{}{}", w, wrapper));
      for (char const* family : {"roba", "ilm", "mitchell"})
        expect_exhaustive(fmt::format("{}:{}{}", family, w, wrapper));
      expect_exhaustive(fmt::format("iterlog:{},c=0{}", w, wrapper));
    }
  }
}

TEST(Analytic, TruncatedOperands) {
  for (int ta = 0; ta < 5; ++ta)
    for (int tb = 0; tb < 5; tb += 2)
      for (char const* core :
           {"exact:n=5", "trunc:n=5,k=4", "bam:n=5,h=1,v=5", "perf:n=5,j=1", "ssm:n=5", "rep:n=5,l=3"}) {
        std::string const lsb = fmt::format("{}@lsb:ta={},tb={}", core, ta, tb);
        expect_exhaustive(lsb);
        expect_exhaustive(lsb + "@signed");
        expect_exhaustive(lsb + ",mode=jam", known::all_but_sizes);
      }
  for (char const* spec : {"udm:n=6@lsb:ta=3,tb=2", "exact:n=6@lsb:ta=2,tb=4", "exact:n=3,nb=7@lsb:ta=2,tb=5"})
    expect_exhaustive(spec);
  for (char const* spec : {"drum:n=6,k=3@lsb:ta=2,tb=1", "bw:n=5,h=1,v=4@lsb:ta=2,tb=1", "srep:n=5@lsb:ta=1,tb=3",
                           "exact:n=6@lsb:ta=3,tb=2,mode=jam@signed", "trunc:n=6,k=5,corr=const@lsb:ta=2,mode=jam"})
    expect_exhaustive(spec, known::all_but_sizes);
  expect_exhaustive("roba:n=6@lsb:ta=3,tb=2", known::moments);
}

TEST(Analytic, WiderOperands) {
  for (char const* spec : {"trunc:n=8,k=7",
                           "trunc:n=8,k=11,nb=9",
                           "bam:n=9,h=2,v=7,nb=7@signed",
                           "bw:n=8,h=2,v=11",
                           "perf:n=8,j=1,k=3",
                           "srep:n=9,l=5",
                           "rep:n=8,l=4@signed",
                           "ssm:n=8",
                           "ssm:n=10@signed",
                           "essm:n=8",
                           "essm:n=10,m=6",
                           "roba:n=8",
                           "roba:n=9,nb=8@signed",
                           "mitchell:n=8",
                           "mitchell:n=10",
                           "mitchell:n=5,nb=11",
                           "mitchell:n=9@signed",
                           "exact:n=9@lsb:ta=4,tb=3",
                           "bam:n=8,h=1,v=8@lsb:ta=3,tb=2@signed",
                           "trunc:n=12,k=10",
                           "mitchell:n=12"})
    expect_exhaustive(spec);
  for (char const* spec :
       {"trunc:n=8,k=7,corr=const", "rep:n=8,l=4,comp=or", "rep:n=8,l=4,comp=shift", "drum:n=8,k=3", "drum:n=10,k=6",
        "drum:n=5,k=4,nb=11", "drum:n=9,k=4@signed", "exact:n=9@lsb:ta=4,tb=3,mode=jam", "drum:n=12,k=5"})
    expect_exhaustive(spec, known::all_but_sizes);
  expect_exhaustive("trunc:n=8,k=8,corr=var", known::moments);
}

// Sums of functions of one operand of 16 bits, by a loop.
struct loop_sums {
  cpp_int f = 0, f2 = 0, fx = 0, abs_f = 0;
  std::uint64_t zeros = 0;
};
template <class F>
loop_sums over_16_bits(F const& f) {
  loop_sums s;
  for (std::uint64_t x = 0; x < 1 << 16; ++x) {
    std::int64_t const y = f(x);
    s.f += y;
    s.f2 += y * y;
    s.fx += y * static_cast<std::int64_t>(x);
    s.abs_f += std::abs(y);
    s.zeros += y == 0;
  }
  return s;
}
// Product less a b of a design of 16 bits.
std::int64_t error_at(design const& d, std::uint64_t a, std::uint64_t b) {
  u128 p = 0;
  d.products(&a, &b, &p, 1);
  return static_cast<std::int64_t>(p) - static_cast<std::int64_t>(a * b);
}

TEST(Analytic, SixteenBitsByLoops) {
  loop_sums const x = over_16_bits([](std::uint64_t a) { return static_cast<std::int64_t>(a); });
  for (char const* spec : {"drum:n=16,k=6", "ssm:n=16", "essm:n=16", "drum:n=16,k=2"}) {
    design const d(spec);  // w(a) w(b) with w(1) = 1
    auto const w = [&](std::uint64_t a) { return error_at(d, a, 1) + static_cast<std::int64_t>(a); };
    loop_sums const s = over_16_bits(w);
    json const sums = analytic(spec)["exact_sums"];
    EXPECT_EQ(sums["d"], cpp_int(s.f * s.f - x.f * x.f).str()) << spec;
    EXPECT_EQ(sums["d2"], cpp_int(s.f2 * s.f2 - 2 * s.fx * s.fx + x.f2 * x.f2).str()) << spec;
  }
  // d = e(a) e(b) up to a factor; the error at (a, 3) is e(a) times that and e(3).
  for (auto const& [spec, factor] :
       std::map<char const*, int>{{"roba:n=16", 1}, {"rep:n=16,l=8", 9}, {"udm:n=16", 2}}) {
    design const d(spec);
    loop_sums const s = over_16_bits([&](std::uint64_t a) { return error_at(d, a, 3); });
    json const sums = analytic(spec)["exact_sums"];
    std::uint64_t const nonzero = (1 << 16) - s.zeros;
    EXPECT_EQ(sums["abs_d"], cpp_int(s.abs_f * s.abs_f / factor).str()) << spec;
    EXPECT_EQ(sums["d2"], cpp_int(s.f2 * s.f2 / (factor * factor)).str()) << spec;
    EXPECT_EQ(sums["errors"], std::to_string(nonzero * nonzero)) << spec;
  }
}

// 16 times the means of d and d^2, from the probability that the bits of one and of two dropped cells are 1.
std::pair<cpp_int, cpp_int> cell_means(int n, int nb, int h, int v) {
  struct cell {
    int i, j;
  };
  std::vector<cell> dropped;
  for (int i = 0; i < nb; ++i)
    for (int j = 0; j < n; ++j)
      if (i < h || i + j < v) dropped.push_back({i, j});
  cpp_int mean = 0, square = 0;
  for (cell const& x : dropped) {
    mean -= power_of_two(x.i + x.j + 2);
    for (cell const& y : dropped) square += power_of_two(x.i + x.j + y.i + y.j + (x.i == y.i) + (x.j == y.j));
  }
  return {mean, square};
}

TEST(Analytic, ArraysByCells) {
  struct {
    int n, nb, h, v;
  } const cases[] = {{16, 16, 0, 16}, {16, 16, 2, 12}, {32, 32, 0, 32}, {24, 64, 3, 20}, {64, 64, 0, 40}};
  for (auto const& [n, nb, h, v] : cases) {
    json const r = analytic(fmt::format("bam:{},h={},v={}", widths(n, nb), h, v));
    auto const [mean, square] = cell_means(n, nb, h, v);
    EXPECT_EQ(r["exact_sums"]["d"], cpp_int(mean * power_of_two(n + nb) / 16).str());
    EXPECT_EQ(r["exact_sums"]["d2"], cpp_int(square * power_of_two(n + nb) / 16).str());
  }
}

TEST(Analytic, WideDesigns) {
  for (char const* spec : {"exact:n=64",
                           "trunc:n=64,k=64",
                           "trunc:n=64,k=127,corr=const",
                           "trunc:n=64,k=64,corr=var",
                           "bam:n=64,h=9,v=70",
                           "bw:n=64,h=20,v=90",
                           "perf:n=64,j=3,k=20",
                           "udm:n=64",
                           "rep:n=64,l=64,comp=or",
                           "rep:n=64,l=64,comp=shift",
                           "srep:n=64,l=40",
                           "brep:n=64,c=40,r=9",
                           "drum:n=64,k=32",
                           "drum:n=32,k=6@signed",
                           "ssm:n=64,nb=40",
                           "essm:n=64",
                           "roba:n=64",
                           "mitchell:n=64",
                           "mitchell:n=32@signed",
                           "exact:n=64@lsb:ta=40,tb=40,mode=jam",
                           "trunc:n=64,k=90@lsb:ta=40,tb=40,mode=jam@signed",
                           "udm:n=64@lsb:ta=30,tb=7"}) {
    SCOPED_TRACE(spec);
    json const r = analytic(spec);
    double const me = r["me"], mse = r["mse"], var = r["var"];
    EXPECT_NEAR(var, mse - me * me, 1e-13 * mse);
    EXPECT_TRUE(r["mae"].is_null() || r["mae"].get<double>() >= std::fabs(me));
    EXPECT_TRUE(r["wce"].is_null() || r["wce"].get<double>() >= std::sqrt(mse));
    EXPECT_EQ(r["pairs"].get<double>(), std::ldexp(1.0, design(spec).n + design(spec).nb));
  }
  for (int n : {16, 32, 64}) {
    json const r = analytic(fmt::format("trunc:n={0},k={0}", n));
    EXPECT_EQ(r["me"].get<double>(), -r["wce"].get<double>() / 4);
    EXPECT_EQ(r["wce"].get<double>(), std::ldexp(n - 1, n) + 1);
    EXPECT_EQ(r["wce_a"].get<std::uint64_t>(), ~std::uint64_t{0} >> (64 - n));
  }
  // sum over K, k of 4^(K+k) / 12 over 16^n, as n grows.
  EXPECT_NEAR(analytic("mitchell:n=64")["nmed"].get<double>(), 1. / 108, 1e-15);
  EXPECT_EQ(analytic("srep:n=64,l=40")["me"], -.25);
}

// Error terms at 64 bits: they add up to the error, and the pieces reproduce them.
template <class M>
void expect_terms(M const& m, bool is_signed = false) {
  SCOPED_TRACE(M::name);
  auto const word = [&](std::uint64_t x) { return is_signed ? axmul::sign_extend(u128{x}, 64) : u128{x}; };
  auto const functions = [&](std::uint64_t x) {
    std::vector<i128> values;
    m.error_terms(word(x), word(~x), [&](u128 f, u128) { values.push_back(static_cast<i128>(f)); });
    return values;
  };
  for (std::uint64_t i = 0; i < 1000; ++i) {
    // Leading ones at all places.
    u128 const a = word(random_bits(1, 2 * i) >> (is_signed ? 0 : i % 64)),
               b = word(random_bits(1, 2 * i + 1) >> i / 16 % 64);
    u128 sum = 0;
    m.error_terms(a, b, [&](u128 x, u128 y) { sum += x * y; });
    ASSERT_TRUE(sum == m(a, b) - a * b) << i;
  }
  cpp_int count = 0;
  std::uint64_t seed = 0;
  for (piece const& p : pieces_of(functions, 64)) {
    count += p.count();
    for (int sample = 0; sample < 20; ++sample) {
      std::uint64_t operand = p.first;
      std::vector<i128> want;
      for (digit_sum const& f : p.functions) want.push_back(f.base);
      for (std::size_t i = 0; i < p.digits.size(); ++i) {
        std::uint64_t const value = random_bits(2, seed++) % static_cast<std::uint64_t>(p.digits[i].size);
        operand += value << p.digits[i].shift;
        for (std::size_t t = 0; t < want.size(); ++t) want[t] += p.functions[t].values[i][value];
      }
      ASSERT_TRUE(functions(operand) == want) << operand;
    }
  }
  EXPECT_EQ(count, power_of_two(64));
}

TEST(Analytic, TermsAt64Bits) {
  using axmul::truncation;
  expect_terms(axmul::exact{64});
  for (auto corr :
       {axmul::trunc::correction::none, axmul::trunc::correction::constant, axmul::trunc::correction::variable})
    expect_terms(axmul::trunc{64, 70, 70, corr});
  expect_terms(axmul::bam{64, 20, 90});
  expect_terms(axmul::perf{64, 5, 30});
  expect_terms(axmul::udm{64});
  using comp = axmul::rep::compensation;
  for (auto how : {comp::none, comp::bitwise_or, comp::constant, comp::shift}) expect_terms(axmul::rep{64, 61, how});
  expect_terms(axmul::drum{64, 7});
  expect_terms(axmul::ssm{64, 33});
  expect_terms(axmul::essm{64, 34});
  expect_terms(axmul::roba{64});
  expect_terms(axmul::ilm{64});
  expect_terms(axmul::iterlog{64, 0});
  expect_terms(axmul::lsb{axmul::drum{64, 5}, 30, 10, truncation::jam});
  expect_terms(axmul::lsb{axmul::bam{64, 3, 60}, 30, 10});
  expect_terms(axmul::srep{64, 40}, true);
  expect_terms(axmul::srep{64, 40, axmul::srep::low_digit::low}, true);
  expect_terms(axmul::brep{64, 50, 20, 3}, true);
  expect_terms(axmul::bw{64, 0, 100}, true);
  expect_terms(axmul::bw{64, 63, 127}, true);
}

std::string message(char const* spec, characterize_options const& options = by("analytic")) {
  try {
    characterize(design(spec), options);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "done";
}

TEST(Analytic, Refusals) {
  EXPECT_EQ(message("tosam"),
            "tosam:n=8,h=1,t=5: the error has no form that the method knows; use exhaustive or sampled");
  EXPECT_EQ(
      message("trunc:k=4,r=6"),
      "trunc:n=8,k=4,r=6,corr=none: r > k: the error has no form that the method knows; use exhaustive or sampled");
  EXPECT_NE(message("iterlog:c=1").find("c > 0: "), std::string::npos);
  EXPECT_NE(message("mitchell@lsb:ta=1").find("no form"), std::string::npos);
  EXPECT_NE(message("mitchell@bf16").find("a format has no errors in units of the product"), std::string::npos);
  EXPECT_NE(message("exact@signed:how=ones").find("how=ones"), std::string::npos);
  EXPECT_NE(message("drum:n=8,k=2@signed").find("a product may be clamped"), std::string::npos);
  EXPECT_NE(message("exact", by("analytic", true)).find("no error rates of bits"), std::string::npos);
  EXPECT_EQ(why_not_analytic(design("tosam")), "tosam:n=8,h=1,t=5: the error has no form that the method knows");
  EXPECT_EQ(why_not_analytic(design("exact")), std::nullopt);
}

TEST(Analytic, Automatic) {
  auto const method = [](char const* spec, bool per_bit = false) {
    return characterize(design(spec), by("auto", per_bit))["method"];
  };
  EXPECT_EQ(method("drum:n=12,k=4"), "exhaustive");
  EXPECT_EQ(method("drum:n=13,k=4"), "analytic");
  EXPECT_EQ(method("tosam:n=13"), "sampled");
  EXPECT_EQ(method("drum:n=13,k=4", true), "sampled");
  characterize_options other = by("analytic");
  other.samples = other.seed = 7;
  EXPECT_EQ(characterize_key(by("analytic")), characterize_key(other));
}

}  // namespace
