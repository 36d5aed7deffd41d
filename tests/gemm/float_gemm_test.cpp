#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "axmul/axmul.hpp"
#include "axmul/gemm.hpp"

namespace axmul {
namespace {

using index = std::ptrdiff_t;

constexpr float infinite = std::numeric_limits<float>::infinity();

// A core that drops some products altogether and lets others leave the usual range.
struct wild {
  int n = 8;
  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    if ((a & U{7}) == U{3}) return U{0};
    return (b & U{3}) == U{1} ? (a * b) >> 3 : a * b;
  }
};

bool same(float x, float y) {
  return (std::isnan(x) && std::isnan(y)) || std::memcmp(&x, &y, sizeof x) == 0;
}

// What operands are drawn from.
enum class operands { normal, zeros, wide, special };

class source {
 public:
  source(std::uint32_t seed, format f) : random_(seed), format_(f) {}

  index size(index most) { return static_cast<index>(random_() % static_cast<std::uint32_t>(most)) + 1; }

  float draw(operands kind) {
    float const usual = static_cast<float>(normal_(random_));
    std::uint32_t const r = random_() % 16;
    if (kind == operands::normal) return usual;
    if (kind == operands::zeros) return r < 5 ? (r & 1) != 0 ? -0.0f : 0.0f : usual;
    int const least = 1 - format_.bias(), most = format_.top_exponent() - format_.bias();
    int const exponent =
        least - format_.m + static_cast<int>(random_() % static_cast<unsigned>(most - least + format_.m));
    float const scaled = std::ldexp(usual, exponent);
    if (kind == operands::wide || r > 4) return scaled;
    float const specials[] = {infinite, -infinite, std::numeric_limits<float>::quiet_NaN(), 0.0f, -0.0f};
    return random_() % 4 == 0 ? specials[r] : usual;
  }

 private:
  std::mt19937 random_;
  std::normal_distribution<double> normal_;
  format format_;
};

struct test_matrix {
  index rows, columns, stride;
  std::vector<float> data;

