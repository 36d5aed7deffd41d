// Every family equals its second implementation: on all pairs at small widths, on random pairs at large ones, and under
// the integer wrappers.
#include "tests/conformance/reference.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "axmul/spec.hpp"
#include "tests/conformance/values.hpp"

namespace {

using reference::big;

// The families that have a second implementation here.
template <class M, class = void>
constexpr bool has_reference = false;
template <class M>
constexpr bool has_reference<M, decltype(static_cast<void>(reference::product(M{}, big{}, big{})))> = true;

template <class Found, class Families>
struct as_test_types;
template <class... Found>
struct as_test_types<testing::Types<Found...>, axmul::type_list<>> {
  using type = testing::Types<Found...>;
};
template <class... Found, class M, class... Rest>
struct as_test_types<testing::Types<Found...>, axmul::type_list<M, Rest...>>
    : as_test_types<std::conditional_t<has_reference<M>, testing::Types<Found..., M>, testing::Types<Found...>>,
                    axmul::type_list<Rest...>> {};
struct family_name {
  template <class M>
  static std::string GetName(int) {
    return M::name;
  }
};

template <class M>
class Reference : public testing::Test {};
using referenced_families = as_test_types<testing::Types<>, axmul::families>::type;
TYPED_TEST_SUITE(Reference, referenced_families, family_name);

template <class M>
void expect_equal_on_all_pairs(M const& m, int n, int nb) {
  for (std::uint32_t a = 0; a >> n == 0; ++a)
    for (std::uint32_t b = 0; b >> nb == 0; ++b)
      if (m(a, b) != reference::product(m, a, b)) {
        ADD_FAILURE() << axmul::to_string(m) << " " << a << " " << b << ": " << m(a, b);
        return;
      }
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
  each_combination<M>(8, 8, true, [](M const& m) { expect_equal_on_all_pairs(m, 8, 8); });
  each_value_alone<M>(8, 8, [](M const& m) { expect_equal_on_all_pairs(m, 8, 8); });
  if (build<M>(8, 6).how.allowed) expect_equal_on_all_pairs(build<M>(8, 6).value, 8, 6);
}

TYPED_TEST(Reference, RandomPairs) {
  using M = TypeParam;
  std::mt19937_64 random(3);
  for (auto const& [n, nb] : {std::pair{16, 16}, {24, 24}, {32, 32}, {27, 11}}) {
    int values = 0;
    each_value_alone<M>(n, nb, [&](M const&) { ++values; });
    each_value_alone<M>(n, nb, [&, n = n, nb = nb](M const& m) {
      for (int i = 0; i < 100'000 / values + 1; ++i) {
        std::uint64_t const a = random() >> (64 - n) >> random() % static_cast<unsigned>(n);
        std::uint64_t const b = random() >> (64 - nb) >> random() % static_cast<unsigned>(nb);
        if (m(a, b) == reference::product(m, a, b)) continue;
        ADD_FAILURE() << axmul::to_string(m) << " " << a << " " << b << ": " << m(a, b);
        return;
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
  if constexpr (!axmul::is_signed<M>)
    for (auto const& [n, nb] : {std::pair{2, 2}, {4, 4}, {6, 6}, {3, 5}, {5, 3}})
      each_value_alone<M>(n, nb, [n = n, nb = nb](M const& m) {
        for (axmul::negation how : {axmul::negation::signmag, axmul::negation::ones}) expect_signed(m, n, nb, how);
      });
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

TYPED_TEST(Reference, OperandTruncation) {
  using M = TypeParam;
  constexpr int n = 5, nb = 4;
  M const core = build<M>(n, nb).value;
  for (int ta = 0; ta < n; ++ta)
    for (int tb = 0; tb < nb; ++tb)
      for (axmul::truncation mode : {axmul::truncation::zero, axmul::truncation::jam}) {
        axmul::lsb<M> const m{core, ta, tb, mode};
        axmul::as_signed<axmul::lsb<M>> const both{m};
        auto const want = [&](big x, big y) { return reference::product(m, x, y); };
        for (std::uint32_t a = 0; a < 1 << n; ++a)
          for (std::uint32_t b = 0; b < 1 << nb; ++b) {
            ASSERT_EQ(m(a, b), want(a, b)) << axmul::to_string(m) << " " << a << " " << b;
            std::int32_t const x = static_cast<std::int32_t>(a) - (1 << (n - 1));
            std::int32_t const y = static_cast<std::int32_t>(b) - (1 << (nb - 1));
            std::uint32_t const p = both(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y));
            ASSERT_EQ(static_cast<std::int32_t>(p), reference::signed_product(x, y, n + nb, false, want))
                << axmul::to_string(both) << " " << x << " " << y;
          }
      }
}

}  // namespace
