// What published DNN simulators do for each product of a matrix product, implemented anew from descriptions of their
// kernels and without their faults: tails of k are never filled with table entries, zeros and overflows are exact.
//
// Kernels as of axmul/cuda/device.cuh, so that they run on the host too. Integer ones: c = a x b modulo 2^32, operands
// as bit patterns of 8 bits, entry (a << 8) | b of a table of 16-bit products.
#pragma once
#include <nv/target>

#include <cstddef>
#include <cstdint>

#include "axmul/cuda/float_tiles.cuh"
#include "axmul/cuda/table_gemm.cuh"

namespace axmul::gpu {

using cuda::ceil_div;
using cuda::thread;

// A table read through the texture unit, or through the read-only cache. On the host both read memory.
template <class Entry>
struct texture_table {
  cudaTextureObject_t texture;
  Entry const* host;
  __host__ __device__ Entry operator()(std::uint32_t i) const {
    NV_IF_ELSE_TARGET(NV_IS_DEVICE, (return tex1Dfetch<Entry>(texture, static_cast<int>(i));), (return host[i];))
  }
};
template <class Entry>
struct cached_table {
  Entry const* entries;
  __host__ __device__ Entry operator()(std::uint32_t i) const { return cuda::read_only(entries + i); }
};

// How a kernel with one output a thread takes operands to shared memory and forms products.

// Weights arrive as floats and are quantised at every load of a tile; weight = scale * (q - zero).
template <class Table>
struct requantised_products {
  using left_type = std::uint8_t;
  using right_type = float;
  using sum_type = std::uint32_t;
  Table table;
  float inverse_scale, zero;

  __host__ __device__ static std::uint32_t left(std::uint8_t a) { return a; }
  __host__ __device__ std::uint32_t right(float b) const {
    float const q = rintf(b * inverse_scale + zero);
    return static_cast<std::uint32_t>(q < 0.0f ? 0.0f : q > 255.0f ? 255.0f : q);
  }
  __host__ __device__ std::uint32_t add(std::uint32_t sum, std::uint32_t a, std::uint32_t b) const {
    return sum + static_cast<std::uint32_t>(table((a << 8) | b));
  }
};

template <class Table>
struct looked_up_products {
  using left_type = std::uint8_t;
  using right_type = std::uint8_t;
  using sum_type = std::uint32_t;
  Table table;

  __host__ __device__ static std::uint32_t left(std::uint8_t a) { return a; }
  __host__ __device__ static std::uint32_t right(std::uint8_t b) { return b; }
  __host__ __device__ std::uint32_t add(std::uint32_t sum, std::uint32_t a, std::uint32_t b) const {
    return sum + static_cast<std::uint32_t>(table((a << 8) | b));
  }
};

// Floats whose significands' product comes from a table of bytes, carry and 7 fraction bits, index from the 7 top
// fraction bits of both; subnormals are zeros.
template <class Table>
struct mantissa_products {
  using left_type = float;
  using right_type = float;
  using sum_type = float;
  Table table;

  __host__ __device__ static std::uint32_t left(float a) { return bit_cast<std::uint32_t>(a); }
  __host__ __device__ static std::uint32_t right(float b) { return bit_cast<std::uint32_t>(b); }
  __host__ __device__ float add(float sum, std::uint32_t a, std::uint32_t b) const {
    int const exponent_a = static_cast<int>((a >> 23) & 0xffu), exponent_b = static_cast<int>((b >> 23) & 0xffu);
    std::uint32_t const entry = table((((a >> 16) & 0x7fu) << 7) | ((b >> 16) & 0x7fu));
    int const exponent = exponent_a + exponent_b - 127 + static_cast<int>(entry >> 7);
    std::uint32_t const sign = (a ^ b) & cuda::float_sign;
    std::uint32_t bits = sign | (static_cast<std::uint32_t>(exponent) << 23) | ((entry & 0x7fu) << 16);
    if (exponent >= 255) bits = sign | cuda::float_infinity;
    if (exponent_a == 0 || exponent_b == 0 || exponent <= 0) bits = sign;
    return cuda::add(sum, bit_cast<float>(bits));
  }
};

template <class A, class B, class C>
struct plain_operands {
  A const* a;
  B const* b;
  C* c;
  std::int64_t m, n, k;  // no gaps between rows
};

// One output a thread, Side x Side threads, Side values of k at a time in shared memory. Even phases fill the tile, odd
// ones use it. Grid: (column blocks, row blocks).
template <class Products, int Side>
struct one_output {
  static constexpr int threads = Side * Side, blocks_per_sm = 1;
  using sum_type = typename Products::sum_type;

  Products products;
  plain_operands<typename Products::left_type, typename Products::right_type, sum_type> x;

  struct state {
    sum_type sum;
  };
  static constexpr std::size_t shared_bytes() { return 2 * threads * sizeof(std::uint32_t); }
  dim3 blocks() const {
    return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(x.n, Side)),
                static_cast<unsigned>(ceil_div<std::int64_t>(x.m, Side)));
  }
  __host__ __device__ int phases(thread) const { return 2 * static_cast<int>(ceil_div<std::int64_t>(x.k, Side)) + 1; }

  __host__ __device__ void operator()(int phase, thread t, state& s, char* shared) const {
    std::uint32_t* const a = reinterpret_cast<std::uint32_t*>(shared);
    std::uint32_t* const b = a + threads;
    int const i = t.index / Side, j = t.index % Side;
    std::int64_t const row = static_cast<std::int64_t>(t.y) * Side + i,
                       column = static_cast<std::int64_t>(t.x) * Side + j;
    std::int64_t const k0 = phase / 2 * static_cast<std::int64_t>(Side), left = x.k - k0;
    if (left <= 0) {
      if (row < x.m && column < x.n) x.c[row * x.n + column] = s.sum;
    } else if (phase % 2 == 0) {
      a[t.index] = row < x.m && j < left ? products.left(x.a[row * x.k + k0 + j]) : 0;
      b[t.index] = column < x.n && i < left ? products.right(x.b[(k0 + i) * x.n + column]) : 0;
    } else {
      int const count = left < Side ? static_cast<int>(left) : Side;
      for (int k = 0; k < count; ++k) s.sum = products.add(s.sum, a[i * Side + k], b[k * Side + j]);
    }
  }
};

