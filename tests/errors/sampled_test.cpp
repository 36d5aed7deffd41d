// Stratified samples: strata and allocation, exact moments, estimates, intervals that cover.
#include "characterize/errors/sampled.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace {

using namespace axmul::tools;
using json = nlohmann::ordered_json;

double exact_pairs(stratum const& s) {
  return std::ldexp(1.0, s.bits_a + s.bits_b);
}

TEST(Strata, EveryPairIsInOne) {
  for (char const* spec : {"exact:n=8", "exact:n=8@signed", "exact:n=5,nb=9", "exact:n=5,nb=9@signed", "exact:n=64"}) {
    design const d(spec);
    wide_sum pairs = 0;
    std::set<std::pair<int, int>> seen;
    for (stratum const& s : strata(d, 10'000)) {
      pairs += wide_sum{1} << (s.bits_a + s.bits_b);
      EXPECT_TRUE(seen.emplace(s.a, s.b).second);
    }
    EXPECT_EQ(pairs, wide_sum{1} << (d.n + d.nb)) << spec;
    EXPECT_EQ(seen.size(), static_cast<std::size_t>((d.n + 1) * (d.nb + 1))) << spec;
  }
}

std::uint64_t total(std::vector<stratum> const& all) {
  std::uint64_t sum = 0;
  for (stratum const& s : all) sum += s.samples;
  return sum;
}

TEST(Strata, Allocation) {
  design const d("exact:n=16");
  for (std::uint64_t samples : {5'000, 100'001, 1 << 24}) {
    std::vector<stratum> const all = strata(d, samples);
    EXPECT_EQ(total(all), samples);
    for (stratum const& s : all) {
      double const part = .75 * static_cast<double>(samples) * std::ldexp(exact_pairs(s), -32) +
                          .25 * static_cast<double>(samples) / static_cast<double>(all.size());
      EXPECT_GE(static_cast<double>(s.samples) + 1, std::fmin(exact_pairs(s), .9 * part)) << s.a << " " << s.b;
      EXPECT_LE(static_cast<double>(s.samples), exact_pairs(s));
    }
  }
  for (stratum const& s : strata(d, 1)) EXPECT_EQ(static_cast<double>(s.samples), std::fmin(2, exact_pairs(s)));
  for (stratum const& s : strata(design("exact:n=6"), 4096)) EXPECT_EQ(static_cast<double>(s.samples), exact_pairs(s));
  EXPECT_EQ(total(strata(design("exact:n=64"), 1 << 24)), 1 << 24);
}

template <class U>
void expect_moments(char const* spec, std::vector<U> const& values) {
  design const d(spec);
  std::vector<U> a, b, p;
  for (U x : values)
    for (U y : values) {
      a.push_back(x);
      b.push_back(1);
      p.push_back(y);
    }
  moment_sums sums;
  accumulate_moments(d, a.data(), b.data(), p.data(), a.size(), sums);
  auto const value = [&](U x) {
    bool const negative = d.is_signed && x >> (8 * sizeof(U) - 1) != 0;
    return negative ? cpp_int(-cpp_int(static_cast<U>(U{0} - x))) : cpp_int(x);
  };
  cpp_int fourth = 0, above = 0, below = 0, relative = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    cpp_int const exact = value(a[i]), error = value(p[i]) - exact;
    fourth += error * error * error * error;
    (error > 0 ? above : below) += abs(error * error * error);
    if (exact == 0) continue;
    cpp_int const units = (abs(error) << 41) / abs(exact), rounded = (units + 1) >> 1;
    cpp_int const counted = std::min(rounded, cpp_int(cpp_int(1) << 126));
    relative += counted * counted;
  }
  EXPECT_EQ(cpp_int(sums.fourth), fourth) << spec;
  EXPECT_EQ(cpp_int(sums.cube_above), above) << spec;
  EXPECT_EQ(cpp_int(sums.cube_below), below) << spec;
  EXPECT_NEAR(static_cast<double>(sums.relative_square) / static_cast<double>(relative), 1, 1e-9) << spec;
}

TEST(Moments, AreExact) {
  std::uint64_t const top = std::uint64_t{1} << 63;
  for (char const* spec : {"exact:n=16", "exact:n=16@signed"})
    expect_moments<std::uint32_t>(spec, {0, 1, 7, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff});
  for (char const* spec : {"exact:n=32", "exact:n=32@signed"})
    expect_moments<std::uint64_t>(spec, {0, 1, 7, top - 1, top, top + 1, ~std::uint64_t{0}, 0x123456789abcdef1});
  u128 const wide = u128{top} << 64;
  for (char const* spec : {"exact:n=64", "exact:n=64@signed"})
    expect_moments<u128>(spec, {0, 1, 7, wide - 1, wide, wide + top, ~u128{0}, ~u128{0} / 3, u128{top} - 1});
}

json without(json r, std::vector<char const*> const& fields) {
  for (char const* field : fields) r.erase(field);
  return r;
}

