// Integer matrix products through exact factors: the kernels before and after the int8 matrix
// product.
//
// A table's factors (factors_view) make c = sum over r of 2^shift[r] (F_r[a] x G_r[b]) + row sums of u + column sums of
// v. The engine wants signed bytes, so it is given F - 128 and G - 128. With K terms in a dot product,
//   F G = (F - 128)(G - 128) + 128 F + 128 (G - 128),
// whose last two terms depend on one operand each and go to u and v, once per table. Everything is modulo 2^32.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "axmul/cuda/table_gemm.cuh"
#include "axmul/factors.hpp"

namespace axmul::cuda {

// Whether the factors give every entry of the table, in the order the kernels expect.
inline status gives_table(factors_view const& f, std::int32_t const* table, int n, int nb) {
  if (f.n != n || f.nb != nb || f.rank < 0) return refuse("factors: widths differ from the table's");
  for (int r = 0; r < f.rank; ++r)
    if (f.shift[r] > 31 || (r > 0 && f.shift[r] < f.shift[r - 1]))
      return refuse("factors: shifts up to 31 in ascending order are accepted");
  for (int a = 0; a >> n == 0; ++a)
    for (int b = 0; b >> nb == 0; ++b) {
      std::int64_t sum = std::int64_t{f.u[a]} + f.v[b];
      for (int r = 0; r < f.rank; ++r) sum += std::int64_t{f.f[a * f.rank + r] * f.g[r << nb | b]} << f.shift[r];
      if (sum != table[a << nb | b]) return refuse("factors: an entry of the table differs from its factors");
    }
  return {};
}
// floor((2^31 - 1) / largest magnitude), for products from low to high.
inline std::int64_t longest_k(std::int32_t low, std::int32_t high) {
  std::int64_t const magnitude = std::max({-std::int64_t{low}, std::int64_t{high}, std::int64_t{1}});
  return std::numeric_limits<std::int32_t>::max() / magnitude;
}

// The signed factors of one operand: entry (r << bits) | x, and what x adds to the sum of its row or column.
struct signed_factors {
  std::vector<std::int8_t> factors;
  std::vector<std::uint32_t> constants;
};
inline signed_factors factors_of_a(factors_view const& f) {
  signed_factors s;
  for (int r = 0; r < f.rank; ++r)
    for (int a = 0; a >> f.n == 0; ++a) s.factors.push_back(static_cast<std::int8_t>(f.f[a * f.rank + r] - 128));
  for (int a = 0; a >> f.n == 0; ++a) {
    std::uint32_t sum = static_cast<std::uint32_t>(f.u[a]);
    for (int r = 0; r < f.rank; ++r) sum += (128u * f.f[a * f.rank + r]) << f.shift[r];
    s.constants.push_back(sum);
  }
  return s;
}
inline signed_factors factors_of_b(factors_view const& f) {
  signed_factors s;
  for (int i = 0; i < f.rank << f.nb; ++i) s.factors.push_back(static_cast<std::int8_t>(f.g[i] - 128));
  for (int b = 0; b >> f.nb == 0; ++b) {
    std::uint32_t sum = static_cast<std::uint32_t>(f.v[b]);
    for (int r = 0; r < f.rank; ++r) sum += (128u * (f.g[r << f.nb | b] - 128u)) << f.shift[r];
    s.constants.push_back(sum);
  }
  return s;
}

// Terms of equal shift that make one matrix product.
struct factor_part {
  int first, count, shift;
};
// k of one term as it is stored, and the longest product of signed bytes that cannot leave 32 bits: 2^14 k < 2^31.
constexpr std::int64_t k_multiple = 16, longest_bytes_k = (std::int64_t{1} << 17) - k_multiple;
// Rows and columns of the int8 product: no more than its kernels ask for, and never below 32.
constexpr std::int64_t side_multiple = 32;

// Empty when one term alone is too long.
inline std::vector<factor_part> parts_of(std::vector<std::uint8_t> const& shifts, std::int64_t k) {
  std::vector<factor_part> parts;
  int const most = static_cast<int>(longest_bytes_k / round_up(std::max<std::int64_t>(k, 1), k_multiple));
  for (int r = 0; most > 0 && r < static_cast<int>(shifts.size()); ++r) {
    int const shift = shifts[static_cast<std::size_t>(r)];
    if (parts.empty() || parts.back().shift != shift || parts.back().count == most) parts.push_back({r, 0, shift});
    ++parts.back().count;
  }
  return parts;
}

// Operands to factors: row i of `out` holds, for each term r, the factors of x(i, 0..k-1), then zeros up to padded_k;
// rows from `rows` to padded_rows are zeros. A zero byte in both operands of the engine adds nothing. sums[i] += what
// row i adds to its outputs. x(i, k) stands at i * row_step + k * k_step, so that columns of b are rows here.
// A warp has one row and 512 values of k, a lane 4 neighbours at a time. Grid: (blocks of 8 rows, parts of k).
struct expand_factors {
  static constexpr int threads = 256, blocks_per_sm = 4;
  static constexpr int rows_per_block = threads / 32, k_per_block = 512;
  struct state {};

