#include "axmul/gemm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "axmul/families.hpp"
#include "src/gemm/int_factors.hpp"
#include "src/gemm/int_logs.hpp"

namespace {

using axmul::gemm_path;
using axmul::int_gemm;
using axmul::matrix;

constexpr std::array paths{gemm_path::scalar, gemm_path::table, gemm_path::factors, gemm_path::log_sum,
                           gemm_path::automatic};

// A multiplier for tests: its table and what int_gemm makes of it.
struct subject {
  std::string name;
  int n, nb;
  bool is_signed;
  std::vector<std::int32_t> table;
  int_gemm gemm;
  bool has_logs, has_factors;  // has_factors: few enough for a quick test

  template <class F>
  subject(std::string what, int bits_a, int bits_b, bool s, F&& f, bool logs = false, bool factors = true)
      : name(std::move(what)),
        n(bits_a),
        nb(bits_b),
        is_signed(s),
        table(fill(f)),
        gemm(table.data(), n, nb, s),
        has_logs(logs),
        has_factors(factors) {}

  template <class F>
  std::vector<std::int32_t> fill(F&& f) const {
    std::vector<std::int32_t> t;
    for (int a = 0; a < 1 << n; ++a)
      for (int b = 0; b < 1 << nb; ++b) t.push_back(f(value(a, n), value(b, nb)));
    return t;
  }
  int value(int pattern, int bits) const {
    return is_signed && pattern >= 1 << (bits - 1) ? pattern - (1 << bits) : pattern;
  }
  std::int64_t product(std::uint8_t a, std::uint8_t b) const {
    return table[static_cast<std::size_t>((a & ((1 << n) - 1)) << nb | (b & ((1 << nb) - 1)))];
  }
  bool takes(gemm_path path) const {
    return path == gemm_path::log_sum ? has_logs : path == gemm_path::factors ? has_factors : true;
  }
};

int exact(int a, int b) {
  return a * b;
}

template <class M>
auto model(M m) {
  return
      [m](int a, int b) { return static_cast<int>(m(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b))); };
}

axmul::drum windows() {
  axmul::drum m;
  m.k = 4;
  return m;
}

std::int32_t scrambled(int a, int b) {
  std::uint32_t x = static_cast<std::uint32_t>(a * 7919 + b * 104729 + 12345);
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return static_cast<std::int32_t>(x * 2654435761U);
}

std::vector<subject> const& subjects() {
  static std::vector<subject> const all = [] {
    std::vector<subject> s;
    s.emplace_back("exact", 8, 8, false, exact);
    s.emplace_back("exact, signed", 8, 8, true, exact);
    s.emplace_back("drum", 8, 8, false, model(windows()));
    s.emplace_back("mitchell", 8, 8, false, model(axmul::mitchell{}), true, false);
    s.emplace_back(
        "mitchell, signed", 8, 8, true,
        [](int a, int b) {
          int const p = model(axmul::mitchell{})(std::abs(a), std::abs(b));
          return (a < 0) != (b < 0) ? -p : p;
        },
        true, false);
    s.emplace_back("f(0, 0) != 0", 8, 8, false, [](int a, int b) { return (a | 3) * (b ^ 5) + 77; });
    s.emplace_back("8 x 4", 8, 4, false, [](int a, int b) { return a * b + (a & b) - 9; });
    s.emplace_back("4 x 8", 4, 8, false, [](int a, int b) { return a * b - (a ^ b); });
    s.emplace_back("3 x 8, signed", 3, 8, true, [](int a, int b) { return a * b + (a & 1); });
    s.emplace_back("1 x 2", 1, 2, false, [](int a, int b) { return 5 - a * b; });
    s.emplace_back("constant", 8, 8, false, [](int, int) { return -3; });
    s.emplace_back("random", 8, 8, false, scrambled, false, false);
    s.emplace_back("random, signed", 8, 8, true, scrambled, false, false);
    return s;
  }();
  return all;
}

// Operands of a matrix with a stride beyond its columns, at an odd address.
struct store {
  std::ptrdiff_t rows, columns, stride;
  std::vector<std::uint8_t> bytes;

