// Floating-point formats: a format is a row of data.
#pragma once
#include "axmul/bits.hpp"

namespace axmul {

// ieee: the top exponent holds infinities and NaNs. finite: no infinity, only all ones is NaN (OCP OFP8's e4m3).
enum class format_kind { ieee, finite };

// e exponent bits, m fraction bits, bias 2^(e-1) - 1. Patterns have 1 + e + m bits.
// Source: IEEE 754-2019; OCP 8-bit Floating Point Specification (OFP8) 1.0.
struct format {
  int e = 8;
  int m = 23;
  format_kind kind = format_kind::ieee;

  AXMUL_FN int bits() const { return 1 + e + m; }
  AXMUL_FN int bias() const { return (1 << (e - 1)) - 1; }
  AXMUL_FN int top_exponent() const { return (1 << e) - 1; }

  // Patterns without sign: the largest finite number, the infinity of ieee kinds, the quiet NaN.
  template <class U>
  AXMUL_FN U largest() const {
    return kind == format_kind::ieee ? infinity<U>() - U{1} : low_mask<U>(e + m) - U{1};
  }
  template <class U>
  AXMUL_FN U infinity() const {
    return low_mask<U>(e) << m;
  }
  template <class U>
  AXMUL_FN U nan() const {
    return kind == format_kind::ieee ? infinity<U>() | (U{1} << (m - 1)) : low_mask<U>(e + m);
  }

  friend constexpr bool operator==(format const& x, format const& y) {
    return x.e == y.e && x.m == y.m && x.kind == y.kind;
  }
};

inline constexpr format fp32{8, 23, format_kind::ieee};
inline constexpr format tf32{8, 10, format_kind::ieee};
inline constexpr format bf16{8, 7, format_kind::ieee};
inline constexpr format fp16{5, 10, format_kind::ieee};
inline constexpr format e5m2{5, 2, format_kind::ieee};
inline constexpr format e4m3{4, 3, format_kind::finite};
inline constexpr format fp64{11, 52, format_kind::ieee};

struct named_format {
  char const* name;
  format value;
};
inline constexpr named_format named_formats[] = {{"fp32", fp32}, {"tf32", tf32}, {"bf16", bf16},
                                                 {"fp16", fp16}, {"e5m2", e5m2}, {"e4m3", e4m3}};

}  // namespace axmul