  std::uint8_t const* x;
  std::int64_t rows, k, row_step, k_step;
  int bits, rank;
  std::int8_t const* factors;
  std::uint32_t const* constants;
  std::int8_t* out;
  std::uint32_t* sums;
  std::int64_t padded_rows, padded_k;

  static constexpr std::size_t shared_bytes = threads * sizeof(std::uint32_t);
  dim3 blocks() const {
    return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(padded_rows, rows_per_block)),
                static_cast<unsigned>(ceil_div<std::int64_t>(padded_k, k_per_block)));
  }
  __host__ __device__ int phases(thread) const { return 2; }
  __host__ __device__ void operator()(int phase, thread t, state&, char* shared) const {
    std::uint32_t* const partial = reinterpret_cast<std::uint32_t*>(shared);
    std::int64_t const row = static_cast<std::int64_t>(t.x) * rows_per_block + t.index / 32;
    if (phase == 0) {
      partial[t.index] = row < padded_rows ? expand(t, row) : 0;
    } else if (t.index % 32 == 0 && row < rows) {
      std::uint32_t sum = 0;
      for (int lane = 0; lane < 32; ++lane) sum += partial[t.index + lane];
      add_to(reinterpret_cast<std::int32_t*>(sums + row), sum);
    }
  }

 private:
  __host__ __device__ std::uint32_t expand(thread t, std::int64_t row) const {
    std::uint32_t sum = 0;
    std::int64_t const begin = static_cast<std::int64_t>(t.y) * k_per_block;
    for (std::int64_t k0 = begin + t.index % 32 * 4; k0 < begin + k_per_block && k0 < padded_k; k0 += 128) {
      int const count = row >= rows || k0 >= k ? 0 : k - k0 < 4 ? static_cast<int>(k - k0) : 4;
      int at[4] = {};
      for (int i = 0; i < 4; ++i) {
        if (i >= count) continue;
        at[i] = read_only(x + row * row_step + (k0 + i) * k_step) & ((1 << bits) - 1);
        sum += read_only(constants + at[i]);
      }
      char4* to = reinterpret_cast<char4*>(out + row * rank * padded_k + k0);
      for (int r = 0; r < rank; ++r, to += padded_k / 4) {
        std::int8_t const* const factor = factors + (r << bits);
        *to = {count > 0 ? read_only(factor + at[0]) : std::int8_t{0},
               count > 1 ? read_only(factor + at[1]) : std::int8_t{0},
               count > 2 ? read_only(factor + at[2]) : std::int8_t{0},
               count > 3 ? read_only(factor + at[3]) : std::int8_t{0}};
      }
    }
    return sum;
  }
};

// c = (part << shift) + row sums + column sums, or, after the first part, c += part << shift. A warp has one row and
// 128 columns. Grid: (blocks of 8 rows, blocks of 128 columns).
struct combine_parts {
  static constexpr int threads = 256, blocks_per_sm = 4;
  static constexpr int rows_per_block = threads / 32, columns_per_block = 128;
  struct state {};

  std::int32_t const* part;  // m x n, stride_part elements from row to row
  std::int64_t stride_part;
  int shift;
  bool first;
  std::uint32_t const *row_sums, *column_sums;
  std::int32_t* c;
  std::int64_t m, n, stride_c;

  dim3 blocks() const {
    return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(m, rows_per_block)),
                static_cast<unsigned>(ceil_div<std::int64_t>(n, columns_per_block)));
  }
  __host__ __device__ int phases(thread) const { return 1; }
  __host__ __device__ void operator()(int, thread t, state&, char*) const {
    std::int64_t const row = static_cast<std::int64_t>(t.x) * rows_per_block + t.index / 32;
    if (row >= m) return;
    for (int i = 0; i < columns_per_block / 32; ++i) {
      std::int64_t const column = static_cast<std::int64_t>(t.y) * columns_per_block + t.index % 32 + 32 * i;
      if (column >= n) break;
      std::int32_t* const to = c + row * stride_c + column;
      std::uint32_t const before =
          first ? read_only(row_sums + row) + read_only(column_sums + column) : static_cast<std::uint32_t>(*to);
      std::uint32_t const product = static_cast<std::uint32_t>(read_only(part + row * stride_part + column));
      *to = static_cast<std::int32_t>(before + (product << shift));
    }
  }
};

}  // namespace axmul::cuda
