// Second implementations of the two's-complement families (families.md B2, D6, D7, E3; brep: its
// header): patterns in, pattern out.
#pragma once
#include <algorithm>

#include "tests/conformance/reference_bits.hpp"

namespace reference {

inline integer twos_complement(big pattern, int width) {
  integer const x = static_cast<integer>(pattern % power(width));
  return bit(pattern, width - 1) == 1 ? x - static_cast<integer>(power(width)) : x;
}
inline big as_pattern(integer x, int width) {
  return static_cast<big>(x) % power(width);
}

// Baugh-Wooley: cells with exactly one sign bit are complemented; the constants stand.
inline big product(axmul::bw const& m, big a, big b) {
  int const n = m.n, nb = columns(m.n, m.nb);
  big sum = power(n - 1) + power(nb - 1) + power(n + nb - 1);
  for (int i = 0; i < nb; ++i)
    for (int j = 0; j < n; ++j) {
      bool const cell = (bit(a, j) * bit(b, i) == 1) != ((j == n - 1) != (i == nb - 1));
      if (cell && i >= m.h && i + j >= m.v) sum += power(i + j);
    }
  return sum % power(n + nb);
}

inline big product(axmul::rad const& m, big a, big b) {
  int const nb = columns(m.n, m.nb);
  integer const low = twos_complement(b, m.k);
  integer const magnitude = low < 0 ? -low : low;
  integer digit = 0;
  for (int e = m.k - 4; e <= m.k - 1; ++e) {
    integer const other = static_cast<integer>(power(e));
    integer const distance = magnitude < digit ? digit - magnitude : magnitude - digit;
    if ((magnitude < other ? other - magnitude : magnitude - other) <= distance) digit = other;
  }
  return as_pattern(twos_complement(a, m.n) * (twos_complement(b, nb) - low + (low < 0 ? -digit : digit)), m.n + nb);
}

inline big product(axmul::r4abm const& m, big a, big b) {
  int const n = m.n;
  auto const bit_a = [&](int j) { return j < 0 ? 0 : bit(a, j < n ? j : n - 1); };
  integer sum = 0;
  for (int i = 0; i < n / 2; ++i) {
    int const high = bit(b, 2 * i + 1), mid = bit(b, 2 * i), low = i == 0 ? 0 : bit(b, 2 * i - 1);
    for (int j = 0; j <= n; ++j) {
      bool const one = mid != low;
      bool const here = high != bit_a(j), before = high != bit_a(j - 1);
      bool cell = (one && here) || (!one && high != mid && before);
      if (2 * i + j < m.p) cell = m.kind == 1 ? one && here : here;
      integer const weight = static_cast<integer>(power(2 * i + j));
      if (cell) sum += j == n ? -weight : weight;
    }
    if (high == 1 && !(mid == 1 && low == 1)) sum += static_cast<integer>(power(2 * i));
  }
  return as_pattern(sum, 2 * n);
}

inline big product(axmul::srep const& m, big a, big b) {
  auto const low = [&](big x) {
    return m.digit == axmul::srep::low_digit::low ? static_cast<integer>(x % power(m.l)) : twos_complement(x, m.l);
  };
  return as_pattern(twos_complement(a, m.n) * twos_complement(b, m.n) - low(a) * low(b), 2 * m.n);
}

// Booth rows; in a cut one the low bits of a are replaced by a one on top of zeros.
inline big product(axmul::brep const& m, big a, big b) {
  integer sum = 0;
  for (int i = 0; i < m.n / 2; ++i) {
    int const digit = (i == 0 ? 0 : bit(b, 2 * i - 1)) + bit(b, 2 * i) - 2 * bit(b, 2 * i + 1);
    int const cut = std::max(m.t, i < m.r ? m.c - 2 * i : 0);
    integer row = twos_complement(a, m.n);
    if (cut > 0) row += static_cast<integer>(power(cut - 1)) - static_cast<integer>(a % power(cut));
    sum += digit * row * static_cast<integer>(power(2 * i));
  }
  return as_pattern(sum, 2 * m.n);
}

}  // namespace reference
