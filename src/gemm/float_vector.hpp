// The loops of float_kernels.hpp, once for each instruction set: AXMUL_ISA its name, AXMUL_LANES floats in a vector,
// AXMUL_TARGET the attribute of its functions. Contraction to fused multiply-add must be off.
#include <cstring>

#include "axmul/config.hpp"
#include "src/gemm/float_kernels.hpp"

namespace axmul::detail {
namespace {

constexpr int lanes = AXMUL_LANES;
typedef std::int32_t ints __attribute__((vector_size(4 * AXMUL_LANES)));
typedef std::uint32_t naturals __attribute__((vector_size(4 * AXMUL_LANES)));
typedef float floats __attribute__((vector_size(4 * AXMUL_LANES)));

template <class V, class T>
AXMUL_TARGET inline V load(T const* from) {
  V v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
template <class V, class T>
AXMUL_TARGET inline void store(T* to, V const& v) {
  std::memcpy(to, &v, sizeof v);
}
AXMUL_TARGET inline ints all(std::uint32_t x) {
  return ints{} + static_cast<std::int32_t>(x);
}
AXMUL_TARGET inline ints sum(ints const& x, ints const& y) {
  return (ints)((naturals)x + (naturals)y);
}
AXMUL_TARGET inline floats all(float x) {
  return floats{} + x;
}

// Patterns with the sign bit clear compare as signed integers.
AXMUL_TARGET inline ints round_bits(float_rounding const& r, ints const bits) {
  ints const magnitude = bits & 0x7fffffff;
  ints const kept = (magnitude >> r.shift) & static_cast<std::int32_t>(r.odd);
  ints const near = sum(magnitude, kept + static_cast<std::int32_t>(r.half)) & static_cast<std::int32_t>(r.keep);
  floats const small = (floats)magnitude;
  floats const nearest = (small + r.magic) - r.magic;
  floats const low = nearest - (floats)((ints)(nearest > small) & (ints)all(r.step));
  ints q = magnitude < all(r.smallest) ? (ints)low & all(r.gradual) : near;
  q = q > all(r.largest) ? all(r.overflow) : q;
  q = magnitude == all(0x7f800000U) ? all(r.infinity) : q;
  q = magnitude > all(0x7f800000U) ? all(0x7fc00000U) : q;
  // Zeros are positive: their sign never reaches a sum that starts at +0.
  return q | ((bits ^ magnitude) & (q != 0));
}

AXMUL_TARGET void round_all(float_rounding const& r, float const* from, std::uint32_t* to, int count) {
  for (int i = 0; i < count; i += lanes) store(to + i, round_bits(r, load<ints>(from + i)));
}

AXMUL_TARGET bool extent(std::uint32_t const* p, int count, std::uint32_t* low, std::uint32_t* high) {
  ints least = all(0x7fffffffU), most = {}, zero = {};
  for (int i = 0; i < count; i += lanes) {
    ints const magnitude = load<ints>(p + i) & 0x7fffffff;
    ints const none = magnitude == 0;
    ints const candidate = none ? all(0x7fffffffU) : magnitude;
    least = candidate < least ? candidate : least;
    most = magnitude > most ? magnitude : most;
    zero |= none;
  }
  std::int32_t least_of = least[0], most_of = most[0], zero_of = zero[0];
  for (int l = 1; l < lanes; ++l) {
    least_of = least[l] < least_of ? least[l] : least_of;
    most_of = most[l] > most_of ? most[l] : most_of;
    zero_of |= zero[l];
  }
  *low = static_cast<std::uint32_t>(least_of);
  *high = static_cast<std::uint32_t>(most_of);
  return zero_of != 0;
}

enum class product { native, rounded, log_plain, log_masked, log_finished };

template <product P>
AXMUL_TARGET inline floats product_of(ints const a, ints const b, float_rounding const& r) {
  if constexpr (P == product::native) return (floats)a * (floats)b;
  if constexpr (P == product::rounded) return (floats)round_bits(r, (ints)((floats)a * (floats)b));
  ints const logarithm = sum(a, b);
  if constexpr (P == product::log_plain) return (floats)logarithm;
  if constexpr (P == product::log_masked) return (floats)(logarithm & (b != 0));
  return (floats)(round_bits(r, logarithm) & (b != 0));
}

// One row of c, V vectors wide, stays in registers.
template <product P, int V>
AXMUL_TARGET void add_products(float_run const& run, float_rounding const& r) {
  floats c[V];
#pragma GCC unroll 8
  for (int v = 0; v < V; ++v) c[v] = load<floats>(run.c + v * lanes);
  for (int t = 0; t < run.count; ++t) {
    ints const a = all(run.values[t]);
    std::uint32_t const* const b = run.b + run.rows[t] * std::uint32_t{V * lanes};
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) c[v] += product_of<P>(a, load<ints>(b + v * lanes), r);
  }
#pragma GCC unroll 8
  for (int v = 0; v < V; ++v) store(run.c + v * lanes, c[v]);
}

template <product P>
AXMUL_TARGET void add_row(float_run const& run, float_table const&, float_rounding const& r) {
  switch (run.width / lanes) {
    case 1: return add_products<P, 1>(run, r);
    case 2: return add_products<P, 2>(run, r);
    case 4: return add_products<P, 4>(run, r);
    default: return add_products<P, 8>(run, r);
  }
}

AXMUL_TARGET inline std::uint32_t row_of(std::uint32_t value, float_table const& table) {
  return (value >> table.row_shift) & table.row_mask;
}

#if AXMUL_LANES >= 8

constexpr int byte_granule = 32;

// Column 8 v + 4 h + j of 32 stands at 16 h + 4 v + j: where the unpacking of bytes to words finds it.
AXMUL_TARGET void byte_codes(std::uint32_t const* p, int count, int shift, std::uint8_t* codes) {
  std::uint32_t const mask = (1U << (23 - shift)) - 1;
  for (int i = 0; i < count; i += 32)
    for (int v = 0; v < 4; ++v)
      for (int h = 0; h < 2; ++h)
        for (int j = 0; j < 4; ++j)
          codes[i + 16 * h + 4 * v + j] = static_cast<std::uint8_t>((p[i + 8 * v + 4 * h + j] >> shift) & mask);
}

template <bool masked>
AXMUL_TARGET inline void add_eight(float* c, __m256i a, std::uint32_t const* from, __m256i entry) {
  __m256i const b = load<__m256i>(from);
  __m256i p = _mm256_add_epi32(_mm256_add_epi32(a, b), entry);
  if (masked) p = _mm256_andnot_si256(_mm256_cmpeq_epi32(b, _mm256_setzero_si256()), p);
  _mm256_storeu_ps(c, _mm256_add_ps(_mm256_loadu_ps(c), _mm256_castsi256_ps(p)));
}

// A row of 128 bytes stands in eight registers: shuffled by the low four bits, then chosen by the three above.
template <bool masked>
AXMUL_TARGET void add_bytes(float_run const& run, float_table const& table, float_rounding const&) {
  __m256i const zero = _mm256_setzero_si256();
  float* const c = run.c;
  int const columns = run.width;
  for (int t = 0; t < run.count; ++t) {
    std::uint8_t const* const row = table.bytes + 128 * row_of(run.values[t], table);
    std::uint32_t const at = run.rows[t] * static_cast<std::uint32_t>(columns);
    std::uint32_t const* const b = run.b + at;
    std::uint8_t const* const codes = static_cast<std::uint8_t const*>(run.codes) + at;
    __m256i const a = _mm256_set1_epi32(static_cast<std::int32_t>(run.values[t]));
    __m256i part[8];
    for (int i = 0; i < 8; ++i) part[i] = _mm256_broadcastsi128_si256(load<__m128i>(row + 16 * i));
    for (int j = 0; j < columns; j += 32) {
      __m256i const code = load<__m256i>(codes + j);
      __m256i const bit4 = _mm256_slli_epi16(code, 3), bit5 = _mm256_slli_epi16(code, 2),
                    bit6 = _mm256_slli_epi16(code, 1);
      __m256i pair[4];
      for (int i = 0; i < 4; ++i)
        pair[i] = _mm256_blendv_epi8(_mm256_shuffle_epi8(part[2 * i], code), _mm256_shuffle_epi8(part[2 * i + 1], code),
                                     bit4);
      __m256i const entry = _mm256_blendv_epi8(_mm256_blendv_epi8(pair[0], pair[1], bit5),
                                               _mm256_blendv_epi8(pair[2], pair[3], bit5), bit6);
      __m256i const low = _mm256_unpacklo_epi8(entry, zero), high = _mm256_unpackhi_epi8(entry, zero);
      add_eight<masked>(c + j, a, b + j, _mm256_unpacklo_epi16(zero, low));
      add_eight<masked>(c + j + 8, a, b + j + 8, _mm256_unpackhi_epi16(zero, low));
      add_eight<masked>(c + j + 16, a, b + j + 16, _mm256_unpacklo_epi16(zero, high));
      add_eight<masked>(c + j + 24, a, b + j + 24, _mm256_unpackhi_epi16(zero, high));
    }
  }
}

#else

constexpr int byte_granule = lanes;

void byte_codes(std::uint32_t const* p, int count, int shift, std::uint8_t* codes) {
  std::uint32_t const mask = (1U << (23 - shift)) - 1;
  for (int i = 0; i < count; ++i) codes[i] = static_cast<std::uint8_t>((p[i] >> shift) & mask);
}

template <bool masked>
void add_bytes(float_run const& run, float_table const& table, float_rounding const&) {
  for (int t = 0; t < run.count; ++t) {
    std::uint8_t const* const row = table.bytes + 128 * row_of(run.values[t], table);
    std::uint32_t const at = run.rows[t] * static_cast<std::uint32_t>(run.width);
    std::uint32_t const* const b = run.b + at;
    std::uint8_t const* const codes = static_cast<std::uint8_t const*>(run.codes) + at;
    for (int j = 0; j < run.width; ++j) {
      std::uint32_t const p = run.values[t] + b[j] + (std::uint32_t{row[codes[j]]} << 16);
      run.c[j] += bit_cast<float>(masked && b[j] == 0 ? 0 : p);
    }
  }
}

#endif

// Code 2^m stands for zero.
AXMUL_TARGET void word_codes(std::uint32_t const* p, int count, int shift, std::int32_t* codes) {
  std::int32_t const zero = 1 << (23 - shift);
  for (int i = 0; i < count; i += lanes) {
    ints const b = load<ints>(p + i);
    store(codes + i, b == 0 ? ints{} + zero : (b >> shift) & (zero - 1));
  }
}

AXMUL_TARGET inline ints gather(std::int32_t const* row, std::int32_t const* codes) {
#if AXMUL_LANES == 16
  return (ints)_mm512_mask_i32gather_epi32(__m512i{}, 0xffff, load<__m512i>(codes), row, 4);
#else
  ints d = {};
  for (int l = 0; l < lanes; ++l) d[l] = row[codes[l]];
  return d;
#endif
}

AXMUL_TARGET void add_words(float_run const& run, float_table const& table, float_rounding const&) {
  for (int t = 0; t < run.count; ++t) {
    std::int32_t const* const row =
        table.words + row_of(run.values[t], table) * static_cast<std::uint32_t>(table.row_size);
    std::uint32_t const at = run.rows[t] * static_cast<std::uint32_t>(run.width);
    std::int32_t const* const codes = static_cast<std::int32_t const*>(run.codes) + at;
    ints const a = all(run.values[t] & table.keep), keep = all(table.keep);
    for (int j = 0; j < run.width; j += lanes) {
      ints const entry = gather(row, codes + j);
      ints const p = sum(sum(a, load<ints>(run.b + at + j) & keep), entry);
      store(run.c + j, load<floats>(run.c + j) + (floats)(p & (entry != float_table::vanished)));
    }
  }
}

}  // namespace

extern float_kernels const AXMUL_KERNELS = {8 * lanes,
                                            lanes,
                                            byte_granule,
                                            add_row<product::native>,
                                            add_row<product::rounded>,
                                            add_row<product::log_plain>,
                                            add_row<product::log_masked>,
                                            add_row<product::log_finished>,
                                            add_bytes<false>,
                                            add_bytes<true>,
                                            add_words,
                                            round_all,
                                            extent,
                                            byte_codes,
                                            word_codes};

}  // namespace axmul::detail
