// Integer matrix products through the full product table, in shared memory or in global memory, and the plain loop.
#pragma once
#include <cstddef>
#include <cstdint>
#include <nv/target>
#include <vector>

#include "axmul/cuda/device.cuh"

namespace axmul::cuda {

// a (m x k), b (k x n) as bit patterns, c (m x n), row major with strides in elements.
struct gemm_operands {
  std::uint8_t const *a, *b;
  std::int32_t* c;
  std::int64_t m, n, k, stride_a, stride_b, stride_c;
};

template <class T>
__host__ __device__ T read_only(T const* p) {
  NV_IF_TARGET(NV_IS_DEVICE, (return __ldg(p);), (return *p;))
}
__host__ __device__ inline void add_to(std::int32_t* p, std::uint32_t x) {
  NV_IF_TARGET(NV_IS_DEVICE, (atomicAdd(reinterpret_cast<unsigned*>(p), x);),
               (*p = static_cast<std::int32_t>(static_cast<std::uint32_t>(*p) + x);))
}

// A table of 16-bit entries, product - least, that each block copies to shared memory; 2^copies_log2 copies.
//
// Lanes of a warp share a and differ in b, so that one read touches one row: 512 bytes at 8 bits, 4 words in each of
// the 32 banks, two products in a word. 32 random reads meet 2.8 deep in the worst bank, 3.5 deep over the whole table.
// Tables below 16 bits stand in copies side by side, copy i in the i-th group of banks of each line of 128 bytes: lanes
// of different copies never meet. An operand's share of the address is spread over the lines where it is staged, so
// copies cost the inner loop nothing.
struct shared_table {
  std::uint16_t const* entries;  // entry (a << nb) | b, device memory
  int n, nb, copies_log2;
  std::int32_t least;

  static constexpr int line = 128;
  static constexpr int max_copied_bytes = 64 * 1024;

  // What `entries` holds for a table of products in host memory.
  static std::vector<std::uint16_t> entries_of(std::int32_t const* products, int n, int nb, std::int32_t least) {
    std::vector<std::uint16_t> e;
    for (int i = 0; i >> (n + nb) == 0; ++i)
      e.push_back(
          static_cast<std::uint16_t>(static_cast<std::uint32_t>(products[i]) - static_cast<std::uint32_t>(least)));
    return e;
  }
  __host__ __device__ static int copies_for(int n, int nb) {
    int copies = 0;
    while (copies < 5 && (2 << (n + nb + copies)) < max_copied_bytes) ++copies;
    return copies;
  }
  __host__ __device__ int chunk() const { return line >> copies_log2; }
  __host__ __device__ int words() const { return (2 << (n + nb)) / 4; }
  __host__ __device__ int shared_bytes() const { return ceil_div(words() * 4, chunk()) * line; }
  // Where byte x of the table stands in the first copy; the sum of two operands' shares is the place of their sum.
  __host__ __device__ std::uint32_t spread(std::uint32_t x) const {
    std::uint32_t const low = static_cast<std::uint32_t>(chunk()) - 1;
    return ((x & ~low) << copies_log2) | (x & low);
  }
  __host__ __device__ std::uint32_t share_of_a(std::uint32_t a) const {
    return spread((a & ((1u << n) - 1)) << (nb + 1));
  }
  __host__ __device__ std::uint32_t share_of_b(std::uint32_t b) const { return spread((b & ((1u << nb) - 1)) << 1); }

  __host__ __device__ void load(int index, int threads, char* shared) const {
    std::uint32_t const* const from = reinterpret_cast<std::uint32_t const*>(entries);
    for (int w = index; w < words(); w += threads) {
      std::uint32_t const word = read_only(from + w);
      char* const to = shared + spread(static_cast<std::uint32_t>(4 * w));
      for (int copy = 0; copy >> copies_log2 == 0; ++copy)
        *reinterpret_cast<std::uint32_t*>(to + copy * chunk()) = word;
    }
  }
  // What `at` reads from: the lane's copy.
  __host__ __device__ char const* base(char const* shared, int lane) const {
    return shared + (lane & ((1 << copies_log2) - 1)) * chunk();
  }
  __host__ __device__ static std::uint32_t at(char const* base, std::uint32_t place) {
    return *reinterpret_cast<std::uint16_t const*>(base + place);
  }
};

// Tables whose range exceeds 16 bits, and devices without 128 KB of shared memory: int32 entries through the read-only
// cache. Lanes share a here too: one read touches a row of at most 1 KB.
struct global_table {
  std::int32_t const* entries;
  int n, nb;
  static constexpr std::int32_t least = 0;

