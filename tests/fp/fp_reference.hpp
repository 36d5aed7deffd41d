// Independent floating point: values are doubles, rounding is by floor and nearbyint of an exact double; the
// composition F1 with any significand multiplier is written in plain integers. Formats with 2m + 2 <= 53 bits of
// product.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>

#include "axmul/fp/fp.hpp"

namespace reference {

struct number_format {
  int e, m;
  bool finite;  // e4m3: no infinities
  axmul::fp_options options;

  int bias() const { return (1 << (e - 1)) - 1; }
  std::uint64_t sign() const { return std::uint64_t{1} << (e + m); }
  std::uint64_t top() const { return ((std::uint64_t{1} << e) - 1) << m; }  // all ones in the exponent
  std::uint64_t quiet_nan() const { return finite ? sign() - 1 : top() + (std::uint64_t{1} << (m - 1)); }
  std::uint64_t largest() const { return finite ? sign() - 2 : top() - 1; }
  bool flush() const { return options.subnormal == axmul::subnormals::flush; }
};

inline double value(number_format const& f, std::uint64_t pattern) {
  std::uint64_t const x = pattern % f.sign();
  double const s = pattern >= f.sign() ? -1 : 1;
  if (f.finite && x == f.sign() - 1) return std::numeric_limits<double>::quiet_NaN();
  if (!f.finite && x > f.top()) return std::numeric_limits<double>::quiet_NaN();
  if (!f.finite && x == f.top()) return s * std::numeric_limits<double>::infinity();
  int const e = static_cast<int>(x >> f.m);
  double const fraction = static_cast<double>(x % (std::uint64_t{1} << f.m)) * std::pow(2.0, -f.m);
  if (e == 0) return s * (f.flush() ? 0 : std::ldexp(fraction, 1 - f.bias()));
  return s * std::ldexp(1 + fraction, e - f.bias());
}

// The pattern of a finite value, rounded once.
inline std::uint64_t rounded(number_format const& f, double v) {
  std::uint64_t const sign = std::signbit(v) ? f.sign() : 0;
  double const x = std::fabs(v);
  if (x == 0) return sign;
  int const least = 1 - f.bias();
  int const e = std::ilogb(x) < least ? least : std::ilogb(x);
  if (std::ilogb(x) < least && f.flush()) return sign;
  double const steps = std::ldexp(x, f.m - e);
  double const whole = f.options.round == axmul::rounding::rne ? std::nearbyint(steps) : std::floor(steps);
  number_format const plain{f.e, f.m, f.finite, {}};
  if (std::ldexp(whole, e - f.m) > value(plain, f.largest())) {
    if (f.options.overflow == axmul::overflows::saturate) return sign + f.largest();
    if (f.finite) return f.quiet_nan();
    return sign + (f.options.round == axmul::rounding::rtz ? f.largest() : f.top());
  }
  // Steps of 2^(e-m) from the least normal exponent up: a carry moves to the next exponent by itself.
  return sign + ((static_cast<std::uint64_t>(e - least) << f.m) + static_cast<std::uint64_t>(whole));
}

// The correctly rounded product.
inline std::uint64_t exact_product(number_format const& f, std::uint64_t a, std::uint64_t b) {
  double const p = value(f, a) * value(f, b);
  if (std::isnan(p)) return f.quiet_nan();
  if (std::isinf(p)) return (p < 0 ? f.sign() : 0) + f.top();
  return rounded(f, p);
}

// F1: the significands of the operands through `core`, an integer multiplier of m + 1 bits.
template <class Core>
std::uint64_t product(number_format const& f, std::uint64_t a, std::uint64_t b, Core const& core) {
  double const x = value(f, a), y = value(f, b);
  std::uint64_t const sign = (a ^ b) & f.sign();
  if (std::isnan(x * y)) return f.quiet_nan();
  if (std::isinf(x * y)) return sign + f.top();
  if (x == 0 || y == 0) return sign;
  int const ex = std::ilogb(x), ey = std::ilogb(y);
  auto const significand = [&](double v, int e) {
    return static_cast<std::uint64_t>(std::ldexp(std::fabs(v), f.m - e));
  };
  double const p = static_cast<double>(core(significand(x, ex), significand(y, ey)));
  return rounded(f, std::copysign(std::ldexp(p, ex + ey - 2 * f.m), sign != 0 ? -1.0 : 1.0));
}

}  // namespace reference
