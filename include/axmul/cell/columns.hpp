// The array of partial products a_j b_i in column i + j, of which an approximate array keeps only a part.
#pragma once
#include "axmul/bits.hpp"

namespace axmul::cell {

// Sum of a_j b_i 2^(i+j) over rows h <= i < nb and columns i + j >= v; the columns in `raised`, a mask of columns below
// v, count as well, one place higher. Operands: a below 2^n, b below 2^nb. Exact product less what is dropped: only the
// rows that column v cuts are walked.
template <class U>
AXMUL_FN U kept_columns(U const& a, U const& b, int n, int nb, int h, int v, U const& raised = U{0}) {
  int const whole = v > h ? v : h;
  int const last = (v < nb ? v : nb) - 1;
  int i = v - n > h ? v - n : h;
  // At least one row, so that the loop has no guard and loops around it vectorize.
  U const any{i <= last ? 1u : 0u};
  U const kept = clear_low(U{0} - U{1}, v);
  U sum = a * clear_low(b, whole < nb ? whole : nb);
  do sum += (((a << i) & kept) + (((a << i) & raised) << 1)) & (U{0} - ((b >> i) & any));
  while (++i <= last);
  return sum;
}

// The largest value that the columns below v can have: kept_columns(v = 0) - kept_columns(v) at all-ones operands.
template <class U>
AXMUL_FN U dropped_at_most(int n, int nb, int v) {
  int const rows = v < nb ? v : nb;
  int const uncut = v - n < 0 ? 0 : v - n < rows ? v - n : rows;  // rows that lie below column v as a whole
  U const whole = (U{1} << n) * low_mask<U>(uncut);
  U const cut = (U{1} << v) * static_cast<U>(rows - uncut);
  return whole + cut - low_mask<U>(rows);
}

}  // namespace axmul::cell
