// Sums of the powers of errors, for the variances of samples.
#pragma once
#include <boost/multiprecision/cpp_int.hpp>

#include "characterize/errors/sums.hpp"

namespace axmul::tools {

// Exact integers beside those of error_sums.
struct moment_sums {
  boost::multiprecision::uint1024_t fourth = 0;  // d^4
  wide_sum cube_above = 0, cube_below = 0;       // |d|^3 where d > 0, where d < 0
  wide_sum relative_square = 0;                  // (d/P)^2 where P != 0, units of 2^-80

  void merge(moment_sums const& later);
};

// Adds the pairs (a[i], b[i]) -> p[i] in words of type U; two's complement sign-extended.
template <class U>
void accumulate_moments(design const& d, U const* a, U const* b, U const* p, std::size_t count, moment_sums& sums);

}  // namespace axmul::tools
