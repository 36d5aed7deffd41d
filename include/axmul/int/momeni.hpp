#pragma once
#include "axmul/cell/columns.hpp"
#include "axmul/cell/compressor.hpp"
#include "axmul/params.hpp"

namespace axmul {

// Momeni's multiplier: partial products reduced by 4:2 compressors, in columns below c by approximate ones (design 1
// passes its carry-in on as carry, design 2 has none); full and half adders and the last addition are exact. The cells
// are the paper's, the wiring of the tree is axmul's: a stage brings every column to n/2, n/4, ... 2 bits.
// Operands: unsigned, n bits each, n a power of two. Product: 2n bits.
// Error: both signs, also for zero operands.
// Source: Momeni, Han, Montuschi and Lombardi 2015, DOI 10.1109/TC.2014.2308214.
struct momeni {
  static constexpr char const* name = "momeni";
  static constexpr evidence grade = evidence::c;
  static constexpr char const* error_sign = "+-";
  static constexpr paper source{"A. Momeni, J. Han, P. Montuschi and F. Lombardi",
                                "Design and analysis of approximate compressors for multiplication",
                                "IEEE Transactions on Computers 64(4)", 2015, "10.1109/TC.2014.2308214"};

  int n = 8;
  int design = 1;
  int c = n - 1;

  template <class Self, class F>
  static constexpr void params(Self& s, F&& f) {
    f("n", s.n, range{4, widest, 8, spacing::doubling});
    f("design", s.design, range{1, 2, 1});
    f("c", s.c, range{0, 2 * s.n, s.n - 1});
  }

  template <class U>
  AXMUL_FN U operator()(U a, U b) const {
    // Exact cells keep the sum: of the columns from c on only that counts, with the carries into them.
    U sum = cell::kept_columns(a, b, n, n, 0, c);
    cell::bit_queue<U> columns[2 * widest]{};
    U const reversed_a = cell::reversed(a, n);
    for (int q = 0; q < c && q < 2 * n - 1; ++q) columns[q] = cell::product_column(reversed_a, b, n, q);
    for (int height = n; height > 2;) {
      height = height > 4 ? height / 2 : 2;
      cell::bit_queue<U> carries{}, couts{};
      for (int q = 0; q < c; ++q) columns[q] = reduce(columns[q], carries, couts, height);
      sum += value(carries, c) + value(couts, c);
    }
    for (int q = 0; q < c; ++q) sum += value(columns[q], q);
    return sum & low_mask<U>(2 * n);
  }

 private:
  static constexpr int widest = 64;

  // What bits in column q <= 2n add to the product, modulo 2^(2n).
  template <class U>
  AXMUL_FN U value(cell::bit_queue<U> bits, int q) const {
    U sum{0};
    while (q < 2 * n && bits.size > 0) sum += bits.pop() << q;
    return sum;
  }

  // One stage of one column. carries and couts come from the column below and become those for the column above.
  template <class U>
  AXMUL_FN cell::bit_queue<U> reduce(cell::bit_queue<U> queue, cell::bit_queue<U>& carries, cell::bit_queue<U>& couts,
                                     int height) const {
    cell::bit_queue<U> sums{}, carries_up{}, couts_up{};
    queue.append(carries);
    for (;;) {
      int const excess = queue.size + couts.size + sums.size - height;
      if (excess <= 0 || queue.size < 2) break;
      cell::sum_carry<U> out{};
      U const x1 = queue.pop(), x2 = queue.pop();
      if (excess >= 3 && queue.size >= 2) {
        U const x3 = queue.pop(), x4 = queue.pop();
        U const cin = couts.size > 0 ? couts.pop() : U{0};
        U const differ = (x1 ^ x2) & (x3 ^ x4);
        U const pairs = (x1 | x2) & (x3 | x4);
        if (design == 1) couts_up.push(pairs);
        out = {(differ | cin) ^ U{1}, design == 1 ? cin : pairs};
      } else if (excess >= 2 && queue.size >= 1) {
        out = cell::full_adder(x1, x2, queue.pop());
      } else {
        out = cell::half_adder(x1, x2);
      }
      sums.push(out.sum);
      carries_up.push(out.carry);
    }
    sums.append(queue);
    sums.append(couts);
    carries = carries_up;
    couts = couts_up;
    return sums;
  }
};

}  // namespace axmul
