// Float matrix products: one tiled kernel, and the ways to form a product that it takes.
#pragma once
#include <cstddef>
#include <type_traits>

#include "axmul/cuda/device.cuh"
#include "axmul/cuda/float_bits.cuh"

namespace axmul::cuda {

// What a tile in shared memory holds of one operand.
template <int Words>
struct float_words {
  std::uint32_t w[Words];
};

// What the operands of a tile ask for: nothing, products with zeros left out, or the model for each product.
enum class float_care { none, zeros, all };

// A way to form products, below: a trivially copyable value with
//   using multiplier; multiplier mul;           fp<Core> or fixed<mul>
//   static constexpr int words;                 see float_words
//   static constexpr bool only_model;           no fast way
//   int table_bytes() const; void load(...);    a table in shared memory
//   float_care care(std::uint32_t bits) const;  of an operand, a float that the format holds
//   words_type left(std::uint32_t bits) const, right(...);          what the tile holds of it
//   float accumulate<Zeros>(float sum, words_type a, words_type b, char const* table) const;
//   std::uint32_t product(words_type a, words_type b) const;        the model's product
// A product that is a zero of either sign may be left out: a sum that began at +0 is never -0, and stays.

// Closed form: the model itself.
template <class M>
struct model_products {
  using multiplier = M;
  static constexpr int words = 1;
  static constexpr bool only_model = true;
  using words_type = float_words<words>;

  multiplier mul;

  __host__ __device__ static int table_bytes() { return 0; }
  __host__ __device__ static void load(int, int, char*) {}
  __host__ __device__ static float_care care(std::uint32_t) { return float_care::all; }
  __host__ __device__ words_type left(std::uint32_t bits) const { return {{narrow(value_of(mul).fmt, bits)}}; }
  __host__ __device__ words_type right(std::uint32_t bits) const { return left(bits); }
  __host__ __device__ std::uint32_t product(words_type a, words_type b) const {
    return model_product(value_of(mul), a.w[0], b.w[0]);
  }
};

// exact@fp32 with the default options: the processor's own multiplication.
template <class M>
struct native_products {
  using multiplier = M;
  static constexpr int words = 1;
  static constexpr bool only_model = false;
  using words_type = float_words<words>;

  multiplier mul;

  __host__ __device__ static int table_bytes() { return 0; }
  __host__ __device__ static void load(int, int, char*) {}
  __host__ __device__ static float_care care(std::uint32_t) { return float_care::none; }
  __host__ __device__ static words_type left(std::uint32_t bits) { return {{bits}}; }
  __host__ __device__ static words_type right(std::uint32_t bits) { return {{bits}}; }
  template <bool Zeros>
  __host__ __device__ static float accumulate(float sum, words_type a, words_type b, char const*) {
    return add(sum, multiply(bit_cast<float>(a.w[0]), bit_cast<float>(b.w[0])));
  }
  __host__ __device__ static std::uint32_t product(words_type a, words_type b) {
    return bit_cast<std::uint32_t>(multiply(bit_cast<float>(a.w[0]), bit_cast<float>(b.w[0])));
  }
};

// Magnitudes, as bits, of operands whose products cannot leave the format's normal range, given how far the
// significands' product can move the exponent: those from `least` on, `count` of them.
struct safe_range {
  std::uint32_t least, count;
};
AXMUL_FN safe_range safe_operands(format const& f, int least_move, int most_move) {
  exponent_range const normal = normal_exponents(f);
  int const least = (normal.least + 127 - least_move + 1) / 2, most = (normal.most + 127 - most_move) / 2;
  return {static_cast<std::uint32_t>(least) << 23, static_cast<std::uint32_t>(most - least + 1) << 23};
}
AXMUL_FN float_care care_for(safe_range const& safe, std::uint32_t bits) {
  std::uint32_t const magnitude = bits & ~float_sign;
  if (magnitude - safe.least < safe.count) return float_care::none;
  return magnitude == 0 ? float_care::zeros : float_care::all;
}

// Sums of logarithms: an exponent followed by its fraction is a logarithm, so bit patterns are added, the bias taken
// from one of them. Signs meet in the top bit. With zeros: a zero of a stands as 1 times 0, a zero of b as 0 times a.
template <class M>
struct log_sum_products {
  using multiplier = M;
  static constexpr int words = 2;
  static constexpr bool only_model = false;
  static constexpr std::uint32_t one = 127u << 23;
  using words_type = float_words<words>;

  multiplier mul;
  safe_range safe;

  explicit log_sum_products(multiplier const& m) : mul(m), safe(safe_operands(value_of(m).fmt, 0, 1)) {}