  __host__ __device__ static int shared_bytes() { return 0; }
  __host__ __device__ std::uint32_t share_of_a(std::uint32_t a) const { return (a & ((1u << n) - 1)) << (nb + 2); }
  __host__ __device__ std::uint32_t share_of_b(std::uint32_t b) const { return (b & ((1u << nb) - 1)) << 2; }
  __host__ __device__ static void load(int, int, char*) {}
  __host__ __device__ char const* base(char const*, int) const { return reinterpret_cast<char const*>(entries); }
  __host__ __device__ static std::uint32_t at(char const* base, std::uint32_t place) {
    return static_cast<std::uint32_t>(read_only(reinterpret_cast<std::int32_t const*>(base + place)));
  }
};

// c = a x b, blocks of 128 x 32 Columns outputs: a warp has 8 rows, a lane Columns columns, 32 apart. Both operands'
// shares of the table address are staged for 16 values of k at a time, twice, so that a tile is read from global memory
// while the one before it is used. Grid: (row blocks, column blocks, parts of k); c is added to, and must be zero
// before, when there are several parts. Sums are modulo 2^32. 1 <= k.
template <class Table, int Columns>
struct table_gemm {
  static constexpr int threads = 512, blocks_per_sm = 1;
  static constexpr int rows_per_warp = 8;
  static constexpr int rows = threads / 32 * rows_per_warp, columns = 32 * Columns;
  static constexpr int step = 16;
  // Rows of the tile start 4 banks apart, so that the stores of a warp, 8 rows by 4 values of k, meet in pairs at most.
  static constexpr int pitch = rows + 4;
  static constexpr int tile_words = step * (pitch + columns);
  static constexpr int loads_a = rows * step / threads, loads_b = columns * step / threads;

  Table table;
  gemm_operands operands;
  std::int64_t k_per_part;  // a multiple of step

  struct state {
    std::uint32_t sum[rows_per_warp][Columns];
  };