// Several outputs a thread: blocks of Rows x Columns, Step values of k at a time in shared memory as bytes; 256 threads
// as Rows / RowsEach by Columns / ColumnsEach, those of a row side by side. A thread's columns are neighbours, or
// (Spread) as far apart as there are threads in a row. Grid: (column blocks, row blocks, parts of k); c is added to,
// and must be zero before, when there are several parts.
template <class Table, int Rows, int Columns, int Step, int RowsEach, int ColumnsEach, bool Spread>
struct many_outputs {
  static constexpr int threads = 256, blocks_per_sm = 1;
  static constexpr int across = Columns / ColumnsEach;
  static_assert(Rows / RowsEach * across == threads);

  Table table;
  plain_operands<std::uint8_t, std::uint8_t, std::uint32_t> x;
  std::int64_t k_per_part;  // a multiple of Step

  struct state {
    std::uint32_t sum[RowsEach][ColumnsEach];
  };
  static constexpr std::size_t shared_bytes() { return Step * (Rows + Columns); }
  dim3 blocks() const {
    return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(x.n, Columns)),
                static_cast<unsigned>(ceil_div<std::int64_t>(x.m, Rows)),
                static_cast<unsigned>(ceil_div(x.k, k_per_part)));
  }
  __host__ __device__ std::int64_t last_k(thread t) const {
    std::int64_t const end = (t.z + 1) * k_per_part;
    return end < x.k ? end : x.k;
  }
  __host__ __device__ int phases(thread t) const {
    return 2 * static_cast<int>(ceil_div<std::int64_t>(last_k(t) - t.z * k_per_part, Step)) + 1;
  }

  __host__ __device__ void operator()(int phase, thread t, state& s, char* shared) const {
    std::uint8_t* const a = reinterpret_cast<std::uint8_t*>(shared);
    std::uint8_t* const b = a + Step * Rows;
    std::int64_t const row0 = static_cast<std::int64_t>(t.y) * Rows, column0 = static_cast<std::int64_t>(t.x) * Columns;
    std::int64_t const k0 = t.z * k_per_part + phase / 2 * static_cast<std::int64_t>(Step), left = last_k(t) - k0;
    if (left <= 0) {
      write(t, row0, column0, s);
    } else if (phase % 2 == 0) {
      for (int at = t.index; at < Rows * Step; at += threads) {
        std::int64_t const row = row0 + at / Step;
        a[at % Step * Rows + at / Step] = row < x.m && at % Step < left ? x.a[row * x.k + k0 + at % Step] : 0;
      }
      for (int at = t.index; at < Columns * Step; at += threads) {
        std::int64_t const column = column0 + at % Columns;
        b[at] = column < x.n && at / Columns < left ? x.b[(k0 + at / Columns) * x.n + column] : 0;
      }
    } else {
      int const count = left < Step ? static_cast<int>(left) : Step;
      for (int k = 0; k < count; ++k) {
        std::uint32_t left_index[RowsEach], right_index[ColumnsEach];
        for (int i = 0; i < RowsEach; ++i) left_index[i] = std::uint32_t{a[k * Rows + row_of(t, i)]} << 8;
        for (int j = 0; j < ColumnsEach; ++j) right_index[j] = b[k * Columns + column_of(t, j)];
        for (int i = 0; i < RowsEach; ++i)
          for (int j = 0; j < ColumnsEach; ++j)
            s.sum[i][j] += static_cast<std::uint32_t>(table(left_index[i] | right_index[j]));
      }
    }
  }

 private:
  __host__ __device__ static int row_of(thread t, int i) { return t.index / across * RowsEach + i; }
  __host__ __device__ static int column_of(thread t, int j) {
    return Spread ? t.index % across + j * across : t.index % across * ColumnsEach + j;
  }
  __host__ __device__ void write(thread t, std::int64_t row0, std::int64_t column0, state const& s) const {
    for (int i = 0; i < RowsEach; ++i)
      for (int j = 0; j < ColumnsEach; ++j) {
        std::int64_t const row = row0 + row_of(t, i), column = column0 + column_of(t, j);
        if (row >= x.m || column >= x.n) continue;
        std::uint32_t* const c = x.c + row * x.n + column;
        if (k_per_part >= x.k) {
          *c = s.sum[i][j];
        } else {
          cuda::add_to(reinterpret_cast<std::int32_t*>(c), s.sum[i][j]);
        }
      }
  }
};

using base_approxtrain_16x16_tex8 = one_output<mantissa_products<texture_table<std::uint8_t>>, 16>;
template <class Entry>
using base_tfapprox_8x8_tex16 = one_output<requantised_products<texture_table<Entry>>, 8>;
template <class Entry>
using base_transaxx_16x16_ldg16 = one_output<looked_up_products<cached_table<Entry>>, 16>;
template <class Entry>
using base_appmult_128x128_tex16 = many_outputs<texture_table<Entry>, 128, 128, 8, 8, 8, false>;
template <class Entry>
using base_approxtorch_32x128_row16 = many_outputs<cached_table<Entry>, 32, 128, 32, 4, 4, true>;

}  // namespace axmul::gpu