  template <class Next>
  store(std::ptrdiff_t r, std::ptrdiff_t c, std::ptrdiff_t extra, Next&& next)
      : rows(r), columns(c), stride(c + extra), bytes(static_cast<std::size_t>(r * stride + 1)) {
    for (std::uint8_t& x : bytes) x = next();
  }
  std::uint8_t at(std::ptrdiff_t i, std::ptrdiff_t j) const {
    return bytes[static_cast<std::size_t>(1 + i * stride + j)];
  }
  matrix<std::uint8_t const> view() const { return {bytes.data() + 1, rows, columns, stride}; }
  matrix<std::int8_t const> signed_view() const {
    return {reinterpret_cast<std::int8_t const*>(bytes.data() + 1), rows, columns, stride};
  }
};

// Random patterns; of two's complement narrower than 8 bits, sign-extended.
auto random_operands(std::mt19937& random, int bits, bool is_signed) {
  return [&random, bits, is_signed] {
    unsigned x = static_cast<unsigned>(random()) & ((1U << bits) - 1);
    if (is_signed && x >> (bits - 1) != 0) x |= ~0U << bits;
    return static_cast<std::uint8_t>(x);
  };
}

std::vector<std::int64_t> reference(subject const& s, store const& a, store const& b) {
  std::vector<std::int64_t> c;
  for (std::ptrdiff_t i = 0; i < a.rows; ++i)
    for (std::ptrdiff_t j = 0; j < b.columns; ++j) {
      std::int64_t sum = 0;
      for (std::ptrdiff_t k = 0; k < a.columns; ++k) sum += s.product(a.at(i, k), b.at(k, j));
      c.push_back(sum);
    }
  return c;
}

// A result with a margin that must not be written; every second row of memory is margin.
struct result {
  std::ptrdiff_t rows, columns, stride;
  std::vector<std::int32_t> words;
  static constexpr std::int32_t margin = 0x5a5a5a5a;

  result(std::ptrdiff_t r, std::ptrdiff_t c)
      : rows(r), columns(c), stride(2 * c + 3), words(static_cast<std::size_t>(r * stride + 1), margin) {}
  matrix<std::int32_t> view() { return {words.data() + 1, rows, columns, stride}; }
  std::vector<std::int64_t> values() const {
    std::vector<std::int64_t> v;
    for (std::ptrdiff_t i = 0; i < rows; ++i)
      for (std::ptrdiff_t j = 0; j < stride; ++j) {
        std::int32_t const x = words[static_cast<std::size_t>(1 + i * stride + j)];
        if (j < columns)
          v.push_back(x);
        else
          EXPECT_EQ(x, margin) << "beyond the columns of row " << i;
      }
    return v;
  }
};

std::vector<std::int64_t> multiply(subject const& s, store const& a, store const& b, gemm_path path) {
  result c(a.rows, b.columns);
  if (s.is_signed)
    s.gemm(a.signed_view(), b.signed_view(), c.view(), path);
  else
    s.gemm(a.view(), b.view(), c.view(), path);
  return c.values();
}

std::vector<std::int64_t> multiply_prepared(subject const& s, store const& a, store const& b, gemm_path path) {
  result c(a.rows, b.columns);
  if (s.is_signed)
    s.gemm(a.signed_view(), s.gemm.prepare(b.signed_view(), a.rows, path), c.view());
  else
    s.gemm(a.view(), s.gemm.prepare(b.view(), a.rows, path), c.view());
  return c.values();
}

void check(subject const& s, std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k, std::mt19937& random) {
  store const a(m, k, static_cast<std::ptrdiff_t>(random() % 4), random_operands(random, s.n, s.is_signed));
  store const b(k, n, static_cast<std::ptrdiff_t>(random() % 4), random_operands(random, s.nb, s.is_signed));
  std::vector<std::int64_t> const expected = reference(s, a, b);
  for (std::int64_t const x : expected)
    if (x != static_cast<std::int32_t>(x)) {  // random tables: sums beyond 32 bits
      EXPECT_THROW(multiply(s, a, b, gemm_path::table), std::overflow_error) << s.name;
      return;
    }
  for (gemm_path const path : paths) {
    if (!s.takes(path)) continue;
    std::string const at = s.name + ", " + name_of(path) + ", " + std::to_string(m) + " x " + std::to_string(k) +
                           " times " + std::to_string(k) + " x " + std::to_string(n);
    ASSERT_EQ(multiply(s, a, b, path), expected) << at;
    ASSERT_EQ(multiply_prepared(s, a, b, path), expected) << at << ", prepared";
  }
}

