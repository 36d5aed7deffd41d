// Second implementations of the logarithmic families (families.md C1-C7).
#pragma once
#include <array>
#include <cmath>

#include "tests/conformance/reference_bits.hpp"

namespace reference {

// 2^N (1 + fraction) of x > 0.
inline big mantissa(big x, int f) {
  return x * power(f) / power(leading(x));
}
inline big antilog(big m, int exponent, int f) {
  return m * power(exponent) / power(f);
}

inline big product(axmul::mitchell const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const f = wider(m) - 1;
  big const s = mantissa(a, f) + mantissa(b, f) - 2 * power(f);
  return antilog(s < power(f) ? power(f) + s : 2 * s, leading(a) + leading(b), f);
}

inline big product(axmul::mbm const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const f = wider(m) - 1;
  auto const fraction = [&](big x) {
    big const all = mantissa(x, f) - power(f);
    return m.w == 0 ? all : jammed(all, m.w);
  };
  big const c = floor_to(5 * power(f) / 64, m.w);
  big const half = c / power(m.w + 1) * power(m.w);
  big const s = fraction(a) + fraction(b);
  big result = power(f) + s + c;
  if (s >= power(f)) {
    big const t = s - power(f);
    result = 2 * (power(f) + (t + half >= power(f) ? t : t + half));
  }
  return antilog(result, leading(a) + leading(b), f);
}

inline big product(axmul::alm const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const f = wider(m) - 1;
  auto const logarithm = [&](big x) {
    return static_cast<unsigned>(leading(x)) * power(f) + mantissa(x, f) - power(f);
  };
  big const la = logarithm(a), lb = logarithm(b);
  big lower = 0;
  for (int i = 0; i < m.m; ++i) switch (m.adder) {
      case axmul::alm::adder_kind::soa: lower += power(i); break;
      case axmul::alm::adder_kind::loa:
        if (bit(la, i) == 1 || bit(lb, i) == 1) lower += power(i);
        break;
      case axmul::alm::adder_kind::maa3:
        if (bit(lb, i) == 1) lower += power(i);
        break;
    }
  bool carry = m.m > 0 && bit(la, m.m - 1) == 1;
  if (m.adder != axmul::alm::adder_kind::maa3) carry = carry && bit(lb, m.m - 1) == 1;
  big const s = (la / power(m.m) + lb / power(m.m) + (carry ? 1u : 0u)) * power(m.m) + lower;
  return saturated(m, antilog(power(f) + s % power(f), static_cast<int>(s / power(f)), f));
}

inline big product(axmul::dralm const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const f = wider(m) - 1;
  auto const is_shortened = [&](big x) { return leading(x) >= m.t || m.small == axmul::dralm::small_operands::jam; };
  auto const fraction = [&](big x) {
    big const all = mantissa(x, f) - power(f);
    return is_shortened(x) ? jammed(all, f - m.t + 1) : all;
  };
  big s = fraction(a) + fraction(b);
  if (is_shortened(a) && is_shortened(b)) s += power(f - m.t + 1);
  return saturated(m, antilog(s < power(f) ? power(f) + s : 2 * s, leading(a) + leading(b), f));
}

inline big product(axmul::ilm const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  auto const nearest = [](big x) { return 2 * x >= 3 * power(leading(x)) ? leading(x) + 1 : leading(x); };
  int const ka = nearest(a), kb = nearest(b);
  integer const qa = static_cast<integer>(a) - static_cast<integer>(power(ka));
  integer const qb = static_cast<integer>(b) - static_cast<integer>(power(kb));
  integer const p = static_cast<integer>(power(ka + kb)) + qa * static_cast<integer>(power(kb)) +
                    qb * static_cast<integer>(power(ka));
  return saturated(m, static_cast<big>(p));
}

inline big product(axmul::iterlog const& m, big a, big b) {
  big sum = 0;
  for (int i = 0; i <= m.c && a != 0 && b != 0; ++i) {
    big const high_a = power(leading(a)), high_b = power(leading(b));
    a -= high_a;
    b -= high_b;
    sum += high_a * high_b + a * high_b + b * high_a;
  }
  return saturated(m, sum);
}

// The factors of REALM from their definition: over the segment (i, j) of m x m, the integral of (E - A) / E over that
// of 1 / E, E = (1 + x)(1 + y), A Mitchell's value, in units of 1/64, half rounded up.
inline int realm_factor(int m, int i, int j) {
  constexpr int points = 64;
  double above = 0, below = 0;
  for (int u = 0; u < points; ++u)
    for (int v = 0; v < points; ++v) {
      double const x = (i + (u + .5) / points) / m, y = (j + (v + .5) / points) / m;
      double const exact = (1 + x) * (1 + y);
      double const mitchell = x + y < 1 ? 1 + x + y : 2 * (x + y);
      above += (exact - mitchell) / exact;
      below += 1 / exact;
    }
  return static_cast<int>(std::floor(64 * above / below + .5));
}
inline int cached_realm_factor(int m, int i, int j) {
  static std::array<int, 3 * 256> const table = [] {
    std::array<int, 3 * 256> all{};
    for (int p = 2; p <= 4; ++p)
      for (int at = 0; at < 1 << (2 * p); ++at)
        all[static_cast<std::size_t>((p - 2) * 256 + at)] = realm_factor(1 << p, at >> p, at % (1 << p));
    return all;
  }();
  int const p = m == 4 ? 2 : m == 8 ? 3 : 4;
  return table[static_cast<std::size_t>((p - 2) * 256 + i * m + j)];
}

inline big product(axmul::realm const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const f = wider(m) - 1;
  auto const fraction = [&](big x) { return mantissa(x, f) - power(f); };
  auto const segment = [&](big x) { return static_cast<int>(fraction(x) * static_cast<unsigned>(m.m) / power(f)); };
  auto const kept = [&](big x) { return m.t == 0 ? fraction(x) : jammed(fraction(x), m.t); };
  big const s = kept(a) + kept(b);
  big const factor = static_cast<unsigned>(cached_realm_factor(m.m, segment(a), segment(b)));
  big const sum = (s < power(f) ? power(f) + s : 2 * s) + factor * power(f - 6);
  return saturated(m, antilog(sum, leading(a) + leading(b), f));
}

}  // namespace reference
