// Tables, operands and plain loops for the tests of the integer kernels.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "axmul/factors.hpp"

struct checks {
  int made = 0, failed = 0;

  void expect(bool holds, std::string const& what) {
    ++made;
    if (holds) return;
    if (++failed <= 20) std::printf("FAILED: %s\n", what.c_str());
  }
};

using generator = std::mt19937;
inline int pick(generator& random, int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(random);
}

// A table of any products; asymmetric, f(0, 0) != 0.
struct product_table {
  int n, nb;
  std::vector<std::int32_t> entries;

  static product_table random(generator& g, int n, int nb, int low, int high) {
    product_table t{n, nb, {}};
    for (int i = 0; i >> (n + nb) == 0; ++i) t.entries.push_back(pick(g, low, high));
    t.entries[0] = high;
    t.entries.back() = low;
    return t;
  }
  std::int64_t at(int a, int b) const {
    return entries[static_cast<std::size_t>(a % (1 << n) * (1 << nb) + b % (1 << nb))];
  }
};

// rows x columns bytes, `stride` apart; what lies between rows must not be read as operands.
struct bytes {
  int rows, columns, stride;
  std::vector<std::uint8_t> data;

  static bytes random(generator& g, int rows, int columns, int stride) {
    bytes m{rows, columns, stride, {}};
    for (int i = 0; i < rows * stride + 1; ++i) m.data.push_back(static_cast<std::uint8_t>(pick(g, 0, 255)));
    return m;
  }
  int at(int i, int j) const { return data[static_cast<std::size_t>(i * stride + j)]; }
};

// The output: `untouched` between rows, and before the product.
struct sums {
  static constexpr std::int32_t untouched = -123456789;
  int rows, columns, stride;
  std::vector<std::int32_t> data;

  sums(int rows_, int columns_, int stride_, bool zero = false)
      : rows(rows_),
        columns(columns_),
        stride(stride_),
        data(static_cast<std::size_t>(rows_ * stride_ + 1), untouched) {
    for (int i = 0; zero && i < rows; ++i)
      for (int j = 0; j < columns; ++j) data[static_cast<std::size_t>(i * stride + j)] = 0;
  }
  // The definition, in 64 bits.
  void multiply(product_table const& t, bytes const& a, bytes const& b) {
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) {
        std::int64_t sum = 0;
        for (int k = 0; k < a.columns; ++k) sum += t.at(a.at(i, k), b.at(k, j));
        data[static_cast<std::size_t>(i * stride + j)] = static_cast<std::int32_t>(sum);
      }
  }
};

// Random factors and the table they make.
struct factored {
  int n, nb, rank;
  std::vector<std::uint8_t> f, g, shift;
  std::vector<std::int32_t> u, v;

  static factored random(generator& r, int n, int nb, std::vector<std::uint8_t> shifts) {
    factored x{n, nb, static_cast<int>(shifts.size()), {}, {}, std::move(shifts), {}, {}};
    for (int i = 0; i < x.rank << n; ++i)
      x.f.push_back(static_cast<std::uint8_t>(pick(r, 0, 3) == 0 ? 255 : pick(r, 0, 255)));
    for (int i = 0; i < x.rank << nb; ++i)
      x.g.push_back(static_cast<std::uint8_t>(pick(r, 0, 3) == 0 ? 0 : pick(r, 0, 255)));
    for (int i = 0; i >> n == 0; ++i) x.u.push_back(pick(r, -100000, 100000));
    for (int i = 0; i >> nb == 0; ++i) x.v.push_back(pick(r, -100000, 100000));
    return x;
  }
  axmul::factors_view view() const { return {n, nb, rank, f.data(), g.data(), shift.data(), u.data(), v.data()}; }
  product_table table() const {
    product_table t{n, nb, {}};
    for (int a = 0; a >> n == 0; ++a)
      for (int b = 0; b >> nb == 0; ++b) {
        int p = u[static_cast<std::size_t>(a)] + v[static_cast<std::size_t>(b)];
        for (int r = 0; r < rank; ++r)
          p += f[static_cast<std::size_t>(a * rank + r)] * g[static_cast<std::size_t>((r << nb) + b)] *
               (1 << shift[static_cast<std::size_t>(r)]);
        t.entries.push_back(p);
      }
    return t;
  }
};
