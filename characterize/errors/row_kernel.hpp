// The error sums of one row of products, vectorized: compiled for each instruction set, chosen at run time.
#pragma once
#include <cstddef>
#include <cstdint>

namespace axmul::tools {

// Pairs (a, b), (a, b + 1), ... -> p[0], p[1], ... with a b != 0 throughout, in words of 32 bits that hold the products
// (two's complement when signed). inverse_b[i] is the double nearest to 1 / (b + i).
struct product_row {
  double a, b, inverse_a;
  double const* inverse_b;
  std::uint32_t const* p;
  std::size_t count;  // a multiple of 16, at most 2048
};

// d = p - a b. Relative errors are counted in units of 2^-40, rounded as in sums.hpp.
struct row_sums {
  double sum, abs_sum;       // of d and |d|, exact
  std::uint64_t square_low;  // of d^2, modulo 2^64
  double square;             // the same to within 2^32
  std::int64_t relative, relative_abs;
  double worst;  // largest |d|
  double relative_max, relative_min;
  std::uint64_t errors;     // d != 0
  std::uint64_t within[3];  // |d / (a b)| <= 1, 2, 5 %
};

// The sums of a row, by the instruction set in use. The relative ones are right only where relative_max and
// relative_min stay within 2^11.
row_sums add_row(product_row const& row, bool is_signed);

// The first i with |d| = size; there is one.
std::size_t find_error(product_row const& row, bool is_signed, double size);

}  // namespace axmul::tools
