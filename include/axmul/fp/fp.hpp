#pragma once
#include "axmul/fp/format.hpp"
#include "axmul/params.hpp"

namespace axmul {

enum class rounding { rne, rtz };          // to nearest, ties to even; toward zero
enum class subnormals { gradual, flush };  // flush: subnormal operands and results are zeros of their sign
enum class overflows { ieee, saturate };   // saturate: finite operands give at most the largest finite number

struct fp_options {
  rounding round = rounding::rne;
  subnormals subnormal = subnormals::gradual;
  overflows overflow = overflows::ieee;
};

// A finite nonzero number as the core sees it: significand in [2^m, 2^(m+1)), biased exponent (below 1 for subnormals).
template <class U>
struct fp_operand {
  U significand;
  int exponent;
};

// Rounds p * 2^(exponent - bias - scaled) to a pattern without sign; p > 0 is an integer with `scaled` fraction bits.
// Whether a result is below the normal range is decided before rounding.
template <class U>
AXMUL_FN U fp_pack(format const& f, fp_options const& o, U const& p, int exponent, int scaled) {
  int const top = floor_log2(p);
  int const biased = exponent + top - scaled;
  if (biased < 1 && o.subnormal == subnormals::flush) return U{0};
  int const normal = biased < 1 ? 1 : biased;
  int const dropped = top - f.m + (normal - biased);
  if (dropped > top + 1) return U{0};
  U q = p;
  if (dropped > 0) {
    U const kept = p >> (dropped - 1);
    bool const guard = (kept & U{1}) != U{0};
    bool const sticky = clear_low(p, dropped - 1) != p;
    q = kept >> 1;
    if (o.round == rounding::rne && guard && (sticky || (q & U{1}) != U{0})) q += U{1};
  } else {
    q = p << -dropped;
  }
  U const largest = f.largest<U>();
  if (normal <= f.top_exponent()) {
    U const bits = (static_cast<U>(static_cast<unsigned>(normal - 1)) << f.m) + q;
    if (bits <= largest) return bits;
  }
  if (o.overflow == overflows::saturate) return largest;
  if (f.kind == format_kind::finite) return f.nan<U>();
  return o.round == rounding::rtz ? largest : f.infinity<U>();
}

// Floating-point multiplier: unpack, integer multiplier on the (m+1)-bit significands, normalise, round.
// Operands and product: bit patterns of the format, or floats and doubles (operands rounded to the format to nearest
// even, product widened). U holds the core's product, 2m + 2 bits, and a pattern, 1 + e + m bits.
// The core sees normalised significands only, subnormal operands too. Error: of the core, then of the rounding.
// Special operands follow IEEE 754; a NaN result is the positive quiet NaN. The core's n is set to m + 1.
template <class Core>
struct fp {
  format fmt;
  Core core;
  fp_options options;

  AXMUL_FN fp(format f = axmul::fp32, Core c = {}, fp_options o = {}) : fmt(f), core(c), options(o) {
    set_width(core, f.m + 1);
  }

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("round", s.options.round, words{"rne|rtz"});
    f("subnormal", s.options.subnormal, words{"gradual|flush"});
    f("overflow", s.options.overflow, words{"ieee|saturate"});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    U const sign_bit = U{1} << (fmt.e + fmt.m);
    U const sign = (a ^ b) & sign_bit;
    U const x = a & (sign_bit - U{1});
    U const y = b & (sign_bit - U{1});
    U const largest = fmt.largest<U>();
    bool const zero = is_zero(x) || is_zero(y);
    if (x > largest || y > largest) {
      bool const infinite = fmt.kind == format_kind::ieee && x <= largest + U{1} && y <= largest + U{1};
      return infinite && !zero ? sign | fmt.infinity<U>() : fmt.nan<U>();
    }
    if (zero) return sign;
    fp_operand<U> const p = unpack(x);
    fp_operand<U> const q = unpack(y);
    U const product = core(p.significand, q.significand);
    // A NaN (overflow of a finite kind) carries no sign.
    if (product == U{0}) return sign;
    U const bits = fp_pack(fmt, options, product, p.exponent + q.exponent - fmt.bias(), 2 * fmt.m);
    return bits > largest && fmt.kind == format_kind::finite ? bits : sign | bits;
  }

