// What every family owes, over the registry: products that fit, the same products in every word, at compile time and at
// run time, specs that parse back, saturation where n + nb fills the word.
#include <gtest/gtest.h>

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "axmul/spec.hpp"
#include "tests/conformance/values.hpp"

namespace {

using axmul::low_mask;
using axmul::uint128_t;
using boost::multiprecision::uint256_t;

struct shape {
  int n, nb;
};
constexpr shape small_shapes[] = {{2, 2}, {3, 3}, {4, 4}, {6, 6}, {8, 8}, {2, 5},
                                  {5, 2}, {3, 8}, {8, 3}, {6, 4}, {4, 6}};
constexpr shape large_shapes[] = {{16, 16}, {24, 24}, {32, 32}, {64, 64}, {24, 7}, {9, 33}, {64, 2}};

template <class M, class U>
U product(M const& m, std::uint64_t a, std::uint64_t b) {
  return m(operand<M, U>(a, axmul::bits_a(m)), operand<M, U>(b, axmul::bits_b(m)));
}

// The product's low n + nb bits; `fits` says whether the word holds nothing else.
template <class M, class U>
uint128_t pattern(M const& m, std::uint64_t a, std::uint64_t b, bool& fits) {
  int const width = axmul::bits_a(m) + axmul::bits_b(m);
  U const p = product<M, U>(m, a, b);
  U const low = p & low_mask<U>(width);
  fits = operand<M, U>(low, width) == p;
  return static_cast<uint128_t>(low);
}

// First pair on which word U and uint256_t differ, or whose product does not fit; empty when there is none.
template <class U, class M, class Pairs>
std::string difference(M const& m, Pairs const& pairs) {
  std::string found;
  pairs([&](std::uint64_t a, std::uint64_t b) {
    if (!found.empty()) return;
    bool fits = false, wide_fits = false;
    bool const equal = pattern<M, U>(m, a, b, fits) == pattern<M, uint256_t>(m, a, b, wide_fits);
    if (!equal || !fits || !wide_fits)
      found = axmul::to_string(m) + " " + std::to_string(a) + " " + std::to_string(b) +
              (equal ? " does not fit" : " differs between words");
  });
  return found;
}

template <class M, class Pairs>
std::string difference_of_words(M const& m, Pairs const& pairs) {
  int const width = axmul::bits_a(m) + axmul::bits_b(m);
  std::string found;
  if (width <= 32) found = difference<std::uint32_t>(m, pairs);
  if (width <= 64 && found.empty()) found = difference<std::uint64_t>(m, pairs);
  return found.empty() ? difference<uint128_t>(m, pairs) : found;
}

std::vector<std::uint64_t> corners(int width, int step) {
  std::uint64_t const mask = low_mask<std::uint64_t>(width);
  std::vector<std::uint64_t> all{0, 1, 3, mask, mask - 1, mask ^ (mask >> 1), mask >> 1, (mask >> 1) + 2, mask / 3};
  for (int i = 2; i < width - 1; i += step) {
    std::uint64_t const power = std::uint64_t{1} << i;
    for (std::uint64_t x : {power, power - 1, power + (power >> 1), mask ^ (power - 1), mask ^ power}) all.push_back(x);
  }
  return all;
}

template <class Families>
struct as_test_types;
template <class... M>
struct as_test_types<axmul::type_list<M...>> {
  using type = testing::Types<M...>;
};
struct family_name {
  template <class M>
  static std::string GetName(int) {
    return M::name;
  }
};

template <class M>
class Conformance : public testing::Test {};
TYPED_TEST_SUITE(Conformance, as_test_types<axmul::families>::type, family_name);

TYPED_TEST(Conformance, ProductsFit) {
  using M = TypeParam;
  int values = 0;
  for (shape const s : small_shapes)
    each_value_alone<M>(s.n, s.nb, [&](M const& m) {
      ++values;
      bool all = true;
      for (std::uint64_t a = 0; a >> s.n == 0; ++a)
        for (std::uint64_t b = 0; b >> s.nb == 0; ++b) {
          bool fits = false;
          pattern<M, std::uint32_t>(m, a, b, fits);
          all = all && fits;
        }
      EXPECT_TRUE(all) << axmul::to_string(m);
    });
  EXPECT_GT(values, 0);
}

TYPED_TEST(Conformance, WordsAgreeOnAllPairs) {
  using M = TypeParam;
  for (shape const s : small_shapes) {
    if (s.n + s.nb > 12) continue;
    auto const pairs = [&](auto const& each) {
      for (std::uint64_t i = 0; i >> (s.n + s.nb) == 0; ++i) each(i >> s.nb, i & low_mask<std::uint64_t>(s.nb));
    };
    each_value_alone<M>(s.n, s.nb, [&](M const& m) { EXPECT_EQ(difference_of_words(m, pairs), ""); });
  }
}

TYPED_TEST(Conformance, WordsAgreeOnRandomPairs) {
  using M = TypeParam;
  std::mt19937_64 random(1);
  for (shape const s : large_shapes) {
    auto const pairs = [&](auto const& each) {
      // Operands of every length, so that leading ones are everywhere.
      for (int i = 0; i < 100; ++i) {
        std::uint64_t const a = random() >> (64 - s.n) >> random() % static_cast<unsigned>(s.n);
        each(a, random() >> (64 - s.nb) >> random() % static_cast<unsigned>(s.nb));
      }
    };
    each_value_alone<M>(s.n, s.nb, [&](M const& m) { EXPECT_EQ(difference_of_words(m, pairs), ""); });
  }
}

TYPED_TEST(Conformance, FullWordSaturates) {
  using M = TypeParam;
  for (shape const s : {shape{16, 16}, {32, 32}, {64, 64}, {20, 12}}) {
    auto const pairs = [&](auto const& each) {
      for (std::uint64_t a : corners(s.n, s.n / 8 + 1))
        for (std::uint64_t b : corners(s.nb, s.nb / 8 + 1)) each(a, b);
    };
    each_combination<M>(s.n, s.nb, true, [&](M const& m) { EXPECT_EQ(difference_of_words(m, pairs), ""); });
  }
}

TYPED_TEST(Conformance, SignedWordsAgree) {
  using M = TypeParam;
  if constexpr (!axmul::is_signed<M>)
    for (shape const s : {shape{16, 16}, {32, 32}, {64, 64}, {20, 12}}) {
      auto const pairs = [&](auto const& each) {
        for (std::uint64_t a : corners(s.n, s.n / 5))
          for (std::uint64_t b : corners(s.nb, s.nb / 5)) each(a, b);
      };
      each_combination<M>(s.n, s.nb, true, [&](M const& m) {
        for (axmul::negation how : {axmul::negation::signmag, axmul::negation::ones})
          EXPECT_EQ(difference_of_words(axmul::as_signed<M>{m, how}, pairs), "");
      });
    }
}

TYPED_TEST(Conformance, SpecsParseBack) {
  using M = TypeParam;
  std::mt19937_64 random(2);
  for (shape const s : {shape{8, 8}, {5, 2}, {3, 8}, {16, 16}, {64, 64}, {2, 64}})
    each_value_alone<M>(s.n, s.nb, [&](M const& m) {
      std::string const spec = axmul::to_string(m);
      M const again = axmul::parse<M>(spec);
      EXPECT_EQ(axmul::to_string(again), spec);
      std::uint64_t const a = random() >> (64 - s.n), b = random() >> (64 - s.nb);
      EXPECT_TRUE((product<M, uint128_t>(again, a, b) == product<M, uint128_t>(m, a, b))) << spec;
    });
}

template <class M, class U, std::size_t operands>
struct products_of {
  std::array<U, operands * operands> values{};
  constexpr explicit products_of(M const& m) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint64_t const a = ((i / operands + 1) * 0x9e3779b97f4a7c15u) >> (64 - axmul::bits_a(m));
      std::uint64_t const b = ((i % operands + 1) * 0xd1342543de82ef95u) >> (64 - axmul::bits_b(m));
      values[i] = m(operand<M, U>(a, axmul::bits_a(m)), operand<M, U>(b, axmul::bits_b(m)));
    }
  }
};