TEST(IntGemm, AllPathsAgreeWithAPlainLoopOnEachSizeInEachDimension) {
  std::mt19937 random(1);
  for (subject const& s : subjects())
    for (std::ptrdiff_t size = 1; size <= 70; ++size) {
      auto const other = [&] { return static_cast<std::ptrdiff_t>(1 + random() % 70); };
      std::ptrdiff_t const shape[3] = {size, other(), other()};
      std::ptrdiff_t const turn = size % 3;
      for (std::ptrdiff_t d = 0; d < 3; ++d)
        if (&s == &subjects()[0] || &s == &subjects()[3] || d == turn)
          check(s, shape[d % 3], shape[(d + 1) % 3], shape[(d + 2) % 3], random);
    }
}

TEST(IntGemm, AllPathsAgreeOnAGridOfShapes) {
  std::mt19937 random(2);
  std::ptrdiff_t const sizes[] = {1, 2, 3, 5, 8, 15, 16, 17, 33, 70};
  std::size_t next = 0;
  for (std::ptrdiff_t const m : sizes)
    for (std::ptrdiff_t const n : sizes)
      for (std::ptrdiff_t const k : sizes) check(subjects()[next++ % subjects().size()], m, n, k, random);
}

TEST(IntGemm, BlocksAndThreads) {
  std::mt19937 random(3);
  for (std::size_t const i : {0, 3, 4, 5, 7}) {
    check(subjects()[i], 261, 37, 611, random);  // several blocks of rows and of k
    check(subjects()[i], 19, 4133, 9, random);   // several pieces of the walked operand
    check(subjects()[i], 4133, 5, 6, random);
  }
}

TEST(IntGemm, OperandsAtTheExtremes) {
  for (subject const& s : subjects()) {
    if (s.name.find("random") == 0) continue;
    for (int const a : {0, 1 << (s.n - 1), (1 << s.n) - 1})
      for (int const b : {0, 1 << (s.nb - 1), (1 << s.nb) - 1}) {
        auto const all = [&](int pattern, int bits) {
          return [=] { return static_cast<std::uint8_t>(s.value(pattern, bits)); };
        };
        store const left(5, 300, 0, all(a, s.n)), right(300, 35, 0, all(b, s.nb));
        for (gemm_path const path : paths) {
          if (!s.takes(path)) continue;
          ASSERT_EQ(multiply(s, left, right, path), reference(s, left, right)) << s.name << ", " << name_of(path);
        }
      }
  }
}

TEST(IntGemm, EmptyShapes) {
  int_gemm const& gemm = subjects()[5].gemm;  // f(0, 0) != 0
  for (gemm_path const path : {gemm_path::scalar, gemm_path::table, gemm_path::factors, gemm_path::automatic}) {
    std::vector<std::int32_t> c(6, 1);
    gemm({nullptr, 2, 0, 0}, matrix<std::uint8_t const>{nullptr, 0, 3, 3}, {c.data(), 2, 3, 3}, path);
    EXPECT_EQ(c, std::vector<std::int32_t>(6, 0));
    std::uint8_t const x[6] = {};
    gemm({nullptr, 0, 2, 2}, matrix<std::uint8_t const>{x, 2, 3, 3}, {nullptr, 0, 3, 3}, path);
    gemm({x, 3, 2, 2}, matrix<std::uint8_t const>{nullptr, 2, 0, 0}, {nullptr, 3, 0, 0}, path);
    std::fill(c.begin(), c.end(), 1);
    gemm(matrix<std::uint8_t const>{nullptr, 2, 0, 0},
         gemm.prepare(matrix<std::uint8_t const>{nullptr, 0, 3, 3}, 2, path), {c.data(), 2, 3, 3});
    EXPECT_EQ(c, std::vector<std::int32_t>(6, 0));
    gemm(matrix<std::uint8_t const>{x, 3, 2, 2}, gemm.prepare(matrix<std::uint8_t const>{nullptr, 2, 0, 0}, 3, path),
         {nullptr, 3, 0, 0});
  }
}

