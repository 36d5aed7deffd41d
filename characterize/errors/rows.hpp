// Sums over every pair in rows of 32-bit products, for families and circuits: the fast way of exhaustive statistics.
#pragma once
#include "characterize/errors/chunks.hpp"
#include "characterize/errors/sums.hpp"

namespace axmul::tools {

// Whether row_sums_of() takes the design: an integer multiplier whose products fit 32 bits, of at least 2^10 pairs in
// rows of 32, that can make products by the row or has a circuit.
bool has_fast_rows(design const& d);

// Sums over all pairs, or a part of them.
error_sums row_sums_of(design const& d, shard const& part);

}  // namespace axmul::tools
