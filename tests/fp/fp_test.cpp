// Formats: the exact core against correctly rounded arithmetic and the machine's own, other cores against the
// composition of F1 in plain integers, specials, conversions.
#include "axmul/fp/fp.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "axmul/axmul.hpp"
#include "tests/conformance/reference.hpp"
#include "tests/fp/fp_reference.hpp"

namespace {

using axmul::format;
using axmul::fp_options;
using reference::number_format;

number_format plain(format const& f, fp_options const& o = {}) {
  return {f.e, f.m, f.kind == axmul::format_kind::finite, o};
}

std::vector<fp_options> all_options() {
  std::vector<fp_options> all;
  for (auto round : {axmul::rounding::rne, axmul::rounding::rtz})
    for (auto subnormal : {axmul::subnormals::gradual, axmul::subnormals::flush})
      for (auto overflow : {axmul::overflows::ieee, axmul::overflows::saturate})
        all.push_back({round, subnormal, overflow});
  return all;
}

// Operands of every class: zeros, least and other subnormals, least and greatest normals, infinity, NaNs, few bits set
// in the fraction (halfway cases), exponents whose products lie around the ends of the range, anything.
class operands {
 public:
  operands(format const& f, std::uint64_t seed) : f_(f), random_(seed) {}

  std::uint64_t next() {
    std::uint64_t const bits = random_();
    std::uint64_t const fractions = std::uint64_t{1} << f_.m;
    std::uint64_t const infinity = ((std::uint64_t{1} << f_.e) - 1) << f_.m;
    std::uint64_t const fraction = random_() % fractions;
    std::uint64_t const near_one = static_cast<std::uint64_t>(f_.bias() / 2 + static_cast<int>(random_() % 8));
    std::uint64_t x = random_() % (infinity + fractions);
    switch (bits % 16) {
      case 0: x = 0; break;
      case 1: x = fraction; break;
      case 2: x = 1 + random_() % 3; break;
      case 3: x = fractions - random_() % 2; break;
      case 4: x = infinity - 1 - random_() % 2; break;
      case 5: x = infinity + (bits >> 32) % 3; break;
      case 6: x = infinity + fractions - 1; break;
      case 7:
      case 8: x = near_one << f_.m | fraction >> (f_.m / 2) << (f_.m / 2); break;
      case 9: x = (infinity >> 1) + random_() % (4 * fractions); break;
      case 10: x = x / fractions * fractions + (fractions >> 1); break;
      default: break;
    }
    return x % (fractions << f_.e) | (bits >> 63) << (f_.e + f_.m);
  }

