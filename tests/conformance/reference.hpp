// A second implementation of every family and wrapper, as plain as its definition in families.md: loops over bits and
// floor divisions. Shares no code with include/axmul.
#pragma once
#include "tests/conformance/reference_arrays.hpp"
#include "tests/conformance/reference_bits.hpp"
#include "tests/conformance/reference_logs.hpp"
#include "tests/conformance/reference_signed.hpp"
#include "tests/conformance/reference_windows.hpp"

namespace reference {

// A3: the operand that the core sees.
inline big truncated(big x, int t, bool jam) {
  if (x == 0 || t == 0) return x;
  return floor_to(x, t) + (jam ? power(t - 1) : 0);
}

template <class Core>
big product(axmul::lsb<Core> const& m, big a, big b) {
  bool const jam = m.mode == axmul::truncation::jam;
  return product(m.core, truncated(a, m.ta, jam), truncated(b, m.tb, jam));
}

// E1, E2: values in, value out; `core` multiplies magnitudes.
template <class Core>
std::int64_t signed_product(std::int64_t a, std::int64_t b, int width, bool ones, Core core) {
  auto const magnitude = [&](std::int64_t x) { return static_cast<big>(x >= 0 ? x : ones ? -x - 1 : -x); };
  big const p = core(magnitude(a), magnitude(b));
  big const limit = power(width - 1);
  if ((a < 0) == (b < 0)) return static_cast<std::int64_t>(p < limit ? p : limit - 1);
  if (ones) return -static_cast<std::int64_t>(p < limit ? p : limit - 1) - 1;
  return p < limit ? -static_cast<std::int64_t>(p) : -static_cast<std::int64_t>(limit - 1) - 1;
}

}  // namespace reference
