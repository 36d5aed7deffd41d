// The sums behind the error statistics, over a block of pairs and over all of them.
#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "src/design.hpp"

namespace axmul::tools {

using wide_sum = boost::multiprecision::uint512_t;

// d = approximate - exact, P exact product. Integer sums are exact; relative errors are rounded to multiples of 2^-40.
struct error_sums {
  std::uint64_t pairs = 0, errors = 0, nonzero = 0, zero_errors = 0;
  std::uint64_t within[3] = {0, 0, 0};  // pairs with |d/P| <= 1, 2, 5 %
  wide_sum positive = 0, negative = 0, square = 0;
  i128 relative = 0, relative_abs = 0;  // units of 2^-40
  u128 worst = 0;
  std::uint64_t worst_a = 0, worst_b = 0;  // patterns of the first pair, a major, that has the worst error
  double relative_max = -std::numeric_limits<double>::infinity();
  double relative_min = std::numeric_limits<double>::infinity();
  std::vector<std::uint64_t> bit_errors;  // empty unless asked for
  bool symmetric = true;

  // Adds the sums of other pairs, in any order.
  void merge(error_sums const& other);
};

// Adds the pairs (a[i], b[i]) -> p[i] in words of type U; two's complement sign-extended.
template <class U>
void accumulate(design const& d, U const* a, U const* b, U const* p, std::size_t count, error_sums& sums);

// Counter-based random bits: the same for the same (seed, index) on any thread.
inline std::uint64_t random_bits(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t x = seed * 0x9e3779b97f4a7c15u + index + 1;
  x *= 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace axmul::tools