template <class M>
M opaque(M m) {
  asm volatile("" : : "g"(&m) : "memory");
  return m;
}

template <class M, class U, int n, std::size_t operands>
void expect_same_at_run_time() {
  if constexpr (build<M>(n, n).how.allowed) {
    constexpr M m = build<M>(n, n).value;
    constexpr products_of<M, U, operands> products(m);
    EXPECT_TRUE((products.values == products_of<M, U, operands>(opaque(m)).values)) << n;
  }
}

// Few of wide operands: at 64 bits a tree of compressors takes 2 10^5 steps, and clang stops at 10^6.
TYPED_TEST(Conformance, CompileTimeEqualsRunTime) {
  expect_same_at_run_time<TypeParam, std::uint32_t, 8, 12>();
  expect_same_at_run_time<TypeParam, std::uint32_t, 16, 8>();
  expect_same_at_run_time<TypeParam, uint128_t, 64, 2>();
}

TYPED_TEST(Conformance, DefaultsAreThoseOfTheParser) {
  using M = TypeParam;
  EXPECT_EQ(axmul::to_string(M{}), axmul::to_string(axmul::parse<M>(M::name)));
  EXPECT_STRNE(M::source.authors, "");
  EXPECT_STRNE(M::error_sign, "");
  EXPECT_TRUE(std::is_trivially_copyable_v<M>);
}

}  // namespace
