// Compiled once for each instruction set, with AXMUL_ISA its name and the flags of it; hence no templates or inline
// functions of other headers, which the linker could take for the common processor.
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#include "src/import/gates.hpp"

namespace axmul::tools::AXMUL_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int bytes = 64;
#elif defined(__AVX2__)
constexpr int bytes = 32;
#else
constexpr int bytes = 16;
#endif
typedef std::uint64_t vector __attribute__((vector_size(bytes)));
constexpr std::size_t vectors = sizeof(bit_plane) / bytes;

// A function of two inputs by its table: bit x + 2 y.
template <int Table>
inline vector two(vector x, vector y) {
  constexpr int t = Table & 15;
  if constexpr (t == 0) return vector{};
  if constexpr (t == 1) return ~(x | y);
  if constexpr (t == 2) return x & ~y;
  if constexpr (t == 3) return ~y;
  if constexpr (t == 4) return ~x & y;
  if constexpr (t == 5) return ~x;
  if constexpr (t == 6) return x ^ y;
  if constexpr (t == 7) return ~(x & y);
  if constexpr (t == 8) return x & y;
  if constexpr (t == 9) return ~(x ^ y);
  if constexpr (t == 10) return x;
  if constexpr (t == 11) return x | ~y;
  if constexpr (t == 12) return y;
  if constexpr (t == 13) return ~x | y;
  if constexpr (t == 14) return x | y;
  return ~vector{};
}

template <int Table>
inline vector three(vector x, vector y, vector z) {
#if defined(__AVX512F__)
  // Its first operand is the highest bit of the index.
  return (vector)_mm512_ternarylogic_epi64((__m512i)z, (__m512i)y, (__m512i)x, Table);
#else
  constexpr int low = Table & 15, change = low ^ (Table >> 4);
  if constexpr (change == 0) return two<low>(x, y);
  if constexpr (change == 15) return two<low>(x, y) ^ z;
  return two<low>(x, y) ^ (z & two<change>(x, y));
#endif
}

// Gates of one table, up to the first of another; returns that.
template <int Table>
gate_call const* run(gate_call const* g, gate_call const* end, bit_plane* planes) {
  do {
    vector const* const x = reinterpret_cast<vector const*>(planes + g->from[0]);
    vector const* const y = reinterpret_cast<vector const*>(planes + g->from[1]);
    vector const* const z = reinterpret_cast<vector const*>(planes + g->from[2]);
    vector* const to = reinterpret_cast<vector*>(planes + g->to);
    vector made[vectors];
    for (std::size_t i = 0; i < vectors; ++i) made[i] = three<Table>(x[i], y[i], z[i]);
    for (std::size_t i = 0; i < vectors; ++i) to[i] = made[i];
  } while (++g != end && g->table == Table);
  return g;
}

using gate_function = gate_call const* (*)(gate_call const*, gate_call const*, bit_plane*);
struct gate_table {
  gate_function of[256];
};
template <int Low>
constexpr void fill(gate_table& t) {
  t.of[Low] = run<Low>;
  if constexpr (Low < 255) fill<Low + 1>(t);
}
constexpr gate_table make() {
  gate_table t{};
  fill<0>(t);
  return t;
}
constexpr gate_table functions = make();

}  // namespace

void run_gates(gate_call const* gates, std::size_t count, bit_plane* planes) {
  gate_call const* const end = gates + count;
  while (gates != end) gates = functions.of[gates->table](gates, end, planes);
}

// 32 x 32 bits are transposed in each of the 32-bit elements of a vector at once.
void join_planes(bit_plane const* const p[32], std::uint32_t* words) {
  typedef std::uint32_t group __attribute__((vector_size(32), aligned(4)));  // words that follow each other
#if defined(__AVX512F__)
  constexpr std::size_t groups = 2;
#else
  constexpr std::size_t groups = 1;
#endif
  typedef std::uint32_t elements __attribute__((vector_size(groups * sizeof(group))));
  for (std::size_t part = 0; part < sizeof(bit_plane) / sizeof(elements); ++part) {
    elements w[32];
    for (int i = 0; i < 32; ++i) w[i] = reinterpret_cast<elements const*>(p[i])[part];
    std::uint32_t mask = 0x0000ffff;
#pragma GCC unroll 5
    for (unsigned j = 16; j != 0; j >>= 1, mask ^= mask << j)
#pragma GCC unroll 16
      for (unsigned h = 0; h < 16; ++h) {
        unsigned const k = (h & ~(j - 1)) << 1 | (h & (j - 1));
        elements const swapped = ((w[k] >> j) ^ w[k + j]) & mask;
        w[k] ^= swapped << j;
        w[k + j] ^= swapped;
      }
    group* const to = reinterpret_cast<group*>(words) + part * groups * 32;
#pragma GCC unroll 32
    for (int i = 0; i < 32; ++i) {
#if defined(__AVX512F__)
      to[i] = __builtin_shufflevector(w[i], w[i], 0, 1, 2, 3, 4, 5, 6, 7);
      to[32 + i] = __builtin_shufflevector(w[i], w[i], 8, 9, 10, 11, 12, 13, 14, 15);
#else
      to[i] = w[i];
#endif
    }
  }
}

}  // namespace axmul::tools::AXMUL_ISA