TEST(IntGemm, TheLimitOfK) {
  EXPECT_EQ(subjects()[0].gemm.max_k(), 33025);   // floor((2^31 - 1) / 255^2)
  EXPECT_EQ(subjects()[1].gemm.max_k(), 131071);  // floor((2^31 - 1) / 128^2)
  subject const& s = subjects()[0];
  auto const most = [] { return std::uint8_t{255}; };
  for (gemm_path const path : paths) {
    if (!s.takes(path)) continue;
    store const a(1, 33025, 0, most), b(33025, 9, 0, most);
    EXPECT_EQ(multiply(s, a, b, path), std::vector<std::int64_t>(9, 33025LL * 65025)) << name_of(path);
    store const longer(1, 33026, 0, most), column(33026, 9, 0, most);
    EXPECT_THROW(multiply(s, longer, column, path), std::overflow_error) << name_of(path);
  }
}

TEST(IntGemm, LongerSumsAreMadeInParts) {
  std::mt19937 random(4);
  // At most 8 steps of k at a time; sums that cancel.
  subject const big("large", 8, 8, false, [](int a, int b) { return (a % 2 == 0 ? 1 : -1) * (1 << 20) * (b % 256); });
  EXPECT_EQ(big.gemm.max_k(), 8);
  for (std::ptrdiff_t const k : {7, 8, 9, 16, 17, 61}) {
    store const a(6, k, 1, random_operands(random, 8, false));
    store const b(k, 21, 1, [&] { return static_cast<std::uint8_t>(random() % 32); });
    for (gemm_path const path : {gemm_path::scalar, gemm_path::table, gemm_path::automatic}) {
      EXPECT_EQ(multiply(big, a, b, path), reference(big, a, b)) << k;
      EXPECT_EQ(multiply_prepared(big, a, b, path), reference(big, a, b)) << k;
    }
  }
  auto const of = [](std::uint8_t x) { return [x] { return x; }; };
  store const a(2, 9, 0, of(0)), b(9, 2, 0, of(255));
  try {
    multiply(big, a, b, gemm_path::table);
    FAIL();
  } catch (std::overflow_error const& e) {
    EXPECT_NE(std::string(e.what()).find("row 0, column 0 is 2406481920"), std::string::npos) << e.what();
  }
}

TEST(IntGemm, TheLeastProductFitsAlone) {
  subject const s("least", 1, 1, false, [](int a, int b) { return a * b * std::numeric_limits<std::int32_t>::min(); });
  EXPECT_EQ(s.gemm.max_k(), 0);
  auto const one = [] { return std::uint8_t{1}; };
  for (gemm_path const path : {gemm_path::scalar, gemm_path::table}) {
    EXPECT_EQ(multiply(s, store(1, 1, 0, one), store(1, 1, 0, one), path)[0], std::numeric_limits<std::int32_t>::min());
    EXPECT_THROW(multiply(s, store(1, 2, 0, one), store(2, 1, 0, one), path), std::overflow_error);
  }
}

std::string refusal(std::function<void()> const& f) {
  try {
    f();
  } catch (std::invalid_argument const& e) {
    return e.what();
  }
  return "accepted";
}

