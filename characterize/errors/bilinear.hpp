// Error statistics of d = sum over t of f_t(a) g_t(b), over all pairs of operands.
#pragma once
#include "characterize/errors/pieces.hpp"

namespace axmul::tools {

struct bilinear_errors {
  exact_sums sums;  // `pairs` is left to the caller
  cpp_int highest;  // no d is above it
};

// The pieces hold f_t and g_t. Exact in d and d2; abs_d and errors where the terms of no pair differ in sign; worst
// where a search of bounded length finds it.
bilinear_errors bilinear_errors_of(std::vector<piece> const& a, std::vector<piece> const& b);

}  // namespace axmul::tools
