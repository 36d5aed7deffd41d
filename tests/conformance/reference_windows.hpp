// Second implementations of the families that multiply windows or powers of two near the operands (families.md A5-A8).
#pragma once
#include "tests/conformance/reference_bits.hpp"

namespace reference {

inline big product(axmul::drum const& m, big a, big b) {
  auto const window = [&](big x) { return x < power(m.k) ? x : jammed(x, leading(x) - m.k + 1); };
  return window(a) * window(b);
}

inline big product(axmul::ssm const& m, big a, big b) {
  auto const segment = [&](big x) { return x < power(m.m) ? x : floor_to(x, wider(m) - m.m); };
  return saturated(m, segment(a) * segment(b));
}

inline big product(axmul::essm const& m, big a, big b) {
  auto const segment = [&](big x) {
    int const q = (wider(m) - m.m) / 2;
    if (x < power(m.m)) return x;
    return floor_to(x, x < power(m.m + q) ? q : 2 * q);
  };
  return saturated(m, segment(a) * segment(b));
}

inline big product(axmul::tosam const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const ka = leading(a), kb = leading(b), f = std::max(m.t, 2 * m.h + 2);
  big const fa = a - power(ka), fb = b - power(kb);
  big const ya = scaled(fa, m.t - ka), yb = scaled(fb, m.t - kb);
  big const xa = 2 * scaled(fa, m.h - ka) + 1, xb = 2 * scaled(fb, m.h - kb) + 1;
  big const sum = power(f) + (ya + yb) * power(f - m.t) + xa * xb * power(f - 2 * m.h - 2);
  return saturated(m, scaled(sum, ka + kb - f));
}

inline big product(axmul::roba const& m, big a, big b) {
  auto const rounded = [](big x) -> big {
    if (x == 0 || x == 1) return x;
    if (x == 3) return 2;
    return bit(x, leading(x) - 1) == 1 ? power(leading(x) + 1) : power(leading(x));
  };
  return saturated(m, rounded(a) * b + rounded(b) * a - rounded(a) * rounded(b));
}

}  // namespace reference