TEST(IntGemm, Refusals) {
  std::uint8_t const x[64] = {15, 16};
  std::int8_t const y[64] = {-4, -5};
  std::int32_t c[64];
  int_gemm const& gemm = subjects()[0].gemm;
  matrix<std::uint8_t const> const a{x, 2, 3, 3};
  EXPECT_EQ(refusal([&] {
              gemm(a, matrix<std::uint8_t const>{x, 4, 2, 2}, {c, 2, 2, 2});
            }),
            "int_gemm: 2 x 3 times 4 x 2 does not give 2 x 2");
  EXPECT_EQ(refusal([&] {
              gemm(a, matrix<std::uint8_t const>{x, 3, 2, 1}, {c, 2, 2, 2});
            }),
            "int_gemm: b has a stride of 1, at least its 2 columns are meant");
  EXPECT_EQ(refusal([&] {
              gemm(a, matrix<std::uint8_t const>{x, 3, 2, 2}, {nullptr, 2, 2, 2});
            }),
            "int_gemm: c has no data");
  EXPECT_EQ(refusal([&] {
              gemm({x, -1, 3, 3}, matrix<std::uint8_t const>{x, 3, 2, 2}, {c, 2, 2, 2});
            }),
            "int_gemm: a is -1 x 3");
  matrix<std::uint8_t const> const b{x, 3, 2, 2};
  EXPECT_NE(refusal([&] {
              gemm(a, b, {c, 2, 2, 2}, gemm_path::native);
            }).find("native is for floats"),
            std::string::npos);
  EXPECT_NE(refusal([&] { gemm(a, b, {c, 2, 2, 2}, gemm_path::log_sum); }).find("log_sum"), std::string::npos);
  matrix<std::int8_t const> const s{y, 2, 2, 2};
  EXPECT_EQ(refusal([&] { gemm(s, s, {c, 2, 2, 2}); }), "int_gemm: the multiplier is unsigned and takes uint8_t");
  EXPECT_EQ(refusal([&] {
              subjects()[1].gemm(b, matrix<std::uint8_t const>{x, 2, 3, 3}, {c, 3, 3, 3});
            }),
            "int_gemm: the multiplier is signed and takes int8_t");
  // Operands outside the width.
  EXPECT_EQ(refusal([&] {
              subjects()[7].gemm(matrix<std::uint8_t const>{x, 1, 2, 2}, matrix<std::uint8_t const>{x, 2, 1, 1},
                                 {c, 1, 1, 1});
            }),
            "int_gemm: row 0 of a holds an operand outside 0 to 15");
  EXPECT_EQ(refusal([&] {
              subjects()[6].gemm.prepare(matrix<std::uint8_t const>{x, 2, 1, 1}, 1);
            }),
            "int_gemm: row 1 of b holds an operand outside 0 to 15");
  EXPECT_EQ(refusal([&] {
              subjects()[8].gemm({y, 1, 2, 2}, matrix<std::int8_t const>{y, 2, 1, 1}, {c, 1, 1, 1});
            }),
            "int_gemm: row 0 of a holds an operand outside -4 to 3");
  EXPECT_EQ(refusal([&] {
              subjects()[8].gemm({y, 1, 1, 1}, matrix<std::int8_t const>{y, 1, 1, 1}, {c, 1, 1, 1});
            }),
            "accepted");
  // Weights of another object.
  EXPECT_EQ(refusal([&] {
              gemm(a, subjects()[5].gemm.prepare(b, 2), {c, 2, 2, 2});
            }),
            "int_gemm: these weights were prepared by another object");
  EXPECT_EQ(refusal([&] {
              gemm(b, gemm.prepare(b, 3), {c, 3, 2, 2});
            }),
            "int_gemm: 3 x 2 times 3 x 2 does not give 3 x 2");
  EXPECT_EQ(refusal([&] { gemm(a, int_gemm(gemm).prepare(b, 2), {c, 2, 2, 2}); }), "accepted");
  EXPECT_EQ(refusal([&] { int_gemm(subjects()[0].table.data(), 9, 8, false); }),
            "int_gemm: a multiplier of 9 x 8 bits; 1 x 1 to 8 x 8 are accepted");
  EXPECT_EQ(refusal([&] { int_gemm(nullptr, 8, 8, false); }), "int_gemm: there is no table");
}

TEST(IntGemm, AnyMultiplier) {
  int_gemm const gemm{windows()};
  std::uint8_t const a = 201, b = 77;
  std::int32_t c = 0;
  gemm({&a, 1, 1, 1}, matrix<std::uint8_t const>{&b, 1, 1, 1}, {&c, 1, 1, 1});
  EXPECT_EQ(c, 208 * 72);  // 1100.1001 to 1101, 1001.101 to 1001 with the last bit set
}