// As many samples as pairs are all of them.
TEST(Sampled, EveryPairIsExhaustive) {
  for (char const* spec : {"drum:n=8,k=4", "mitchell:n=7@signed:how=ones", "rep:n=8,l=4,comp=shift@signed",
                           "bam:n=4,h=1,v=3,nb=3", "drum:n=3,k=2,nb=7@signed", "rep:n=8,l=4", "bam:n=6,h=2,v=0"}) {
    design const d(spec);
    json const r = characterize(d, {"sampled", std::uint64_t{1} << (d.n + d.nb), 3, true});
    json const truth = characterize(d, {"exhaustive", 1, 1, true});
    EXPECT_EQ(without(r, {"method", "ci95"}), without(truth, {"method", "exact_sums"})) << spec;
    EXPECT_EQ(r["ci95"]["bit_error_rate"], json(std::vector<double>(static_cast<std::size_t>(d.wp)))) << spec;
    json const halves = without(r["ci95"], {"bit_error_rate"});
    for (auto const& [field, half] : halves.items()) EXPECT_EQ(half.get<double>(), 0) << spec << " " << field;
  }
}

// In any order, the largest error included.
TEST(Sampled, SumsMergeInAnyOrder) {
  design const d("rep:n=8,l=4");
  stratified_sums const sums = sampled_sums(d, {"sampled", 5000, 9, true});
  stratified_sums const backwards(sums.rbegin(), sums.rend());
  totals const x = estimated(sums), y = estimated(backwards);
  EXPECT_EQ(integer_record(d, "sampled", x, {}), integer_record(d, "sampled", y, {}));
}

// Runs of 1000 whose half-width covers the truth; a field without sampling error has to be equal.
std::map<std::string, int> covered(char const* spec, std::uint64_t samples) {
  design const d(spec);
  json const truth = characterize(d, {"exhaustive"});
  std::map<std::string, int> counts;
#pragma omp parallel for schedule(dynamic)
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    json const r = characterize(d, {"sampled", samples, seed});
#pragma omp critical
    for (auto const& [field, half] : r["ci95"].items())
      counts[field] += std::fabs(r[field].get<double>() - truth[field].get<double>()) <= half.get<double>();
  }
  return counts;
}

TEST(Sampled, IntervalsCover) {
  for (char const* spec : {"drum:n=8,k=4", "mitchell:n=8", "trunc:n=8,k=7", "drum:n=8,k=4@signed", "udm:n=8"}) {
    std::map<std::string, int> counts = covered(spec, 2000);
    EXPECT_EQ(counts.size(), 18u) << spec;
    EXPECT_EQ(counts["zero_errors"], 1000) << spec;  // there are none
    counts.erase("zero_errors");
    for (auto const& [field, count] : counts) {
      EXPECT_GE(count, 930) << spec << " " << field;
      EXPECT_LE(count, 970) << spec << " " << field;
    }
  }
}

// Shares near 0 and 1 are discrete: more than 97 % are covered.
TEST(Sampled, IntervalsOfRareEventsCover) {
  for (char const* spec : {"drum:n=8,k=6", "bam:n=8,h=0,v=4", "realm:n=8"}) {
    std::map<std::string, int> counts = covered(spec, 500);
    for (char const* field : {"er", "pred_1", "pred_2", "pred_5"})
      EXPECT_GE(counts[field], 930) << spec << " " << field;
  }
  json const exact = characterize(design("exact:n=32"), {"sampled", 20'000})["ci95"];
  EXPECT_GT(exact["er"].get<double>(), 1e-4);
  EXPECT_LT(exact["er"].get<double>(), 1e-3);
  EXPECT_EQ(exact["mae"].get<double>(), 0);
}

// Three strata of 1, 4 and 16 million pairs, 1000 draws each; `expected` errors, all in one of them or in each alike.
TEST(Sampled, RareErrorsAreCovered) {
  for (double expected : {.3, 1., 2., 2.9, 3.1, 4., 6., 10., 20.})
    for (std::size_t where : {0u, 1u, 2u, 3u}) {
      int count = 0;
      for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        stratified_sums sums(3);
        double truth = 0;
        for (std::size_t h = 0; h < 3; ++h) {
          sums[h].pairs = u128{1} << (20 + 2 * h);
          sums[h].errors.pairs = sums[h].errors.nonzero = 1000;
          double const p = where == h ? expected / 1000 : where == 3 ? expected / 3000 : 0;
          truth += p * static_cast<double>(sums[h].pairs) / (21 << 20);
          for (std::uint64_t i = 0; i < 1000; ++i)
            sums[h].errors.errors += std::ldexp(static_cast<double>(random_bits(seed * 3 + h, i)), -64) < p;
        }
        totals const t = estimated(sums);
        double const er = quotient(*t.sums.errors, t.sums.pairs);
        count += std::fabs(er - truth) <= relative_intervals(sums)["er"].get<double>();
      }
      EXPECT_GE(count, 930) << expected << " " << where;
    }
}

}  // namespace
