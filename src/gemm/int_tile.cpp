#include "src/gemm/int_tile.hpp"

#include <omp.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "src/isa.hpp"

namespace axmul::detail {
namespace {

constexpr index tile_rows = 4;
constexpr index block_rows = 128;   // of a, expanded together
constexpr index most_lanes = 32;    // of a tile
constexpr index block_words = 256;  // along k; panels of a and b then stay in the first cache

// out[4][width] = sums of `count` words; a: [k][4], b: [k][width]
using tile_function = void (*)(void const* a, void const* b, index count, word* out);

struct tile_kernel {
  index width;
  tile_function products, logs;
};

// Sums of the products of the two halves of each word.
#if defined(__SSE2__)
#define AXMUL_HALVES_base(x, y) \
  reinterpret_cast<words>(_mm_madd_epi16(reinterpret_cast<__m128i>(x), reinterpret_cast<__m128i>(y)))
#define AXMUL_HALVES_avx2(x, y) \
  reinterpret_cast<words>(_mm256_madd_epi16(reinterpret_cast<__m256i>(x), reinterpret_cast<__m256i>(y)))
#define AXMUL_HALVES_avx512(x, y) \
  reinterpret_cast<words>(_mm512_madd_epi16(reinterpret_cast<__m512i>(x), reinterpret_cast<__m512i>(y)))
#else
#define AXMUL_LOW_HALF(x) reinterpret_cast<words>(reinterpret_cast<ints>((x) << 16) >> 16)
#define AXMUL_HIGH_HALF(x) reinterpret_cast<words>(reinterpret_cast<ints>(x) >> 16)
#define AXMUL_HALVES_base(x, y) (AXMUL_LOW_HALF(x) * AXMUL_LOW_HALF(y) + AXMUL_HIGH_HALF(x) * AXMUL_HIGH_HALF(y))
#endif
#define AXMUL_ANTILOG(x, y) reinterpret_cast<words>(__builtin_convertvector(reinterpret_cast<floats>((x) + (y)), ints))

#define AXMUL_TILE(name, target, step)                                     \
  target void name(void const* a, void const* b, index count, word* out) { \
    word const* const x = static_cast<word const*>(a);                     \
    word const* const y = static_cast<word const*>(b);                     \
    words sum[tile_rows][2] = {};                                          \
    for (index k = 0; k < count; ++k) {                                    \
      words left, right;                                                   \
      std::memcpy(&left, y + 2 * lanes * k, sizeof left);                  \
      std::memcpy(&right, y + 2 * lanes * k + lanes, sizeof right);        \
      for (index i = 0; i < tile_rows; ++i) {                              \
        words const row = words{} + x[tile_rows * k + i];                  \
        sum[i][0] += step(row, left);                                      \
        sum[i][1] += step(row, right);                                     \
      }                                                                    \
    }                                                                      \
    std::memcpy(out, sum, sizeof sum);                                     \
  }

#define AXMUL_TILE_KERNEL(isa, target, bytes)                    \
  namespace isa {                                                \
  constexpr index lanes = bytes / 4;                             \
  using words = word __attribute__((vector_size(bytes)));        \
  using ints = std::int32_t __attribute__((vector_size(bytes))); \
  using floats = float __attribute__((vector_size(bytes)));      \
  AXMUL_TILE(products, target, AXMUL_HALVES_##isa)               \
  AXMUL_TILE(logs, target, AXMUL_ANTILOG)                        \
  constexpr tile_kernel kernel{2 * lanes, products, logs};       \
  }

AXMUL_TILE_KERNEL(base, , 16)
#if defined(__x86_64__)
AXMUL_TILE_KERNEL(avx2, AXMUL_TARGET_AVX2, 32)
AXMUL_TILE_KERNEL(avx512, AXMUL_TARGET_AVX512, 64)
#endif

tile_kernel const& kernel() {
#if defined(__x86_64__)
  if (tools::instruction_set() == tools::isa::avx512) return avx512::kernel;
  if (tools::instruction_set() == tools::isa::avx2) return avx2::kernel;
#endif
  return base::kernel;
}

template <class E>
constexpr index per_word = static_cast<index>(sizeof(word) / sizeof(E));

template <class E>
index words_of(index depth, index terms) {
  return (depth * terms + per_word<E> - 1) / per_word<E>;
}

// Lanes `first` and on, as [word][lane][element of the word]. Lanes beyond the last repeat it; what fills up the last
// word is zero.
template <class E>
void pack(operand const& x, codes<E> const& code, index first, index width, E* out) {
  index const terms = code.terms, elements = x.depth * terms, inside = std::min(width, x.lanes - first);
  E const* of[most_lanes];  // the terms of each lane
  for (index k = 0; k < x.depth; ++k) {
    for (index l = 0; l < width; ++l)
      of[l] = code.values.data() + static_cast<index>(x.at(first + std::min(l, inside - 1), k)) * terms;
    for (index t = 0; t < terms; ++t) {
      index const e = k * terms + t;
      E* const to = out + e / per_word<E> * width * per_word<E> + e % per_word<E>;
      for (index l = 0; l < width; ++l) to[l * per_word<E>] = of[l][t];
    }
  }
  if (elements % per_word<E> != 0)
    for (index l = 0; l < width; ++l) out[(elements / per_word<E> * width + l) * per_word<E> + 1] = 0;
}

}  // namespace

template <class E>
expanded<E> expand(operand const& b, codes<E> const& code) {
  index const width = kernel().width, panel = words_of<E>(b.depth, code.terms) * width * per_word<E>;
  index const panels = (b.lanes + width - 1) / width;
  expanded<E> result{b, aligned_vector<E>(static_cast<std::size_t>(panels * panel))};
#pragma omp parallel for if (b.lanes * b.depth * code.terms > parallel_products)
  for (index p = 0; p < panels; ++p) pack(b, code, p * width, width, result.panels.data() + p * panel);
  return result;
}

template <class E>
void multiply_tiles(operand const& a, codes<E> const& code, expanded<E> const& b, int shift, matrix<word> c) {
  tile_kernel const& run = kernel();
  tile_function const tile = std::is_same_v<E, std::int16_t> ? run.products : run.logs;
  index const width = run.width, panels = (c.columns + width - 1) / width;
  index const panel = words_of<E>(a.depth, code.terms) * width * per_word<E>;
  // Steps of k whose elements fill whole words.
  index const block_depth = std::max(per_word<E>, block_words * per_word<E> / code.terms / per_word<E> * per_word<E>);
  index const row_blocks = (c.rows + block_rows - 1) / block_rows, threads = omp_get_max_threads();
  index const pieces = std::min(panels, (threads + row_blocks - 1) / row_blocks);
#pragma omp parallel for collapse(2) schedule(dynamic) if (c.rows * c.columns * a.depth > parallel_products)
  for (index block = 0; block < row_blocks; ++block)
    for (index piece = 0; piece < pieces; ++piece) {
      index const first_row = block * block_rows, rows = std::min(block_rows, c.rows - first_row);
      index const tiles = (rows + tile_rows - 1) / tile_rows;
      aligned_vector<E> packed(static_cast<std::size_t>(tiles * tile_rows * per_word<E> *
                                                        words_of<E>(std::min(block_depth, a.depth), code.terms)));
      alignas(64) word sum[tile_rows * most_lanes];
      for (index k = 0; k < a.depth; k += block_depth) {
        operand const part = a.from(k, std::min(block_depth, a.depth - k));
        index const count = words_of<E>(part.depth, code.terms), tile_size = count * tile_rows * per_word<E>;
        for (index t = 0; t < tiles; ++t)
          pack(part, code, first_row + t * tile_rows, tile_rows, packed.data() + t * tile_size);
        for (index p = panels * piece / pieces; p < panels * (piece + 1) / pieces; ++p) {
          E const* const right = b.panels.data() + p * panel + k * code.terms * width;
          index const columns = std::min(width, c.columns - p * width);
          for (index t = 0; t < tiles; ++t) {
            tile(packed.data() + t * tile_size, right, count, sum);
            for (index i = 0; i < std::min(tile_rows, rows - t * tile_rows); ++i) {
              word* const to = c.data + (first_row + t * tile_rows + i) * c.stride + p * width;
              for (index j = 0; j < columns; ++j) to[j] += sum[i * width + j] << shift;
            }
          }
        }
      }
    }
}

template expanded<std::int16_t> expand(operand const&, codes<std::int16_t> const&);
template expanded<std::int32_t> expand(operand const&, codes<std::int32_t> const&);
template void multiply_tiles(operand const&, codes<std::int16_t> const&, expanded<std::int16_t> const&, int,
                             matrix<word>);
template void multiply_tiles(operand const&, codes<std::int32_t> const&, expanded<std::int32_t> const&, int,
                             matrix<word>);

}  // namespace axmul::detail
