// Every family equals its second implementation: on all pairs at small widths, on random pairs at large ones, and under
// the integer wrappers.
#include "tests/conformance/reference.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>

#include "axmul/spec.hpp"
#include "tests/conformance/values.hpp"

namespace {

using reference::big;

template <class M, class = void>
constexpr bool has_reference = false;
template <class M>
constexpr bool has_reference<M, decltype(static_cast<void>(reference::product(M{}, big{}, big{})))> = true;

template <class Families>
struct as_test_types;
template <class... M>
struct as_test_types<axmul::type_list<M...>> {
  static_assert((has_reference<M> && ...), "a family has no second implementation");
  using type = testing::Types<M...>;
};
struct family_name {
  template <class M>
  static std::string GetName(int) {
    return M::name;
  }
};

template <class M>
class Reference : public testing::Test {};
TYPED_TEST_SUITE(Reference, as_test_types<axmul::families>::type, family_name);

// Whether the whole word, sign included, is that of the second implementation.
template <class M, class U>
bool is_equal(M const& m, U a, U b) {
  int const n = axmul::bits_a(m), nb = axmul::bits_b(m);
  U const p = m(operand<M, U>(a, n), operand<M, U>(b, nb));
  if (p == operand<M, U>(reference::product(m, a, b), n + nb)) return true;
  ADD_FAILURE() << axmul::to_string(m) << " " << a << " " << b << ": " << p;
  return false;
}

template <class M>
void expect_equal_on_all_pairs(M const& m, int n, int nb) {
  for (std::uint32_t a = 0; a >> n == 0; ++a)
    for (std::uint32_t b = 0; b >> nb == 0; ++b)
      if (!is_equal(m, a, b)) return;
}

TYPED_TEST(Reference, AllPairsAllCombinations) {
  using M = TypeParam;
  for (auto const& [n, nb] : {std::pair{2, 2}, {3, 3}, {4, 4}, {2, 4}, {5, 3}})
    each_combination<M>(n, nb, false, [n = n, nb = nb](M const& m) { expect_equal_on_all_pairs(m, n, nb); });
}

TYPED_TEST(Reference, AllPairsEveryValue) {
  using M = TypeParam;
  for (auto const& [n, nb] : {std::pair{5, 5}, {6, 6}, {7, 7}, {4, 7}, {7, 3}})
    each_value_alone<M>(n, nb, [n = n, nb = nb](M const& m) { expect_equal_on_all_pairs(m, n, nb); });
}

TYPED_TEST(Reference, AllPairsAtEight) {
  using M = TypeParam;
  EXPECT_TRUE(build<M>(8, 8).how.allowed);
  each_combination<M>(8, 8, true, [](M const& m) { expect_equal_on_all_pairs(m, 8, 8); });
  each_value_alone<M>(8, 8, [](M const& m) { expect_equal_on_all_pairs(m, 8, 8); });
  if (build<M>(8, 6).how.allowed) expect_equal_on_all_pairs(build<M>(8, 6).value, 8, 6);
}

// Of every length, so that leading ones are everywhere; one in eight close to the largest, where products saturate.
std::uint64_t random_operand(std::mt19937_64& random, int width) {
  std::uint64_t const x = random() >> (64 - width);
  if (random() % 8 == 0) return axmul::low_mask<std::uint64_t>(width) - x % 4;
  return x >> random() % static_cast<unsigned>(width);
}

TYPED_TEST(Reference, RandomPairs) {
  using M = TypeParam;
  std::mt19937_64 random(3);
  for (auto const& [n, nb] : {std::pair{16, 16}, {24, 24}, {32, 32}, {27, 11}}) {
    int const pairs = n == nb ? 250'000 : 100'000;
    int values = 0;
    each_value_alone<M>(n, nb, [&](M const&) { ++values; });
    each_value_alone<M>(n, nb, [&, n = n, nb = nb](M const& m) {
      for (int i = 0; i < pairs / values + 1; ++i) {
        std::uint64_t const a = random_operand(random, n), b = random_operand(random, nb);
        if (!is_equal(m, a, b)) return;
      }
    });
  }
}

template <class M>
void expect_signed(M const& core, int n, int nb, axmul::negation how) {
  axmul::as_signed<M> const m{core, how};
  std::int32_t const ha = 1 << (n - 1), hb = 1 << (nb - 1);
  for (std::int32_t a = -ha; a < ha; ++a)
    for (std::int32_t b = -hb; b < hb; ++b) {
      std::int64_t const want = reference::signed_product(a, b, n + nb, how == axmul::negation::ones,
                                                          [&](big x, big y) { return reference::product(core, x, y); });
      std::int32_t const got =
          static_cast<std::int32_t>(m(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
      if (got == want) continue;
      ADD_FAILURE() << axmul::to_string(m) << " " << a << " " << b << ": " << got << " for " << want;
      return;
    }
}

TYPED_TEST(Reference, Signed) {
  using M = TypeParam;
  if constexpr (!axmul::is_signed<M>) {
    bool tested = false;
    auto const on_every_value = [&](int n, int nb) {
      each_value_alone<M>(n, nb, [&](M const& m) {
        tested = true;
        for (axmul::negation how : {axmul::negation::signmag, axmul::negation::ones}) expect_signed(m, n, nb, how);
      });
    };
    for (auto const& [n, nb] : {std::pair{2, 2}, {4, 4}, {6, 6}, {3, 5}, {5, 3}}) on_every_value(n, nb);
    if (!tested) on_every_value(8, 8);
    EXPECT_TRUE(tested);
  }
}

// Corners of a full word: n = 16 in uint32_t, where the clamp's bound is the word's sign bit.
TYPED_TEST(Reference, SignedFullWord) {
  using M = TypeParam;
  std::mt19937_64 random(4);
  if constexpr (!axmul::is_signed<M>)
    each_combination<M>(16, 16, true, [&](M const& core) {
      for (axmul::negation how : {axmul::negation::signmag, axmul::negation::ones}) {
        axmul::as_signed<M> const m{core, how};
        for (int i = 0; i < 200; ++i) {
          std::int32_t const corners[] = {-32768, -32767, 32767, -1, 0, 1, static_cast<std::int16_t>(random())};
          std::int32_t const a = corners[i % 7], b = corners[random() % 7];
          std::int64_t const want = reference::signed_product(
              a, b, 32, how == axmul::negation::ones, [&](big x, big y) { return reference::product(core, x, y); });
          ASSERT_EQ(static_cast<std::int32_t>(m(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b))), want)
              << axmul::to_string(m) << " " << a << " " << b;
        }
      }
    });
}

// All pairs up to 9 bits, every so many of more.
TYPED_TEST(Reference, OperandTruncation) {
  using M = TypeParam;
  std::pair<int, int> widths{0, 0};
  for (auto const& w : {std::pair{8, 8}, {8, 6}, {4, 4}, {5, 4}})
    if (build<M>(w.first, w.second).how.allowed) widths = w;
  auto const [n, nb] = widths;
  ASSERT_GT(n, 0);
  M const core = build<M>(n, nb).value;
  std::uint32_t const step = (1u << n << nb >> 9) | 1;
  for (int ta = 0; ta < n; ++ta)
    for (int tb = 0; tb < nb; ++tb)
      for (axmul::truncation mode : {axmul::truncation::zero, axmul::truncation::jam}) {
        axmul::lsb<M> const m{core, ta, tb, mode};
        for (std::uint32_t i = 0; i >> n >> nb == 0; i += step) {
          std::uint32_t const a = i >> nb, b = i & axmul::low_mask<std::uint32_t>(nb);
          std::uint32_t const want = operand<M, std::uint32_t>(reference::product(m, a, b), n + nb);
          ASSERT_EQ(m(operand<M, std::uint32_t>(a, n), operand<M, std::uint32_t>(b, nb)), want)
              << axmul::to_string(m) << " " << a << " " << b;
          if constexpr (!axmul::is_signed<M>) {
            axmul::as_signed<axmul::lsb<M>> const both{m};
            std::int32_t const x = static_cast<std::int32_t>(a) - (1 << (n - 1));
            std::int32_t const y = static_cast<std::int32_t>(b) - (1 << (nb - 1));
            std::uint32_t const p = both(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y));
            auto const core_product = [&](big u, big v) { return reference::product(m, u, v); };
            ASSERT_EQ(static_cast<std::int32_t>(p), reference::signed_product(x, y, n + nb, false, core_product))
                << axmul::to_string(both) << " " << x << " " << y;
          }
        }
      }
}

}  // namespace