  __host__ __device__ std::size_t shared_bytes() const {
    return static_cast<std::size_t>(round_up(table.shared_bytes(), 16)) + 2 * tile_words * sizeof(std::uint32_t);
  }
  dim3 blocks() const {
    return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(operands.m, rows)),
                static_cast<unsigned>(ceil_div<std::int64_t>(operands.n, columns)),
                static_cast<unsigned>(ceil_div(operands.k, k_per_part)));
  }
  __host__ __device__ std::int64_t first_k(thread t) const { return t.z * k_per_part; }
  __host__ __device__ std::int64_t last_k(thread t) const {
    std::int64_t const end = first_k(t) + k_per_part;
    return end < operands.k ? end : operands.k;
  }
  __host__ __device__ int phases(thread t) const {
    return 1 + static_cast<int>(ceil_div<std::int64_t>(last_k(t) - first_k(t), step));
  }

  // Phase p stages tile p and sums tile p - 1.
  __host__ __device__ void operator()(int phase, thread t, state& s, char* shared) const {
    std::uint32_t* const tiles = reinterpret_cast<std::uint32_t*>(shared + round_up(table.shared_bytes(), 16));
    if (phase == 0) table.load(t.index, threads, shared);
    std::int64_t const k0 = first_k(t) + static_cast<std::int64_t>(phase) * step;
    std::uint8_t a[loads_a] = {}, b[loads_b] = {};
    if (k0 < last_k(t)) fetch(t, k0, a, b);
    if (phase > 0) add_tile(t, k0 - step, tiles + (phase - 1) % 2 * tile_words, shared, s);
    if (k0 < last_k(t)) {
      stage(t, tiles + phase % 2 * tile_words, a, b);
    } else {
      write(t, s);
    }
  }

 private:
  // A thread's places in a tile: loads_a consecutive k of one row of a; loads_b values of k of one column of b.
  __host__ __device__ static int row_of(thread t) { return t.index / (step / loads_a); }
  __host__ __device__ static int k_of_a(thread t) { return t.index % (step / loads_a) * loads_a; }
  __host__ __device__ static int column_of(thread t) { return t.index % columns; }
  __host__ __device__ static int k_of_b(thread t) { return t.index / columns; }

  __host__ __device__ void fetch(thread t, std::int64_t k0, std::uint8_t (&a)[loads_a],
                                 std::uint8_t (&b)[loads_b]) const {
    std::int64_t const row = static_cast<std::int64_t>(t.x) * rows + row_of(t);
    std::int64_t const column = static_cast<std::int64_t>(t.y) * columns + column_of(t);
    std::int64_t const left = last_k(t) - k0;
    std::uint8_t const* const from_a = operands.a + row * operands.stride_a + k0 + k_of_a(t);
    for (int i = 0; i < loads_a; ++i)
      a[i] = row < operands.m && k_of_a(t) + i < left ? read_only(from_a + i) : std::uint8_t{0};
    std::uint8_t const* from_b = operands.b + (k0 + k_of_b(t)) * operands.stride_b + column;
    for (int i = 0; i < loads_b; ++i, from_b += threads / columns * operands.stride_b)
      b[i] = column < operands.n && k_of_b(t) + i * (threads / columns) < left ? read_only(from_b) : std::uint8_t{0};
  }

  __host__ __device__ void stage(thread t, std::uint32_t* tile, std::uint8_t const (&a)[loads_a],
                                 std::uint8_t const (&b)[loads_b]) const {
    for (int i = 0; i < loads_a; ++i) tile[(k_of_a(t) + i) * pitch + row_of(t)] = table.share_of_a(a[i]);
    for (int i = 0; i < loads_b; ++i) tile[step * pitch + t.index + i * threads] = table.share_of_b(b[i]);
  }

  // The last tile ends where k does: no table entry stands for the rest. Warps below the last row have nothing to do.
  __host__ __device__ void add_tile(thread t, std::int64_t k0, std::uint32_t const* tile, char const* shared,
                                    state& s) const {
    int const lane = t.index % 32, row = t.index / 32 * rows_per_warp;
    if (static_cast<std::int64_t>(t.x) * rows + row >= operands.m) return;
    char const* const base = table.base(shared, lane);
    std::int64_t const left = last_k(t) - k0;
    int const count = left < step ? static_cast<int>(left) : step;
    for (int k = 0; k < count; ++k) {
      uint4 const low = *reinterpret_cast<uint4 const*>(tile + k * pitch + row);
      uint4 const high = *reinterpret_cast<uint4 const*>(tile + k * pitch + row + 4);
      std::uint32_t const a[rows_per_warp] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
      for (int j = 0; j < Columns; ++j) {
        std::uint32_t const b = tile[step * pitch + k * columns + lane + 32 * j];
        for (int i = 0; i < rows_per_warp; ++i) s.sum[i][j] += Table::at(base, a[i] + b);
      }
    }
  }

  __host__ __device__ void write(thread t, state const& s) const {
    bool const only = k_per_part >= operands.k;
    std::uint32_t const constant =
        static_cast<std::uint32_t>(last_k(t) - first_k(t)) * static_cast<std::uint32_t>(table.least);
    for (int i = 0; i < rows_per_warp; ++i) {
      std::int64_t const row = static_cast<std::int64_t>(t.x) * rows + t.index / 32 * rows_per_warp + i;
      if (row >= operands.m) break;
      for (int j = 0; j < Columns; ++j) {
        std::int64_t const column = static_cast<std::int64_t>(t.y) * columns + t.index % 32 + 32 * j;
        if (column >= operands.n) break;
        std::int32_t* const c = operands.c + row * operands.stride_c + column;
        std::uint32_t const sum = s.sum[i][j] + constant;
        if (only) {
          *c = static_cast<std::int32_t>(sum);
        } else {
          add_to(c, sum);
        }
      }
    }
  }
};

// The definition, for checks: one thread for each output, one table entry for each product. Grid: rows, blocks of 128
// columns. k may be 0.
struct naive_gemm {
  static constexpr int threads = 128, blocks_per_sm = 1;
  struct state {};

  std::int32_t const* table;
  int n, nb;
  gemm_operands operands;

  dim3 blocks() const {
    return dim3(static_cast<unsigned>(operands.m), static_cast<unsigned>(ceil_div<std::int64_t>(operands.n, threads)));
  }
  __host__ __device__ int phases(thread) const { return 1; }
  __host__ __device__ void operator()(int, thread t, state&, char*) const {
    std::int64_t const row = t.x, column = static_cast<std::int64_t>(t.y) * threads + t.index;
    if (column >= operands.n) return;
    std::uint32_t sum = 0;
    for (std::int64_t k = 0; k < operands.k; ++k) {
      int const a = operands.a[row * operands.stride_a + k] & ((1 << n) - 1);
      int const b = operands.b[k * operands.stride_b + column] & ((1 << nb) - 1);
      sum += static_cast<std::uint32_t>(table[(a << nb) | b]);
    }
    operands.c[row * operands.stride_c + column] = static_cast<std::int32_t>(sum);
  }
};

}  // namespace axmul::cuda
