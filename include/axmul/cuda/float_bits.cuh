// Floats as bit patterns on the device and on the host: the steps that the matrix-product kernels share.
#pragma once
#include <nv/target>

#include <cstdint>

#include "axmul/fixed.hpp"
#include "axmul/fp/fp.hpp"

namespace axmul::cuda {

inline constexpr std::uint32_t float_sign = 0x80000000u;
inline constexpr std::uint32_t float_infinity = 0x7f800000u;
inline constexpr std::uint32_t float_nan = 0x7fc00000u;

// x + y and x * y + z, rounded once to nearest even; subnormals are kept whatever the compiler's options.
inline __host__ __device__ float add(float x, float y) {
  NV_IF_ELSE_TARGET(NV_IS_DEVICE,
                    (float sum; asm("add.rn.f32 %0, %1, %2;"
                                    : "=f"(sum)
                                    : "f"(x), "f"(y));
                     return sum;),
                    (return x + y;))
}
inline __host__ __device__ float multiply(float x, float y) {
  NV_IF_ELSE_TARGET(NV_IS_DEVICE,
                    (float product; asm("mul.rn.f32 %0, %1, %2;"
                                        : "=f"(product)
                                        : "f"(x), "f"(y));
                     return product;),
                    (return x * y;))
}
inline __host__ __device__ float multiply_add(float x, float y, float z) {
  NV_IF_ELSE_TARGET(NV_IS_DEVICE,
                    (float sum; asm("fma.rn.f32 %0, %1, %2, %3;"
                                    : "=f"(sum)
                                    : "f"(x), "f"(y), "f"(z));
                     return sum;),
                    (return __builtin_fmaf(x, y, z);))
}

// The biased exponents that normal numbers of the format have as floats; e <= 8.
struct exponent_range {
  int least, most;
};
AXMUL_FN exponent_range normal_exponents(format const& f) {
  return {128 - f.bias(), 126 + f.top_exponent() - f.bias()};
}

// The float that a pattern of the format stands for; e <= 8, m <= 23.
AXMUL_FN std::uint32_t widen(format const& f, std::uint32_t pattern) {
  std::uint32_t const magnitude = pattern & low_mask<std::uint32_t>(f.e + f.m);
  std::uint32_t const sign = ((pattern >> (f.e + f.m)) & 1u) << 31;
  if (magnitude > f.largest<std::uint32_t>()) {
    bool const infinite = f.kind == format_kind::ieee && magnitude == f.infinity<std::uint32_t>();
    return infinite ? sign | float_infinity : float_nan;
  }
  if (f.e == 8) return sign | (magnitude << (23 - f.m));
  if (magnitude == 0) return sign;
  int const exponent = static_cast<int>(magnitude >> f.m);
  int const shift = exponent == 0 ? f.m - floor_log2(magnitude) : 0;
  std::uint32_t const fraction = (magnitude << shift) & low_mask<std::uint32_t>(f.m);
  int const biased = (exponent == 0 ? 1 - shift : exponent) - f.bias() + 127;
  return sign | (static_cast<std::uint32_t>(biased) << 23) | (fraction << (23 - f.m));
}

// The pattern of a float that the format holds.
AXMUL_FN std::uint32_t narrow(format const& f, std::uint32_t bits) {
  std::uint32_t const magnitude = bits & ~float_sign;
  std::uint32_t const sign = (bits >> 31) << (f.e + f.m);
  if (magnitude > float_infinity) return f.nan<std::uint32_t>();
  if (magnitude == float_infinity) return sign | f.infinity<std::uint32_t>();
  if (f.e == 8 || magnitude == 0) return sign | (magnitude >> (23 - f.m));
  int const exponent = static_cast<int>(magnitude >> 23) - 127 + f.bias();
  std::uint32_t const significand = (magnitude & low_mask<std::uint32_t>(23)) | (1u << 23);
  if (exponent < 1) return sign | (significand >> (24 - f.m - exponent));
  std::uint32_t const fraction = (significand >> (23 - f.m)) & low_mask<std::uint32_t>(f.m);
  return sign | (static_cast<std::uint32_t>(exponent) << f.m) | fraction;
}

// A float rounded to the format to nearest even, as fp<Core>::encode does it.
AXMUL_FN std::uint32_t round_to(format const& f, fp_options const& o, std::uint32_t bits) {
  if (f.e == 8 && f.m == 23 && o.subnormal == subnormals::gradual) return bits;
  std::uint32_t const magnitude = bits & ~float_sign;
  std::uint32_t const sign = bits & float_sign;
  if (magnitude > float_infinity || (magnitude == float_infinity && f.kind == format_kind::finite)) return float_nan;
  if (magnitude == float_infinity || magnitude == 0) return bits;
  exponent_range const normal = normal_exponents(f);
  int const exponent = static_cast<int>(magnitude >> 23);
  if (exponent < normal.least && o.subnormal == subnormals::flush) return sign;
  // Below the normal range the last place stands still; float's own subnormals have the exponent 1.
  int const below = f.e < 8 && exponent < normal.least ? normal.least - exponent : 0;
  int const dropped = 23 - f.m + below;
  if (dropped > 24) return sign;
  std::uint32_t const whole = below == 0 ? magnitude : (magnitude & low_mask<std::uint32_t>(23)) | (1u << 23);
  std::uint32_t const odd = (whole >> dropped) & 1u;
  std::uint32_t const half = dropped == 0 ? 0u : (1u << (dropped - 1)) - 1u + odd;
  std::uint32_t const kept = ((whole + half) >> dropped) << dropped;
  if (below != 0) {
    if (kept == 0) return sign;
    int const top = floor_log2(kept);
    std::uint32_t const fraction = (kept << (24 - top) >> 1) & low_mask<std::uint32_t>(23);
    return sign | (static_cast<std::uint32_t>(exponent + top - 23) << 23) | fraction;
  }
  if (kept <= widen(f, f.largest<std::uint32_t>())) return sign | kept;
  if (o.overflow == overflows::saturate) return sign | widen(f, f.largest<std::uint32_t>());
  return f.kind == format_kind::finite ? float_nan : sign | float_infinity;
}

// Kernels take a multiplier as fp<Core>, its parameters known at run time, or as fixed<mul>, known to the compiler.
template <class Core>
AXMUL_FN fp<Core> value_of(fp<Core> const& m) {
  return m;
}
template <auto const& M>
AXMUL_FN auto value_of(fixed<M> const&) {
  constexpr auto m = M;
  return m;
}

// The model's product of two patterns, as a float.
template <class Core>
AXMUL_FN std::uint32_t model_product(fp<Core> const& m, std::uint32_t a, std::uint32_t b) {
  if (2 * m.fmt.m + 2 <= 32) return widen(m.fmt, m(a, b));
  return widen(m.fmt, static_cast<std::uint32_t>(m(std::uint64_t{a}, std::uint64_t{b})));
}

}  // namespace axmul::cuda