TEST(IntGemm, WeightsServeAnyNumberOfRows) {
  std::mt19937 random(5);
  subject const& s = subjects()[5];
  store const b(40, 50, 0, random_operands(random, 8, false));
  for (gemm_path const path : {gemm_path::scalar, gemm_path::table, gemm_path::factors, gemm_path::automatic}) {
    int_gemm::weights const w = s.gemm.prepare(b.view(), 64, path);
    EXPECT_TRUE(path == gemm_path::automatic || w.path() == path);
    for (std::ptrdiff_t const rows : {1, 64, 200}) {
      store const a(rows, 40, 2, random_operands(random, 8, false));
      result c(rows, 50);
      s.gemm(a.view(), w, c.view());
      EXPECT_EQ(c.values(), reference(s, a, b));
    }
  }
}

TEST(IntGemm, ChoiceAndItsReason) {
  EXPECT_EQ(subjects()[0].gemm.choose(1, 1, 1), gemm_path::scalar);
  EXPECT_EQ(subjects()[2].gemm.choose(256, 1024, 1024), gemm_path::factors);
  EXPECT_EQ(subjects()[3].gemm.choose(256, 1024, 1024), gemm_path::log_sum);
  EXPECT_EQ(subjects()[11].gemm.choose(256, 1024, 1024), gemm_path::table);
  std::string const line = subjects()[2].gemm.explain(256, 1024, 1024);
  EXPECT_EQ(line.find("factors for 256 x 1024 times 1024 x 1024: 1 terms (at least 1)"), 0U) << line;
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_STREQ(name_of(gemm_path::log_sum), "log_sum");
}

TEST(IntGemm, BoundOfTheRank) {
  auto const bound = [](auto&& f, int limit) {
    subject const s("", 6, 6, false, f);
    return axmul::tools::rank_bound(s.table.data(), 6, 6, limit);
  };
  EXPECT_EQ(bound(exact, 64), 1);
  EXPECT_EQ(bound([](int a, int b) { return 3 * a - 5 * b + 7; }, 64), 0);
  EXPECT_EQ(bound([](int a, int b) { return a * b + (a & b); }, 64), 6);  // the bits' products span a b
  EXPECT_EQ(bound([](int a, int b) { return scrambled(a, b) >> 8; }, 64), 63);
  EXPECT_EQ(bound([](int a, int b) { return scrambled(a, b) >> 8; }, 10), 10);
}

// Exact also on processors without VNNI: the factors are so small that no sum of two products leaves 16 bits.
TEST(IntGemm, OneDnnMultipliesTheSameFactors) {
  std::mt19937 random(6);
  subject const s("5 x 4", 5, 4, false, [](int a, int b) { return a * b * 8 + (a & b & 4) - 50; });
  axmul::detail::product_table const table{s.table, 5, 4};
  axmul::detail::table_factors const factors(table, axmul::detail::factor_engine::onednn);
  for (std::ptrdiff_t const m : {1, 7, 65}) {
    store const a(m, 33, 1, random_operands(random, 5, false)), b(33, 21, 2, random_operands(random, 4, false));
    std::vector<axmul::detail::word> c(static_cast<std::size_t>(m * 21));
    factors.prepare({b.view().data, 21, 33, 1, b.stride, 15}, m)
        ->multiply({a.view().data, m, 33, a.stride, 1, 31}, {c.data(), m, 21, 21});
    std::vector<std::int64_t> values;
    for (axmul::detail::word const x : c) values.push_back(static_cast<std::int32_t>(x));
    EXPECT_EQ(values, reference(s, a, b));
  }
}

TEST(IntGemm, LogarithmsAreFoundOnlyWhereEveryEntryAgrees) {
  axmul::detail::product_table table{subjects()[3].table, 8, 8};
  EXPECT_TRUE(axmul::detail::find_logs(table).has_value());
  ++table.entries[(200 << 8) | 99];
  EXPECT_FALSE(axmul::detail::find_logs(table).has_value());
  EXPECT_FALSE(axmul::detail::find_logs({subjects()[0].table, 8, 8}).has_value());
}

}  // namespace
