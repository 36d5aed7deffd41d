// The tiled kernel of float matrix products.
#pragma once
#include <new>

#include "axmul/cuda/float_kernels.cuh"

namespace axmul::cuda {

// a (m x k), b (k x n), c (m x n), row major with strides in elements. T: float, rounded to the format to nearest even,
// or uint16_t, patterns of a format of 16 bits.
template <class T>
struct float_operands {
  T const *a, *b;
  float* c;
  std::int64_t m, n, k, stride_a, stride_b, stride_c;
};

// c = a x b; sums in float, in ascending order of k. A block makes 128 x 128 outputs; a warp has 8 rows, a lane 4
// columns, so that the lanes of a warp share a. Tiles of 16 values of k stand in shared memory twice: one is filled
// while the other is used. A tile's tag, its number, says which of its operands want care. Grid: (row blocks, column
// blocks).
template <class Products, class T>
struct float_tiles {
  static constexpr int threads = 512, blocks_per_sm = 1;
  static constexpr int rows_per_warp = 8, sums = 4 * rows_per_warp;
  static constexpr int rows = threads / 32 * rows_per_warp, columns = 128, step = 16;
  static constexpr int loads_a = rows * step / threads, loads_b = columns * step / threads;
  // Rows of the tile of a start 4 banks apart: its stores meet in pairs at most.
  static constexpr int pitch = rows + 4;
  static constexpr int words = Products::words;
  static constexpr int words_a = step * pitch, words_b = step * columns;
  static constexpr int tile_words = words * (words_a + words_b);
  using words_type = float_words<words>;

  Products products;
  float_operands<T> operands;

  struct state {
    float sum[sums];
    T a[loads_a], b[loads_b];
    T const *next_a, *next_b;
  };
  // `products` stands here too: what follows from a multiplier's parameters then takes no registers in the fast loop.
  struct alignas(16) common {
    Products products;
    int sums, step;  // for loops that the compiler is not to unroll
    int zeros[2], all[2];
  };

  __host__ __device__ int table_bytes() const { return round_up(products.table_bytes(), 16); }
  std::size_t shared_bytes() const {
    return static_cast<std::size_t>(table_bytes()) + sizeof(common) + 2 * tile_words * sizeof(std::uint32_t);
  }
  dim3 blocks() const {
    return dim3(static_cast<unsigned>(ceil_div<std::int64_t>(operands.m, rows)),
                static_cast<unsigned>(ceil_div<std::int64_t>(operands.n, columns)));
  }
  __host__ __device__ int phases(thread) const {
    return 2 + static_cast<int>(ceil_div<std::int64_t>(operands.k, step));
  }

  // Phase p stages tile p, reads tile p + 1 and sums tile p - 1; tiles count from 1.
  __host__ __device__ void operator()(int phase, thread t, state& s, char* shared) const {
    common& block = *reinterpret_cast<common*>(shared + table_bytes());
    if (phase == 0) {
      products.load(t.index, threads, shared);
      if (t.index == 0) new (&block) common{products, sums, step, {}, {}};
      find(t, s);
      fetch(t, 1, s);
      return;
    }
    std::uint32_t* const tiles = reinterpret_cast<std::uint32_t*>(&block + 1);
    bool const last = phase + 1 == phases(t);
    if (!last) {
      stage(t, phase, s, tiles + phase % 2 * tile_words, block);
      fetch(t, phase + 1, s);
    }
    if (phase > 1 && t.x * static_cast<std::int64_t>(rows) + first_row(t) < operands.m)
      sum_tile(t, phase - 1, s, tiles + (phase - 1) % 2 * tile_words, block, shared);
    if (last) write(t, s, block);
  }

 private:
  __host__ __device__ static int first_row(thread t) { return t.index / 32 * rows_per_warp; }
  __host__ __device__ static int first_column(thread t) { return t.index % 32 * 4; }

  // A thread's places in a tile: loads_a values of k, side by side, of one row of a; every k_stride-th value of k of
  // one column of b.
  static constexpr int k_stride = threads / columns;
  __host__ __device__ static int row_of(thread t) { return t.index * loads_a / step; }
  __host__ __device__ static int k_of_a(thread t) { return t.index * loads_a % step; }
  __host__ __device__ static int column_of(thread t) { return t.index % columns; }
  __host__ __device__ static int k_of_b(thread t) { return t.index / columns; }

  // Past the last row or column stands the last one, which no output shows; past the last k zeros, which sums ignore.
  __host__ __device__ void find(thread t, state& s) const {
    std::int64_t const row = t.x * static_cast<std::int64_t>(rows) + row_of(t);
    std::int64_t const column = t.y * static_cast<std::int64_t>(columns) + column_of(t);
    s.next_a = operands.a + (row < operands.m ? row : operands.m - 1) * operands.stride_a + k_of_a(t);
    s.next_b = operands.b + k_of_b(t) * operands.stride_b + (column < operands.n ? column : operands.n - 1);
  }
  __host__ __device__ void fetch(thread t, int tile, state& s) const {
    std::int64_t const left = operands.k - static_cast<std::int64_t>(tile - 1) * step;
    int const count = left < step ? static_cast<int>(left) : step;
    for (int i = 0; i < loads_a; ++i) s.a[i] = k_of_a(t) + i < count ? s.next_a[i] : T{};
    for (int i = 0; i < loads_b; ++i)
      s.b[i] = k_of_b(t) + i * k_stride < count ? s.next_b[i * k_stride * operands.stride_b] : T{};
    s.next_a += step;
    s.next_b += step * operands.stride_b;
  }

