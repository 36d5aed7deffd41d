// Second implementations of the families that leave out or approximate cells of the array (families.md A1, A2, A4, B,
// D1, D3, D4).
#pragma once
#include <array>
#include <vector>

#include "tests/conformance/reference_bits.hpp"

namespace reference {

inline big product(axmul::exact const& m, big a, big b) {
  return partial_products(a, b, m.n, columns(m.n, m.nb), [](int, int) { return true; });
}

inline big product(axmul::bam const& m, big a, big b) {
  return partial_products(a, b, m.n, columns(m.n, m.nb), [&](int i, int j) { return i >= m.h && i + j >= m.v; });
}

inline big product(axmul::perf const& m, big a, big b) {
  return partial_products(a, b, m.n, columns(m.n, m.nb), [&](int i, int) { return i < m.j || i >= m.j + m.k; });
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
  return floor_to(saturated(m, sum), m.r);
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

inline big product(axmul::udm const& m, big a, big b) {
  big sum = 0;
  for (int i = 0; i < m.n; i += 2)
    for (int j = 0; j < columns(m.n, m.nb); j += 2) {
      big const x = a / power(i) % 4, y = b / power(j) % 4;
      sum += (x == 3 && y == 3 ? 7 : x * y) * power(i + j);
    }
  return sum;
}

// Bits in the order in which they came; n <= 32 needs less than 64.
struct bit_queue {
  std::array<signed char, 64> bits{};
  std::size_t first = 0, last = 0;

  std::size_t size() const { return last - first; }
  void put(int x) { bits.at(last++) = static_cast<signed char>(x); }
  int take() { return bits.at(first++); }
};

// A column of D3: what a stage has still to add, couts of the column before, and sums.
struct compressor_column {
  bit_queue queue, couts, sums;

  std::size_t height() const { return queue.size() + couts.size() + sums.size(); }
};

inline void compress(compressor_column& column, compressor_column& next, int design, bool exact) {
  int const x1 = column.queue.take(), x2 = column.queue.take();
  int const x3 = column.queue.take(), x4 = column.queue.take();
  if (!exact && design == 2) {
    column.sums.put(x1 == x2 || x3 == x4 ? 1 : 0);
    next.queue.put((x1 | x2) & (x3 | x4));
    return;
  }
  int const cin = column.couts.size() == 0 ? 0 : column.couts.take();
  if (exact) {
    int const s3 = (x1 + x2 + x3) % 2;
    column.sums.put((s3 + x4 + cin) % 2);
    next.queue.put((s3 + x4 + cin) / 2);
    next.couts.put((x1 + x2 + x3) / 2);
  } else {
    column.sums.put(cin == 0 && (x1 == x2 || x3 == x4) ? 1 : 0);
    next.queue.put(cin);
    next.couts.put((x1 | x2) & (x3 | x4));
  }
}

// A full adder (three bits) or a half adder (two).
inline void add_exactly(compressor_column& column, compressor_column& next, int bits) {
  int sum = 0;
  for (int i = 0; i < bits; ++i) sum += column.queue.take();
  column.sums.put(sum % 2);
  next.queue.put(sum / 2);
}

inline big product(axmul::momeni const& m, big a, big b) {
  int const width = 2 * m.n;
  std::vector<compressor_column> column(static_cast<std::size_t>(width) + 1);
  for (int i = 0; i < m.n; ++i)
    for (int j = 0; j < m.n; ++j) column[static_cast<std::size_t>(i + j)].queue.put(bit(a, j) * bit(b, i));
  for (std::size_t target = static_cast<std::size_t>(m.n); target > 2;) {
    target = std::max<std::size_t>(2, target / 2);
    for (int q = 0; q < width; ++q) {
      compressor_column &here = column[static_cast<std::size_t>(q)], &next = column[static_cast<std::size_t>(q) + 1];
      while (here.height() > target) {
        std::size_t const over = here.height() - target;
        if (over >= 3 && here.queue.size() >= 4)
          compress(here, next, m.design, q >= m.c);
        else
          add_exactly(here, next, over >= 2 && here.queue.size() >= 3 ? 3 : 2);
      }
    }
    for (compressor_column& c : column) {
      bit_queue bits = c.sums;
      while (c.queue.size() > 0) bits.put(c.queue.take());
      while (c.couts.size() > 0) bits.put(c.couts.take());
      c = {bits, {}, {}};
    }
  }
  big sum = 0;
  for (int q = 0; q < width; ++q)
    for (bit_queue& bits = column[static_cast<std::size_t>(q)].queue; bits.size() > 0;)
      sum += static_cast<unsigned>(bits.take()) * power(q);
  return sum % power(width);
}

// D4, row by row of its wiring.
inline big product(axmul::venkatachalam const& m, big a, big b) {
  auto const P = [&](int i, int j) { return bit(a, i) * bit(b, j); };
  auto const p = [&](int i, int j) { return P(i, j) | P(j, i); };
  int S[14]{}, C[14]{}, X[16]{}, Y[16]{}, G[14]{};
  for (int q = 3; q <= 11; ++q)
    for (int i = 0; i < 8; ++i)
      for (int j = i + 1; j < 8; ++j)
        if (i + j == q) G[q] |= P(i, j) & P(j, i);
  auto const half = [&](int q, int x, int y, int& sum, int& carry) {
    sum = q < m.c ? x | y : x ^ y;
    carry = x & y;
  };
  auto const full = [&](int q, int x, int y, int z, int& sum, int& carry) {
    sum = q < m.c ? (x | y) ^ z : (x + y + z) % 2;
    carry = q < m.c ? (x | y) & z : (x + y + z) / 2;
  };
  auto const compressor = [&](int q, int x1, int x2, int x3, int x4) {
    int const w1 = x1 & x2, w2 = x3 & x4;
    S[q] = (x1 ^ x2) | (x3 ^ x4) | (w1 & w2);
    C[q] = w1 | w2;
  };
  half(4, p(0, 4), p(1, 3), S[4], C[4]);
  full(5, p(0, 5), p(1, 4), p(2, 3), S[5], C[5]);
  compressor(6, p(0, 6), p(1, 5), p(2, 4), P(3, 3));
  compressor(7, p(0, 7), p(1, 6), p(2, 5), p(3, 4));
  compressor(8, p(1, 7), p(2, 6), p(3, 5), P(4, 4));
  full(9, p(2, 7), p(3, 6), p(4, 5), S[9], C[9]);
  full(10, p(3, 7), p(4, 6), P(5, 5), S[10], C[10]);
  half(11, p(4, 7), p(5, 6), S[11], C[11]);
  half(12, P(5, 7), P(7, 5), S[12], C[12]);

  X[0] = P(0, 0);
  half(1, P(1, 0), P(0, 1), X[1], X[2]);
  full(2, P(2, 0), P(0, 2), P(1, 1), Y[2], X[3]);
  full(3, p(0, 3), p(1, 2), G[3], Y[3], X[4]);
  full(4, S[4], P(2, 2), G[4], Y[4], X[5]);
  for (int q = 5; q <= 11; ++q) full(q, S[q], G[q], C[q - 1], Y[q], X[q + 1]);
  full(12, S[12], C[11], P(6, 6), Y[12], X[13]);
  full(13, P(7, 6), P(6, 7), C[12], Y[13], X[14]);
  Y[14] = P(7, 7);
  big sum = 0;
  for (int q = 0; q <= 14; ++q) sum += static_cast<unsigned>(X[q] + Y[q]) * power(q);
  return sum;
}

}  // namespace reference