  AXMUL_FN float operator()(float x, float y) const { return static_cast<float>(widened(x, y)); }
  AXMUL_FN double operator()(double x, double y) const { return widened(x, y); }

  // x rounded to the format, as a pattern; an out-of-range x becomes what an overflow becomes.
  template <class U>
  AXMUL_FN U encode(double x) const {
    constexpr format wide = fp64;  // device code reaches no object of namespace scope
    std::uint64_t const from = bit_cast<std::uint64_t>(x);
    std::uint64_t const magnitude = from & low_mask<std::uint64_t>(63);
    U const sign = static_cast<U>(from >> 63) << (fmt.e + fmt.m);
    if (magnitude > wide.largest<std::uint64_t>()) {
      bool const infinite = magnitude == wide.infinity<std::uint64_t>() && fmt.kind == format_kind::ieee;
      return infinite ? sign | fmt.infinity<U>() : fmt.nan<U>();
    }
    if (magnitude == 0) return sign;
    fp_operand<std::uint64_t> const v = fp<Core>::normalise(wide, magnitude);
    fp_options const nearest{rounding::rne, options.subnormal, options.overflow};
    U const bits = static_cast<U>(fp_pack(fmt, nearest, v.significand, v.exponent - wide.bias() + fmt.bias(), 52));
    return bits == fmt.nan<U>() ? bits : sign | bits;
  }

  // The value of a pattern; exact, since every format is a subset of double.
  template <class U>
  AXMUL_FN double decode(U const& pattern) const {
    constexpr format wide = fp64;
    std::uint64_t const bits = static_cast<std::uint64_t>(pattern);
    std::uint64_t const sign = (bits >> (fmt.e + fmt.m)) << 63;
    std::uint64_t const magnitude = bits & low_mask<std::uint64_t>(fmt.e + fmt.m);
    if (magnitude == 0) return bit_cast<double>(sign);
    if (magnitude > fmt.largest<std::uint64_t>()) {
      bool const infinite = fmt.kind == format_kind::ieee && magnitude == fmt.infinity<std::uint64_t>();
      return bit_cast<double>(infinite ? sign | wide.infinity<std::uint64_t>() : wide.nan<std::uint64_t>());
    }
    fp_operand<std::uint64_t> const v = normalise(fmt, magnitude);
    return bit_cast<double>(sign |
                            fp_pack(wide, fp_options{}, v.significand, v.exponent - fmt.bias() + wide.bias(), fmt.m));
  }

 private:
  template <class U>
  AXMUL_FN bool is_zero(U const& magnitude) const {
    return options.subnormal == subnormals::flush ? (magnitude >> fmt.m) == U{0} : magnitude == U{0};
  }

  template <class U>
  static AXMUL_FN fp_operand<U> normalise(format const& f, U const& magnitude) {
    int const exponent = static_cast<int>(magnitude >> f.m);
    U const fraction = magnitude & low_mask<U>(f.m);
    if (exponent != 0) return {fraction | (U{1} << f.m), exponent};
    int const shift = f.m - floor_log2(fraction);
    return {fraction << shift, 1 - shift};
  }
  template <class U>
  AXMUL_FN fp_operand<U> unpack(U const& magnitude) const {
    return normalise(fmt, magnitude);
  }

  AXMUL_FN double widened(double x, double y) const {
    if (2 * fmt.m + 2 > 64) {
      return decode((*this)(encode<uint128_t>(x), encode<uint128_t>(y)));
    }
    return decode((*this)(encode<std::uint64_t>(x), encode<std::uint64_t>(y)));
  }
};

// Whether operands are floating-point.
template <class M>
inline constexpr bool is_float = false;
template <class Core>
inline constexpr bool is_float<fp<Core>> = true;

template <class Core>
AXMUL_FN int bits_a(fp<Core> const& m) {
  return m.fmt.bits();
}
template <class Core>
AXMUL_FN int bits_b(fp<Core> const& m) {
  return m.fmt.bits();
}

}  // namespace axmul
