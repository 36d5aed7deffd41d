// The inner loops of float_gemm, compiled for each instruction set.
#pragma once
#include <cstdint>

namespace axmul::detail {

// Rounds a float to a format, or a product to it: float patterns in, float patterns out.
struct float_rounding {
  std::uint32_t half, odd, keep;  // normal range: (x + half + (lowest kept bit & odd)) & keep
  int shift;                      // fraction bits dropped
  std::uint32_t smallest;         // normal number
  std::uint32_t gradual;          // all ones, or zero: what is below the smallest normal number vanishes
  float magic, step;              // below it: (x + magic) - magic, less step where that is above x
  std::uint32_t largest, overflow, infinity;
};

// A row of table entries added to the sum of two patterns. bytes: entries of one byte at bit 16, 128 a row. words: of
// 32 bits; `vanished` stands for a product of zero.
struct float_table {
  static constexpr std::int32_t vanished = INT32_MIN;
  std::uint8_t const* bytes = nullptr;
  std::int32_t const* words = nullptr;
  int row_shift = 0;  // row: (value >> row_shift) & row_mask
  std::uint32_t row_mask = 0, keep = 0;
  int row_size = 0;
};

// Products of one row of a with rows of a panel of b, added to c in order.
struct float_run {
  std::uint32_t const* values;  // of a, biased
  std::uint32_t const* rows;    // of the panel, one for each value
  int count;
  std::uint32_t const* b;  // patterns, `width` a row
  void const* codes;       // of b for the table's columns: bytes or words, as many
  int width;               // a multiple of what `granule` says
  float* c;
};

struct float_kernels {
  using kernel = void (*)(float_run const&, float_table const&, float_rounding const&);
  int panel;    // widest panel
  int granule;  // of widths: panel / granule is a power of two
  int byte_granule;
  kernel native;                               // multiplies, then adds
  kernel rounded;                              // multiplies exactly, rounds, then adds
  kernel log_plain, log_masked, log_finished;  // adds patterns; zeros in b; results to round
  kernel bytes_plain, bytes_masked, words;     // adds patterns and an entry of the table
  void (*round)(float_rounding const&, float const*, std::uint32_t*, int count);  // a multiple of the granule
  // Smallest nonzero and largest magnitude; whether one is zero.
  bool (*extent)(std::uint32_t const*, int count, std::uint32_t* low, std::uint32_t* high);
  // Codes of the fractions of patterns, in the order the kernels read them; byte codes for bytes, else words.
  void (*byte_codes)(std::uint32_t const*, int count, int shift, std::uint8_t*);
  void (*word_codes)(std::uint32_t const*, int count, int shift, std::int32_t*);
};

extern float_kernels const float_kernels_base, float_kernels_avx2, float_kernels_avx512;

}  // namespace axmul::detail