  __host__ __device__ static std::uint32_t bits_of(Products const& p, float x) {
    fp const m = value_of(p.mul);
    return round_to(m.fmt, m.options, bit_cast<std::uint32_t>(x));
  }
  __host__ __device__ static std::uint32_t bits_of(Products const& p, std::uint16_t pattern) {
    return widen(value_of(p.mul).fmt, pattern);
  }

  __host__ __device__ void stage(thread t, int tile, state const& s, std::uint32_t* to, common& block) const {
    Products const p = block.products;
    bool zeros = false, all = false;
    auto const note = [&](std::uint32_t bits) {
      float_care const care = p.care(bits);
      zeros |= care == float_care::zeros;
      all |= care == float_care::all;
      return bits;
    };
    for (int i = 0; i < loads_a; ++i) {
      words_type const x = p.left(note(bits_of(p, s.a[i])));
      for (int w = 0; w < words; ++w) to[w * words_a + (k_of_a(t) + i) * pitch + row_of(t)] = x.w[w];
    }
    for (int i = 0; i < loads_b; ++i) {
      words_type const x = p.right(note(bits_of(p, s.b[i])));
      for (int w = 0; w < words; ++w) to[words * words_a + w * words_b + t.index + i * threads] = x.w[w];
    }
    if (zeros) block.zeros[tile % 2] = tile;
    if (all) block.all[tile % 2] = tile;
  }

  __host__ __device__ void sum_tile(thread t, int tile, state& s, std::uint32_t const* from, common const& block,
                                    char const* shared) const {
    std::uint32_t const* const a = from + first_row(t);
    std::uint32_t const* const b = from + words * words_a + first_column(t);
    if constexpr (Products::only_model) {
      sum_products(block, s, a, b);
    } else {
      if (block.all[tile % 2] == tile) {
        sum_products(block, s, a, b);
      } else if (block.zeros[tile % 2] == tile) {
        accumulate<true>(s, a, b, shared);
      } else {
        accumulate<false>(s, a, b, shared);
      }
    }
  }

  template <bool Zeros>
  __host__ __device__ void accumulate(state& s, std::uint32_t const* a, std::uint32_t const* b,
                                      char const* table) const {
    for (int k = 0; k < step; ++k) {
      words_type y[4];
      read(b + k * columns, words_b, y);
      for (int i = 0; i < rows_per_warp; i += 4) {
        words_type x[4];
        read(a + k * pitch + i, words_a, x);
        for (int at = 0; at < 16; ++at) {
          float& sum = s.sum[4 * i + at];
          sum = products.template accumulate<Zeros>(sum, x[at / 4], y[at % 4], table);
        }
      }
    }
  }

  // The model for each product. Its code stands once, for the first sum: sums go round, since registers have no index
  // at run time.
  __host__ __device__ static void sum_products(common const& block, state& s, std::uint32_t const* a,
                                               std::uint32_t const* b) {
    for (int i = 0; i < block.sums; ++i) {
      for (int k = 0; k < block.step; ++k) {
        words_type x, y;
        for (int w = 0; w < words; ++w) {
          x.w[w] = a[w * words_a + k * pitch + i / 4];
          y.w[w] = b[w * words_b + k * columns + i % 4];
        }
        s.sum[0] = add(s.sum[0], bit_cast<float>(block.products.product(x, y)));
      }
      next(s);
    }
  }
  __host__ __device__ static void next(state& s) {
    float const first = s.sum[0];
    for (int i = 0; i + 1 < sums; ++i) s.sum[i] = s.sum[i + 1];
    s.sum[sums - 1] = first;
  }

  // Four neighbours in shared memory, 16 bytes of each word.
  __host__ __device__ static void read(std::uint32_t const* from, int distance, words_type (&x)[4]) {
    for (int w = 0; w < words; ++w) {
      uint4 const four = *reinterpret_cast<uint4 const*>(from + w * distance);
      x[0].w[w] = four.x;
      x[1].w[w] = four.y;
      x[2].w[w] = four.z;
      x[3].w[w] = four.w;
    }
  }

  __host__ __device__ void write(thread t, state& s, common const& block) const {
    std::int64_t const row = t.x * static_cast<std::int64_t>(rows) + first_row(t);
    std::int64_t const column = t.y * static_cast<std::int64_t>(columns) + first_column(t);
    for (int i = 0; i < block.sums; ++i) {
      if (row + i / 4 < operands.m && column + i % 4 < operands.n)
        operands.c[(row + i / 4) * operands.stride_c + column + i % 4] = s.sum[0];
      next(s);
    }
  }
};

}  // namespace axmul::cuda
