// The sums behind the statistics: one call or many, every word type, relative errors as multiples of 2^-40.
#include "characterize/errors/sums.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace axmul::tools;

constexpr std::int64_t unit = std::int64_t{1} << 40;

template <class U>
error_sums of_pair(char const* spec, U a, U b, U p) {
  error_sums sums;
  accumulate(design(spec), &a, &b, &p, 1, sums);
  return sums;
}

// a b = exact, and the product d away from it.
error_sums off_by(std::uint64_t exact, std::uint64_t d) {
  return of_pair<std::uint64_t>("exact:n=32", exact, 1, exact + d);
}

TEST(Sums, OneCallOrMany) {
  design const d("drum:n=16,k=3@signed");
  constexpr std::size_t count = 10'000;
  std::vector<std::uint32_t> a, b, p(count);
  for (std::size_t i = 0; i < count; ++i) {
    a.push_back(axmul::sign_extend(static_cast<std::uint32_t>(random_bits(3, 2 * i) & 0xffff), 16));
    b.push_back(axmul::sign_extend(static_cast<std::uint32_t>(random_bits(3, 2 * i + 1) & 0xffff), 16));
  }
  d.products(a.data(), b.data(), p.data(), count);
  error_sums whole, merged;
  whole.bit_errors.resize(32);
  accumulate(d, a.data(), b.data(), p.data(), count, whole);
  for (std::size_t i = 0; i < count; ++i) {
    error_sums one;
    one.bit_errors.resize(32);
    accumulate(d, &a[i], &b[i], &p[i], 1, one);
    merged.merge(one);
  }
  EXPECT_EQ(whole.pairs, count);
  EXPECT_EQ(merged.pairs, count);
  EXPECT_EQ(whole.errors, merged.errors);
  EXPECT_EQ(whole.nonzero, merged.nonzero);
  EXPECT_TRUE(whole.positive == merged.positive && whole.negative == merged.negative && whole.square == merged.square);
  EXPECT_TRUE(whole.relative == merged.relative && whole.relative_abs == merged.relative_abs);
  EXPECT_TRUE(whole.worst == merged.worst && whole.worst_a == merged.worst_a && whole.worst_b == merged.worst_b);
  EXPECT_EQ(whole.relative_max, merged.relative_max);
  EXPECT_EQ(whole.relative_min, merged.relative_min);
  EXPECT_EQ(whole.bit_errors, merged.bit_errors);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(whole.within[i], merged.within[i]);
}

TEST(Sums, RelativeErrorsAreMultiplesOfUnits) {
  EXPECT_EQ(static_cast<std::int64_t>(off_by(3, 1).relative), 366503875925);            // 2^40 / 3, down
  EXPECT_EQ(static_cast<std::int64_t>(off_by(3, 2).relative), 733007751851);            // up
  EXPECT_EQ(static_cast<std::int64_t>(off_by(std::uint64_t{1} << 41, 1).relative), 0);  // ties to even
  EXPECT_EQ(static_cast<std::int64_t>(off_by(std::uint64_t{1} << 41, 3).relative), 2);
  EXPECT_EQ(static_cast<std::int64_t>(off_by(1, 3000).relative), 3000 * unit);
  i128 const large = off_by(1, std::uint64_t{1} << 50).relative_abs;
  EXPECT_TRUE(large == i128{unit} << 50);
}

TEST(Sums, Signs) {
  auto const word = [](int x) { return static_cast<std::uint32_t>(x); };
  error_sums const s = of_pair("exact@signed", word(-2), word(3), word(-8));  // d = -2, P = -6
  EXPECT_EQ(s.negative, 2);
  EXPECT_EQ(s.positive, 0);
  EXPECT_EQ(static_cast<std::int64_t>(s.relative), 366503875925);
  EXPECT_DOUBLE_EQ(s.relative_max, 1. / 3);
  error_sums const t = of_pair("exact@signed", word(-1), word(1), word(1));  // d = 2, P = -1
  EXPECT_EQ(t.positive, 2);
  EXPECT_EQ(static_cast<std::int64_t>(t.relative), -2 * unit);
  EXPECT_EQ(t.relative_min, -2);
  error_sums const zero = of_pair("exact", 0u, 7u, 5u);
  EXPECT_EQ(zero.zero_errors, 1u);
  EXPECT_EQ(zero.nonzero, 0u);
  EXPECT_EQ(zero.positive, 5);
}

// The square of the largest difference needs twice the word.
TEST(Sums, WidestDifference) {
  wide_sum const ones32 = 0xffffffffu, ones64 = ~std::uint64_t{0}, ones128 = (wide_sum{1} << 128) - 1;
  EXPECT_TRUE(of_pair<std::uint32_t>("exact:n=16", 0, 0, ~0u).square == ones32 * ones32);
  EXPECT_TRUE(of_pair<std::uint64_t>("exact:n=32", 0, 0, ~std::uint64_t{0}).square == ones64 * ones64);
  u128 const a[3] = {}, p[3] = {~u128{0}, ~u128{0}, ~u128{0}};
  error_sums s;
  accumulate(design("exact:n=64"), a, a, p, 3, s);
  EXPECT_TRUE(s.square == 3 * ones128 * ones128);
  EXPECT_TRUE(s.positive == 3 * ones128);
  EXPECT_TRUE(s.worst == ~u128{0});
}

}  // namespace