  test_matrix(index r, index c, index gap) : rows(r), columns(c), stride(c + gap) {
    data.resize(static_cast<std::size_t>(rows * stride) + 1);
  }
  // Not aligned to more than a float.
  float* begin() { return data.data() + 1; }
  float& at(index i, index j) { return begin()[i * stride + j]; }
  matrix<float> view() { return {begin(), rows, columns, stride}; }
  matrix<float const> constant() { return {begin(), rows, columns, stride}; }
};

test_matrix drawn(index rows, index columns, index gap, source& from, operands kind) {
  test_matrix m(rows, columns, gap);
  for (index i = 0; i < rows; ++i)
    for (index j = 0; j < columns; ++j) m.at(i, j) = from.draw(kind);
  return m;
}

template <class Core>
test_matrix plain_loop(fp<Core> const& f, test_matrix& a, test_matrix& b) {
  test_matrix c(a.rows, b.columns, 0);
  for (index i = 0; i < a.rows; ++i)
    for (index j = 0; j < b.columns; ++j) {
      float sum = 0;
      for (index k = 0; k < a.columns; ++k) {
        float const product = f(a.at(i, k), b.at(k, j));
        sum += product;
      }
      c.at(i, j) = sum;
    }
  return c;
}

constexpr gemm_path all_paths[] = {gemm_path::automatic, gemm_path::scalar, gemm_path::table, gemm_path::log_sum,
                                   gemm_path::native};

template <class Core>
void expect_same(fp<Core> const& f, float_gemm const& gemm, std::vector<gemm_path> const& paths, test_matrix& a,
                 test_matrix& b, std::string const& what) {
  test_matrix expected = plain_loop(f, a, b);
  for (gemm_path const path : paths) {
    test_matrix c(a.rows, b.columns, 3);
    for (float& x : c.data) x = 7;
    gemm(a.constant(), b.constant(), c.view(), path);
    int wrong = 0;
    for (index i = 0; i < c.rows && wrong == 0; ++i) {
      for (index j = 0; j < c.columns && wrong == 0; ++j)
        if (!same(c.at(i, j), expected.at(i, j))) {
          ++wrong;
          ADD_FAILURE() << what << " " << name_of(path) << " " << a.rows << "x" << b.columns << "x" << a.columns
                        << " at " << i << "," << j << ": " << c.at(i, j) << " for " << expected.at(i, j);
        }
      for (index j = c.columns; j < c.stride && i + 1 < c.rows; ++j) EXPECT_EQ(c.at(i, j), 7) << "beyond the row";
    }
  }
}

// Paths that the multiplier has.
std::vector<gemm_path> paths_of(float_gemm const& gemm) {
  std::vector<gemm_path> paths;
  float const one = 1;
  float c;
  for (gemm_path const path : all_paths) try {
      gemm({&one, 1, 1, 1}, {&one, 1, 1, 1}, {&c, 1, 1, 1}, path);
      paths.push_back(path);
    } catch (std::invalid_argument const&) {
    }
  return paths;
}

bool has(std::vector<gemm_path> const& paths, gemm_path path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

template <class Core>
void check(Core core, format fmt, fp_options options, std::string const& what, int rounds = 1) {
  fp<Core> const f(fmt, core, options);
  float_gemm const gemm(f);
  std::vector<gemm_path> const paths = paths_of(gemm);
  std::uint32_t seed = static_cast<std::uint32_t>(fmt.bits() * 100 + fmt.m);
  for (int round = 0; round < rounds; ++round)
    for (operands const kind : {operands::normal, operands::zeros, operands::wide, operands::special}) {
      source from(++seed, fmt);
      index const m = from.size(20), n = from.size(70), k = from.size(70);
      test_matrix a = drawn(m, k, from.size(4) - 1, from, kind);
      test_matrix b = drawn(k, n, from.size(4) - 1, from, kind);
      expect_same(f, gemm, paths, a, b, what + " operands " + std::to_string(static_cast<int>(kind)));
    }
}

constexpr fp_options options[] = {{},
                                  {rounding::rtz, subnormals::gradual, overflows::ieee},
                                  {rounding::rne, subnormals::flush, overflows::ieee},
                                  {rounding::rne, subnormals::gradual, overflows::saturate},
                                  {rounding::rtz, subnormals::flush, overflows::saturate}};

template <class Core>
void check_formats(Core core, std::string const& what) {
  for (named_format const& f : named_formats)
    for (fp_options const& o : options) {
      std::string const name = what + "@" + f.name + " option " + std::to_string(&o - options);
      if (!::testing::Test::HasFailure()) check(core, f.value, o, name);
    }
}

TEST(float_gemm, exact_on_all_paths) {
  check_formats(exact{}, "exact");
}
TEST(float_gemm, mitchell_on_all_paths) {
  check_formats(mitchell{}, "mitchell");
}
TEST(float_gemm, mbm_on_all_paths) {
  check_formats(mbm{}, "mbm");
}
TEST(float_gemm, drum_on_all_paths) {
  check_formats(drum{8, 3}, "drum");
}
TEST(float_gemm, trunc_on_all_paths) {
  check_formats(trunc{8, 3}, "trunc");
}
TEST(float_gemm, products_of_zero_and_out_of_range) {
  check_formats(wild{}, "wild");
  check(trunc{8, 14}, bf16, {}, "trunc:k=14@bf16");
}
TEST(float_gemm, other_formats) {
  for (format const f : {format{8, 8}, format{5, 8}, format{6, 12}, format{7, 6}, format{3, 4}, format{2, 1},
                         format{4, 7, format_kind::finite}, format{8, 1}, format{5, 23}, format{6, 23}}) {
    std::string const name = "float:e=" + std::to_string(f.e) + ",m=" + std::to_string(f.m);
    check(mitchell{}, f, {}, "mitchell@" + name);
    check(mbm{}, f, {rounding::rtz}, "mbm@" + name);
    check(exact{}, f, {}, "exact@" + name);
  }
}

TEST(float_gemm, shapes_from_1_to_70) {
  source from(5, fp32);
  float_gemm const gemms[] = {float_gemm(fp<mitchell>(fp32)), float_gemm(fp<mbm>(bf16)), float_gemm(fp<exact>(fp32))};
  fp<mitchell> const f0(fp32);
  fp<mbm> const f1(bf16);
  fp<exact> const f2(fp32);
  for (int round = 0; round < 40; ++round) {
    operands const kind = round % 4 == 0 ? operands::zeros : operands::normal;
    test_matrix a = drawn(from.size(70), from.size(70), round % 3, from, kind);
    test_matrix b = drawn(a.columns, from.size(70), round % 5, from, kind);
    expect_same(f0, gemms[0], {gemm_path::log_sum}, a, b, "mitchell");
    expect_same(f1, gemms[1], {gemm_path::table}, a, b, "mbm");
    expect_same(f2, gemms[2], {gemm_path::native}, a, b, "exact");
  }
}

// Several blocks of rows and columns, so also several threads.
TEST(float_gemm, larger_than_a_block) {
  source from(6, fp32);
  test_matrix a = drawn(131, 150, 1, from, operands::zeros), b = drawn(150, 200, 0, from, operands::zeros);
  a.at(70, 77) = infinite;
  b.at(140, 190) = 1e-40f;
  fp<mitchell> const f(fp32);
  expect_same(f, float_gemm(f), {gemm_path::scalar, gemm_path::log_sum}, a, b, "mitchell");
  fp<mbm> const g(bf16);
  expect_same(g, float_gemm(g), {gemm_path::table}, a, b, "mbm");
}

// Products of single pairs, exhaustive or sampled, so that no error hides in a sum.
TEST(float_gemm, outer_products) {
  std::mt19937 random(7);
  auto const outer = [&random](auto const& f, std::string const& name) {
    test_matrix a(64, 1, 0), b(1, 256, 0);
    float_gemm const gemm(f);
    for (int round = 0; round < 8; ++round) {
      for (index i = 0; i < a.rows; ++i) a.at(i, 0) = bit_cast<float>(static_cast<std::uint32_t>(random()));
      for (index j = 0; j < b.columns; ++j) b.at(0, j) = bit_cast<float>(static_cast<std::uint32_t>(random()));
      expect_same(f, gemm, paths_of(gemm), a, b, name);
    }
  };
  outer(fp<mitchell>(fp32), "mitchell@fp32");
  outer(fp<mitchell>(fp16), "mitchell@fp16");
  outer(fp<mbm>(bf16), "mbm@bf16");
  outer(fp<exact>(tf32), "exact@tf32");
  outer(fp<drum>(e5m2, drum{8, 2}), "drum@e5m2");
  test_matrix a(256, 1, 0), b(1, 256, 0);
  for (format const f : {e4m3, e5m2}) {
    fp<mitchell> const multiplier(f);
    for (index i = 0; i < 256; ++i)
      a.at(i, 0) = b.at(0, i) = static_cast<float>(multiplier.decode(static_cast<std::uint32_t>(i)));
    float_gemm const gemm(multiplier);
    expect_same(multiplier, gemm, paths_of(gemm), a, b, "mitchell, all pairs");
  }
}

TEST(float_gemm, worked_examples) {
  float_gemm const log{fp<mitchell>(fp32)}, native{fp<exact>(fp32)}, table{fp<mbm>(bf16)};
  auto const product = [](float_gemm const& g, float x, float y, gemm_path path) {
    float c = 5;
    g({&x, 1, 1, 1}, {&y, 1, 1, 1}, {&c, 1, 1, 1}, path);
    return c;
  };
  for (gemm_path const path : {gemm_path::scalar, gemm_path::log_sum}) {
    // 1.5 x 1.5: 2^0.5 by 2^0.5 is taken as 2^1.
    EXPECT_EQ(product(log, 1.5f, 1.5f, path), 2.0f);
    EXPECT_EQ(product(log, -1.25f, 1.5f, path), -1.75f);
    EXPECT_EQ(product(log, 1e30f, 1e30f, path), infinite);
    EXPECT_EQ(product(log, -1e30f, 1e30f, path), -infinite);
    EXPECT_EQ(product(log, 0.0f, 1e30f, path), 0.0f);
    EXPECT_EQ(product(log, 1e30f, 0.0f, path), 0.0f);
    EXPECT_TRUE(std::isnan(product(log, 0.0f, infinite, path)));
    EXPECT_TRUE(std::isnan(product(log, infinite, -0.0f, path)));
    EXPECT_EQ(product(log, std::ldexp(1.0f, -140), 1.0f, path), std::ldexp(1.0f, -140));
    EXPECT_EQ(product(log, std::ldexp(1.0f, -100), std::ldexp(1.0f, -49), path), std::ldexp(1.0f, -149));
  }
  EXPECT_EQ(product(table, 1e30f, 1e30f, gemm_path::table), infinite);
  EXPECT_EQ(product(table, 0.0f, 1e30f, gemm_path::table), 0.0f);
  EXPECT_EQ(product(native, 3.0f, 1.0f / 3, gemm_path::native), 1.0f);

  // Two roundings each term: a fused multiply-add would give -2^-46 here.
  float const x = 1 + std::ldexp(1.0f, -23), y = 1 - std::ldexp(1.0f, -23);
  float const a[] = {1, x}, b[] = {-1, y};
  float c = 1;
  native({a, 1, 2, 2}, {b, 2, 1, 1}, {&c, 1, 1, 1}, gemm_path::native);
  EXPECT_EQ(c, 0.0f);
  EXPECT_FALSE(std::signbit(c));

  // In order of k: 1 is lost beside 2^24.
  float const p[] = {16777216, 1, 1, -16777216}, q[] = {1, 1, 1, 1};
  native({p, 1, 4, 4}, {q, 4, 1, 1}, {&c, 1, 1, 1}, gemm_path::native);
  EXPECT_EQ(c, 0.0f);
}

TEST(float_gemm, sixteen_bit_operands) {
  std::mt19937 random(8);
  auto const check_format = [&random](auto const& f, std::string const& name) {
    index const m = 9, k = 33, n = 41;
    std::vector<std::uint16_t> a(static_cast<std::size_t>(m * (k + 2))), b(static_cast<std::size_t>(k * n));
    for (std::uint16_t& x : a) x = static_cast<std::uint16_t>(random() % 4 == 0 ? random() : 0x3c00 + random() % 512);
    for (std::uint16_t& x : b) x = static_cast<std::uint16_t>(random() % 40 == 0 ? random() : 0x3c00 + random() % 512);
    test_matrix wide_a(m, k, 0), wide_b(k, n, 0), c(m, n, 0);
    for (index i = 0; i < m; ++i)
      for (index j = 0; j < k; ++j)
        wide_a.at(i, j) = static_cast<float>(f.decode(std::uint32_t{a[static_cast<std::size_t>(i * (k + 2) + j)]}));
    for (index i = 0; i < k; ++i)
      for (index j = 0; j < n; ++j)
        wide_b.at(i, j) = static_cast<float>(f.decode(std::uint32_t{b[static_cast<std::size_t>(i * n + j)]}));
    test_matrix expected = plain_loop(f, wide_a, wide_b);
    float_gemm const gemm(f);
    for (gemm_path const path : paths_of(gemm)) {
      gemm({a.data(), m, k, k + 2}, {b.data(), k, n, n}, c.view(), path);
      for (index i = 0; i < m; ++i)
        for (index j = 0; j < n; ++j)
          ASSERT_TRUE(same(c.at(i, j), expected.at(i, j))) << name << " " << name_of(path) << " " << i << "," << j;
    }
  };
  check_format(fp<mbm>(bf16), "mbm@bf16");
  check_format(fp<mitchell>(fp16), "mitchell@fp16");
  check_format(fp<exact>(fp16, {}, {rounding::rtz, subnormals::flush, overflows::saturate}), "exact@fp16");

  std::uint16_t const one = 0x3c00;
  float c;
  EXPECT_THROW(float_gemm(fp<exact>(fp32))({&one, 1, 1, 1}, {&one, 1, 1, 1}, {&c, 1, 1, 1}), std::invalid_argument);
  EXPECT_THROW(float_gemm(fp<exact>(e5m2))({&one, 1, 1, 1}, {&one, 1, 1, 1}, {&c, 1, 1, 1}), std::invalid_argument);
}

TEST(float_gemm, paths_and_refusals) {
  EXPECT_EQ(float_gemm(fp<exact>(fp32)).choose(256, 256, 256), gemm_path::native);
  EXPECT_EQ(float_gemm(fp<mitchell>(fp32)).choose(256, 256, 256), gemm_path::log_sum);
  EXPECT_EQ(float_gemm(fp<mbm>(bf16)).choose(256, 256, 256), gemm_path::table);
  EXPECT_EQ(float_gemm(fp<mbm>(e4m3)).choose(256, 256, 256), gemm_path::table);
  EXPECT_EQ(float_gemm(fp<mbm>(fp32)).choose(256, 256, 256), gemm_path::scalar);
  EXPECT_EQ(float_gemm(fp<mitchell>(fp32)).choose(1, 1, 1), gemm_path::scalar);
  EXPECT_EQ(float_gemm(fp<mbm>(bf16)).explain(256, 256, 256).substr(0, 5), "table");
  EXPECT_TRUE(has(paths_of(float_gemm(fp<mitchell>(bf16))), gemm_path::table));
  EXPECT_FALSE(has(paths_of(float_gemm(fp<mitchell>(fp32))), gemm_path::native));
  EXPECT_FALSE(has(paths_of(float_gemm(fp<exact>(fp32, {}, {rounding::rtz}))), gemm_path::native));

  float const x[6] = {};
  float c[6];
  float_gemm const gemm{fp<exact>(fp32)};
  EXPECT_THROW(gemm({x, 2, 3, 3}, {x, 2, 3, 3}, {c, 2, 3, 3}), std::invalid_argument);
  EXPECT_THROW(gemm({x, 2, 3, 2}, {x, 3, 2, 2}, {c, 2, 2, 2}), std::invalid_argument);
  EXPECT_THROW(gemm({x, 2, 3, 3}, {x, 3, 2, 2}, {c, 2, 2, 2}, gemm_path::table), std::invalid_argument);
  EXPECT_THROW(gemm({nullptr, 2, 3, 3}, {x, 3, 2, 2}, {c, 2, 2, 2}), std::invalid_argument);
  EXPECT_THROW(float_gemm(fp<exact>(fp64)), std::invalid_argument);

  // No term: zero.
  c[0] = 5;
  gemm({x, 1, 0, 0}, {x, 0, 1, 1}, {c, 1, 1, 1}, gemm_path::native);
  EXPECT_EQ(c[0], 0.0f);
  gemm({x, 0, 3, 3}, {x, 3, 2, 2}, {c, 0, 2, 2});
}

}  // namespace
}  // namespace axmul
