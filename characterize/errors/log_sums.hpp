// Error statistics of a sum of logarithms (axmul/error_form.hpp), over all pairs.
#pragma once
#include "characterize/errors/exact_sums.hpp"

namespace axmul::tools {

// Sums over a below 2^n and b below 2^nb; `pairs` is left to the caller.
exact_sums log_sum_errors(int n, int nb);

}  // namespace axmul::tools