  __host__ __device__ static int table_bytes() { return 0; }
  __host__ __device__ static void load(int, int, char*) {}
  __host__ __device__ float_care care(std::uint32_t bits) const { return care_for(safe, bits); }
  __host__ __device__ static words_type left(std::uint32_t bits) {
    return (bits & ~float_sign) == 0 ? words_type{{one, 0u}} : words_type{{bits, one}};
  }
  __host__ __device__ static words_type right(std::uint32_t bits) {
    return (bits & ~float_sign) == 0 ? words_type{{0u, 0u}} : words_type{{bits - one, 1u}};
  }
  template <bool Zeros>
  __host__ __device__ static float accumulate(float sum, words_type a, words_type b, char const*) {
    if constexpr (!Zeros) return add(sum, bit_cast<float>(a.w[0] + b.w[0]));
    return multiply_add(bit_cast<float>(a.w[0] * b.w[1] + b.w[0]), bit_cast<float>(a.w[1]), sum);
  }
  __host__ __device__ std::uint32_t product(words_type a, words_type b) const {
    fp const m = value_of(mul);
    std::uint32_t const x = a.w[1] == 0 ? 0u : a.w[0];
    std::uint32_t const y = b.w[1] == 0 ? 0u : b.w[0] + one;
    return model_product(m, narrow(m.fmt, x), narrow(m.fmt, y));
  }
};

// How a table of significands moves exponents, and whether a byte holds its entries.
struct significand_range {
  int least_move, most_move;
  bool is_byte;
};

// A table of what the significands' product adds to the sum of the exponents: the carry, then the rounded fraction.
// Entry (x << m) | y for the fractions x and y of a and b, in units of the last place. Lanes of a warp share a, so one
// read touches one row: at 7 fraction bits once or twice each bank, for entries of one or two bytes.
template <class M, class Entry>
struct table_products {
  using multiplier = M;
  static constexpr int words = 2;
  static constexpr bool only_model = false;
  using words_type = float_words<words>;

  multiplier mul;
  safe_range safe;
  Entry const* entries;  // device memory
  int m;

  table_products(multiplier const& multiplies, significand_range const& range, Entry const* table)
      : mul(multiplies),
        safe(safe_operands(value_of(multiplies).fmt, range.least_move, range.most_move)),
        entries(table),
        m(value_of(multiplies).fmt.m) {}

  __host__ __device__ int table_bytes() const { return static_cast<int>(sizeof(Entry)) << (2 * m); }
  __host__ __device__ void load(int index, int threads, char* shared) const {
    for (int i = index; i >> (2 * m) == 0; i += threads) reinterpret_cast<Entry*>(shared)[i] = entries[i];
  }
  __host__ __device__ float_care care(std::uint32_t bits) const { return care_for(safe, bits); }
  // Where the fraction stands in the table, in bytes, and sign and exponent; 1 stands for those of a zero.
  __host__ __device__ words_type left(std::uint32_t bits) const { return split(bits, m, 0); }
  __host__ __device__ words_type right(std::uint32_t bits) const { return split(bits, 0, 127u << 23); }
  template <bool Zeros>
  __host__ __device__ float accumulate(float sum, words_type a, words_type b, char const* table) const {
    int const entry = *reinterpret_cast<Entry const*>(table + (a.w[0] + b.w[0]));
    std::uint32_t bits = a.w[1] + b.w[1] + (static_cast<std::uint32_t>(entry) << (23 - m));
    if constexpr (Zeros) bits &= ((a.w[1] & 1u) - 1u) & ((b.w[1] & 1u) - 1u);
    return add(sum, bit_cast<float>(bits));
  }
  __host__ __device__ std::uint32_t product(words_type a, words_type b) const {
    fp const model = value_of(mul);
    return model_product(model, narrow(model.fmt, join(a, m, 0)), narrow(model.fmt, join(b, 0, 127u << 23)));
  }

 private:
  __host__ __device__ words_type split(std::uint32_t bits, int shift, std::uint32_t bias) const {
    std::uint32_t const fraction = (bits & low_mask<std::uint32_t>(23)) >> (23 - m);
    std::uint32_t const place = (fraction << shift) * static_cast<std::uint32_t>(sizeof(Entry));
    return {{place, (bits & ~float_sign) == 0 ? 1u : clear_low(bits, 23) - bias}};
  }
  __host__ __device__ std::uint32_t join(words_type x, int shift, std::uint32_t bias) const {
    std::uint32_t const fraction = (x.w[0] / static_cast<std::uint32_t>(sizeof(Entry))) >> shift;
    return x.w[1] == 1u ? 0u : (x.w[1] + bias) | (fraction << (23 - m));
  }
};

// The entries of a table_products and their range; m <= 8 fraction bits. False where a product of significands is 0,
// which no entry can hold; `entry(i, value)` takes the entries in order.
template <class Core, class F>
bool fill_significands(fp<Core> const& mul, significand_range& range, F&& entry) {
  constexpr int middle = 1024;  // an exponent far from both ends of a wide format
  int const m = mul.fmt.m;
  format const wide{11, m, format_kind::ieee};
  std::uint32_t const one = std::uint32_t{1} << m;
  int least = 0, most = 0;
  for (std::uint32_t i = 0; i >> (2 * m) == 0; ++i) {
    std::uint32_t const p = mul.core(one | (i >> m), one | (i & (one - 1)));
    if (p == 0) return false;
    int const value = static_cast<int>(fp_pack(wide, mul.options, p, middle, 2 * m)) - (middle << m);
    least = value < least ? value : least;
    most = value > most ? value : most;
    entry(i, static_cast<std::int16_t>(value));
  }
  range = {(least - (1 << m) + 1) >> m, most >> m, least == 0 && most < 256};
  return true;
}

}  // namespace axmul::cuda
