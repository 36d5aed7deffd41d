#include "src/gemm/float_format.hpp"

#include <cmath>

namespace axmul::detail {
namespace {

constexpr std::uint32_t infinity = 0x7f800000;
constexpr std::uint32_t nan_pattern = 0x7fc00000;

int least_exponent(format const& f) {
  return 1 - f.bias();
}

// A pattern without sign, as the pattern of a float.
std::uint32_t widened(format const& f, std::uint32_t magnitude) {
  if (magnitude > f.largest<std::uint32_t>()) {
    bool const infinite = f.kind == format_kind::ieee && magnitude == f.infinity<std::uint32_t>();
    return infinite ? infinity : nan_pattern;
  }
  if (magnitude >> f.m == 0)
    return bit_cast<std::uint32_t>(std::ldexp(static_cast<float>(magnitude), least_exponent(f) - f.m));
  return (magnitude << (23 - f.m)) + (static_cast<std::uint32_t>(127 - f.bias()) << 23);
}

}  // namespace

float widened_float(format const& f, std::uint32_t pattern) {
  std::uint32_t const sign = pattern >> (f.bits() - 1);
  return bit_cast<float>(sign << 31 | widened(f, pattern & ((1U << (f.bits() - 1)) - 1)));
}

std::uint32_t narrowed(format const& f, std::uint32_t pattern) {
  std::uint32_t const sign = pattern >> 31 << (f.bits() - 1), magnitude = pattern & magnitude_bits;
  if (magnitude > infinity) return f.nan<std::uint32_t>();
  if (magnitude == infinity) return sign | f.infinity<std::uint32_t>();
  float const value = bit_cast<float>(magnitude);
  if (value < std::ldexp(1.0f, least_exponent(f)))
    return sign | static_cast<std::uint32_t>(std::ldexp(value, f.m - least_exponent(f)));
  return sign | ((magnitude - (static_cast<std::uint32_t>(127 - f.bias()) << 23)) >> (23 - f.m));
}

float_rounding rounding_of(format const& f, fp_options const& o, rounding mode) {
  int const shift = 23 - f.m;
  bool const nearest = mode == rounding::rne && shift > 0;
  float_rounding r{};
  r.shift = shift;
  r.half = nearest ? (1U << (shift - 1)) - 1 : 0;
  r.odd = nearest ? 1 : 0;
  r.keep = ~((1U << shift) - 1);
  r.smallest = widened(f, 1U << f.m);
  r.gradual = o.subnormal == subnormals::gradual ? ~0U : 0;
  r.magic = std::ldexp(1.0f, least_exponent(f) + shift);
  r.step = mode == rounding::rtz ? std::ldexp(1.0f, least_exponent(f) - f.m) : 0;
  r.largest = widened(f, f.largest<std::uint32_t>());
  r.infinity = f.kind == format_kind::ieee ? infinity : nan_pattern;
  r.overflow = o.overflow == overflows::saturate || (mode == rounding::rtz && f.kind == format_kind::ieee) ? r.largest
                                                                                                           : r.infinity;
  return r;
}

}  // namespace axmul::detail
