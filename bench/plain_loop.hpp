// What one writes without axmul: a loop over pairs that computes the fields of an error record.
#pragma once
#include <cmath>
#include <cstdint>

namespace axmul::bench {

struct plain_sums {
  std::uint64_t pairs = 0, errors = 0, nonzero = 0, zero_errors = 0, within[3] = {0, 0, 0};
  std::int64_t sum = 0;
  std::uint64_t abs_sum = 0, worst = 0, worst_a = 0, worst_b = 0;
  __extension__ unsigned __int128 square = 0;
  double relative = 0, relative_abs = 0, relative_max = -HUGE_VAL, relative_min = HUGE_VAL;
};

// Adds the row (a, 0), ..., (a, 2^nb - 1); product(a, b) in 64 bits.
template <class F>
inline void plain_row(F const& product, std::uint64_t a, int nb, plain_sums& s) {
  for (std::uint64_t b = 0; b >> nb == 0; ++b) {
    std::int64_t const exact = static_cast<std::int64_t>(a * b);
    std::int64_t const d = static_cast<std::int64_t>(product(a, b)) - exact;
    std::uint64_t const size = static_cast<std::uint64_t>(d < 0 ? -d : d);
    ++s.pairs;
    s.errors += d != 0;
    s.sum += d;
    s.abs_sum += size;
    s.square += static_cast<decltype(s.square)>(size) * size;
    if (size > s.worst) s.worst = size, s.worst_a = a, s.worst_b = b;
    if (exact == 0) {
      s.zero_errors += d != 0;
      continue;
    }
    double const relative = static_cast<double>(d) / static_cast<double>(exact);
    double const share = std::fabs(relative);
    ++s.nonzero;
    s.relative += relative;
    s.relative_abs += share;
    if (relative > s.relative_max) s.relative_max = relative;
    if (relative < s.relative_min) s.relative_min = relative;
    s.within[0] += share <= 0.01;
    s.within[1] += share <= 0.02;
    s.within[2] += share <= 0.05;
  }
}

}  // namespace axmul::bench
