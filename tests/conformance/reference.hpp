// A second implementation of every family, as plain as its definition (families.md A1-C2, E1-E2, A3): sums over partial
// products and floor divisions on integers that never overflow for n, nb <= 32. Shares no code with include/axmul.
#pragma once
#include <algorithm>
#include <cstdint>

#include "axmul/axmul.hpp"

namespace reference {

__extension__ typedef unsigned __int128 big;

inline big power(int e) {
  return big{1} << e;
}
inline int bit(big x, int i) {
  return static_cast<int>((x >> i) & 1);
}
inline int leading(big x) {
  int i = 0;
  while (x >= power(i + 1)) ++i;
  return i;
}
inline big floor_to(big x, int k) {
  return x - x % power(k);
}
inline int columns(int n, int nb) {
  return nb == 0 ? n : nb;
}

// Sum of the partial products a_j b_i 2^(i+j) that `keep(i, j)` keeps.
template <class Keep>
big partial_products(big a, big b, int n, int nb, Keep keep) {
  big sum = 0;
  for (int i = 0; i < nb; ++i)
    for (int j = 0; j < n && bit(b, i) == 1; ++j)
      if (bit(a, j) == 1 && keep(i, j)) sum += power(i + j);
  return sum;
}

inline big product(axmul::exact const& m, big a, big b) {
  return partial_products(a, b, m.n, columns(m.n, m.nb), [](int, int) { return true; });
}

inline big product(axmul::bam const& m, big a, big b) {
  return partial_products(a, b, m.n, columns(m.n, m.nb), [&](int i, int j) { return i >= m.h && i + j >= m.v; });
}

inline big product(axmul::trunc const& m, big a, big b) {
  int const nb = columns(m.n, m.nb);
  big sum = partial_products(a, b, m.n, nb, [&](int i, int j) { return i + j >= m.k; });
  if (m.corr == axmul::trunc::correction::constant) {
    big four_e = 2 * (power(m.r) - power(m.k));  // 4 E
    for (int q = 0; q < m.k; ++q)
      four_e += static_cast<unsigned>(std::min({q + 1, m.n, nb, m.n + nb - 1 - q})) * power(q);
    sum += (four_e + 2 * power(m.k)) / (4 * power(m.k)) * power(m.k);
  } else if (m.corr == axmul::trunc::correction::variable && m.k > 0) {
    sum += 2 * partial_products(a, b, m.n, nb, [&](int i, int j) { return i + j == m.k - 1; });
    if (m.r > m.k) sum += power(m.r - 1);
  }
  big const most = power(m.n + nb) - 1;
  return floor_to(sum < most ? sum : most, m.r);
}

inline big product(axmul::drum const& m, big a, big b) {
  auto const window = [&](big x) {
    if (x < power(m.k)) return x;
    int const s = leading(x) - m.k + 1;
    big const kept = x / power(s);
    return (kept % 2 == 1 ? kept : kept + 1) * power(s);
  };
  return window(a) * window(b);
}

inline big product(axmul::rep const& m, big a, big b) {
  int const nb = columns(m.n, m.nb);
  big p = partial_products(a, b, m.n, nb, [&](int i, int j) { return i >= m.l || j >= m.l; });
  big const x = a % power(m.l), y = b % power(m.l);
  switch (m.comp) {
    case axmul::rep::compensation::none: break;
    case axmul::rep::compensation::bitwise_or:
      for (int i = 0; i < m.l; ++i)
        if (bit(x, i) == 1 || bit(y, i) == 1) p += power(i);
      break;
    case axmul::rep::compensation::constant: p += power(2 * m.l - 2); break;
    case axmul::rep::compensation::shift: p += (x + y) * power(m.l - 2); break;
  }
  return p;
}

// 2^N (1 + fraction) of x > 0.
inline big mantissa(big x, int f) {
  return x * power(f) / power(leading(x));
}
inline big antilog(big m, int exponent, int f) {
  return m * power(exponent) / power(f);
}

inline big product(axmul::mitchell const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const f = (m.n > m.nb ? m.n : m.nb) - 1;
  big const s = mantissa(a, f) + mantissa(b, f) - 2 * power(f);
  return antilog(s < power(f) ? power(f) + s : 2 * s, leading(a) + leading(b), f);
}

inline big product(axmul::mbm const& m, big a, big b) {
  if (a == 0 || b == 0) return 0;
  int const f = (m.n > m.nb ? m.n : m.nb) - 1;
  auto const fraction = [&](big x) {
    big const all = mantissa(x, f) - power(f);
    if (m.w == 0) return all;
    big const kept = all / power(m.w);
    return (kept % 2 == 1 ? kept : kept + 1) * power(m.w);
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