 private:
  format f_;
  std::mt19937_64 random_;
};

template <class To, class From>
To bits_of(From x) {
  To y;
  static_assert(sizeof x == sizeof y);
  std::memcpy(&y, &x, sizeof y);
  return y;
}

template <class U, class Core, class Want>
void expect_products(axmul::fp<Core> const& m, int pairs, std::uint64_t seed, Want const& want) {
  operands random(m.fmt, seed);
  for (int i = 0; i < pairs; ++i) {
    std::uint64_t const a = random.next(), b = random.next();
    std::uint64_t const got = static_cast<std::uint64_t>(m(static_cast<U>(a), static_cast<U>(b)));
    if (got == want(a, b)) continue;
    ADD_FAILURE() << std::hex << a << " " << b << ": " << got << " for " << want(a, b);
    return;
  }
}

TEST(Fp, SingleEqualsTheMachine) {
  expect_products<std::uint64_t>(
      axmul::fp{axmul::fp32, axmul::exact{}}, 1'000'000, 1, [](std::uint64_t a, std::uint64_t b) {
        float const p = bits_of<float>(static_cast<std::uint32_t>(a)) * bits_of<float>(static_cast<std::uint32_t>(b));
        return std::isnan(p) ? std::uint64_t{0x7fc00000} : std::uint64_t{bits_of<std::uint32_t>(p)};
      });
}

TEST(Fp, DoubleEqualsTheMachine) {
  expect_products<axmul::uint128_t>(axmul::fp{axmul::fp64, axmul::exact{}}, 1'000'000, 2,
                                    [](std::uint64_t a, std::uint64_t b) {
                                      double const p = bits_of<double>(a) * bits_of<double>(b);
                                      return std::isnan(p) ? 0x7ff8000000000000u : bits_of<std::uint64_t>(p);
                                    });
}

TEST(Fp, ExactIsCorrectlyRounded) {
  for (format const& f : {axmul::fp16, axmul::bf16, axmul::tf32, axmul::fp32, format{6, 9}, format{2, 1}, format{3, 7}})
    for (fp_options const& o : all_options()) {
      SCOPED_TRACE(testing::Message() << "e=" << f.e << " m=" << f.m << " round " << int(o.round) << " subnormal "
                                      << int(o.subnormal) << " overflow " << int(o.overflow));
      bool const ieee = o.round == axmul::rounding::rne && o.subnormal == axmul::subnormals::gradual &&
                        o.overflow == axmul::overflows::ieee;
      expect_products<std::uint64_t>(
          axmul::fp{f, axmul::exact{}, o}, ieee ? 1'000'000 : 100'000, 3,
          [&, n = plain(f, o)](std::uint64_t a, std::uint64_t b) { return exact_product(n, a, b); });
    }
}

TEST(Fp, EightBitsExhaustively) {
  for (format const& f : {axmul::e4m3, axmul::e5m2})
    for (fp_options const& o : all_options())
      for (std::uint32_t a = 0; a < 256; ++a)
        for (std::uint32_t b = 0; b < 256; ++b)
          ASSERT_EQ((axmul::fp{f, axmul::exact{}, o}(a, b)), exact_product(plain(f, o), a, b))
              << f.e << " " << int(o.round) << int(o.subnormal) << int(o.overflow) << ": " << a << " " << b;
}

template <class Core>
void expect_composition(Core core) {
  for (format const& f : {axmul::fp16, axmul::bf16, axmul::fp32})
    for (fp_options const& o : all_options()) {
      SCOPED_TRACE(testing::Message() << Core::name << " m=" << f.m);
      axmul::fp<Core> const m{f, core, o};
      expect_products<std::uint64_t>(m, 100'000 / 8, 4, [&, n = plain(f, o)](std::uint64_t a, std::uint64_t b) {
        return reference::product(n, a, b,
                                  [&](std::uint64_t x, std::uint64_t y) { return reference::product(m.core, x, y); });
      });
    }
}

TEST(Fp, OtherCores) {
  expect_composition(axmul::mitchell{});
  expect_composition(axmul::drum{8, 3});
  expect_composition(axmul::mbm{});
  expect_composition(axmul::mbm{8, 3});
  expect_composition(axmul::rep{8, 6});
  expect_composition(axmul::rep{8, 8, axmul::rep::compensation::constant});
  expect_composition(axmul::trunc{8, 9, 9, axmul::trunc::correction::variable});
  expect_composition(axmul::lsb{axmul::drum{8, 4}, 3, 1});
  expect_composition(axmul::lsb{axmul::mitchell{}, 0, 7, axmul::truncation::jam});
}

// Cores that lose the top partial product need the full normaliser, or return zero.
TEST(Fp, CoresThatLoseTheTopRow) {
  expect_composition(axmul::bam{8, 0, 14});
  expect_composition(axmul::bam{8, 7, 0});
  expect_composition(axmul::rep{8, 8, axmul::rep::compensation::bitwise_or});
  axmul::fp const nothing{axmul::bf16, axmul::trunc{8, 15, 15}};
  EXPECT_EQ(nothing(0x3f80u, 0xbf80u), 0x8000u);
  EXPECT_EQ(nothing(0x3fffu, 0x3fffu), 0u);
}

// A word that the product, or the pattern, just fills.
TEST(Fp, WordsAgree) {
  auto const check = [](auto narrow, auto wide, format const& f) {
    for (fp_options const& o : all_options()) {
      axmul::fp const m{f, axmul::mbm{}, o};
      expect_products<decltype(narrow)>(m, 20'000, 6, [&](std::uint64_t a, std::uint64_t b) {
        return static_cast<std::uint64_t>(m(static_cast<decltype(wide)>(a), static_cast<decltype(wide)>(b)));
      });
    }
  };
  check(std::uint32_t{}, std::uint64_t{}, {11, 15});
  check(std::uint32_t{}, axmul::uint128_t{}, axmul::fp16);
  check(std::uint64_t{}, axmul::uint128_t{}, {11, 31});
  check(std::uint64_t{}, axmul::uint128_t{}, axmul::fp32);
}

TEST(Fp, Specials) {
  constexpr axmul::fp half{axmul::fp16, axmul::mitchell{}};
  static_assert(half(0x7c00u, 0x8000u) == 0x7e00u);  // infinity times -0
  static_assert(half(0xfc00u, 0x0001u) == 0xfc00u);
  static_assert(half(0xfe01u, 0x3c00u) == 0x7e00u);
  static_assert(half(0x0000u, 0xbc00u) == 0x8000u);
  constexpr fp_options flush{axmul::rounding::rne, axmul::subnormals::flush, axmul::overflows::saturate};
  constexpr axmul::fp half_flush{axmul::fp16, axmul::exact{}, flush};
  static_assert(half_flush(0x7c00u, 0x0001u) == 0x7e00u);  // a subnormal is a zero
  static_assert(half_flush(0x7c00u, 0x3c00u) == 0x7c00u);  // an infinite operand stays infinite
  static_assert(half_flush(0x7bffu, 0xfbffu) == 0xfbffu);
  constexpr axmul::fp finite{axmul::e4m3, axmul::exact{}};
  static_assert(finite(0x7eu, 0xfeu) == 0x7fu);  // overflow to the NaN, positive
  static_assert(finite(0xffu, 0x00u) == 0x7fu);
}

TEST(Fp, FloatOperands) {
  constexpr axmul::fp half{axmul::bf16, axmul::mbm{}};
  static_assert(half.core.n == 8);
  EXPECT_EQ(half(1.0f, 1.0f), 1.078125f);
  EXPECT_EQ((axmul::fp{axmul::fp16, axmul::exact{}}(1.5f, 2.5f)), 3.75f);
  EXPECT_EQ((axmul::fp{axmul::fp16, axmul::exact{}}(2049.0f, 1.0f)), 2048.0f);  // the operand is rounded, ties to even
  EXPECT_EQ((axmul::fp{axmul::fp16, axmul::exact{}}(65520.0f, 1.0f)), std::numeric_limits<float>::infinity());
  EXPECT_EQ((axmul::fp{axmul::fp64, axmul::exact{}}(0.1, 0.2)), 0.1 * 0.2);
  EXPECT_TRUE(std::isnan(axmul::fp{axmul::e4m3, axmul::exact{}}(1.0e9f, 1.0f)));
  std::mt19937_64 random(5);
  for (format const& f : {axmul::fp32, axmul::tf32, axmul::bf16, axmul::fp16, axmul::e5m2, axmul::e4m3})
    for (fp_options const& o : all_options()) {
      axmul::fp const m{f, axmul::exact{}, o};
      number_format const product = plain(f, o);
      number_format const operand = plain(f, {axmul::rounding::rne, o.subnormal, o.overflow});
      for (int i = 0; i < 20'000; ++i) {
        int const range = (1 << (f.e - 1)) + f.m;
        double const x =
            std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 64) * range / 32 - range - 53);
        double const y = std::ldexp(static_cast<double>(random() >> 40), static_cast<int>(random() % 8) - 27) *
                         (i % 2 != 0 ? -1 : 1);
        std::uint64_t const a = rounded(operand, x), b = rounded(operand, y);
        ASSERT_EQ(m.encode<std::uint64_t>(x), a) << f.m << " " << x;
        double const want = value(plain(f), exact_product(product, a, b));
        double const got = m(x, y);
        ASSERT_EQ(bits_of<std::uint64_t>(got + 0), bits_of<std::uint64_t>(std::isnan(want) ? std::fabs(got) : want + 0))
            << f.m << " " << x << " " << y;
        ASSERT_EQ(std::isnan(got), std::isnan(want));
      }
    }
}

TEST(Fp, DecodeInvertsEncode) {
  for (format const& f : {axmul::bf16, axmul::fp16, axmul::e5m2, axmul::e4m3, format{5, 9}, format{2, 1}}) {
    axmul::fp const m{f, axmul::exact{}};
    for (std::uint32_t x = 0; x >> f.bits() == 0; ++x) {
      double const v = m.decode(x);
      double const want = value(plain(f), x);
      if (std::isnan(want)) {
        ASSERT_TRUE(std::isnan(v)) << f.m << " " << x;
        ASSERT_EQ(m.encode<std::uint32_t>(v), f.nan<std::uint32_t>());
        continue;
      }
      ASSERT_EQ(bits_of<std::uint64_t>(v), bits_of<std::uint64_t>(want)) << f.m << " " << x;
      ASSERT_EQ(m.encode<std::uint32_t>(v), x) << f.m;
    }
  }
}

}  // namespace
