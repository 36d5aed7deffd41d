// Error statistics under a distribution of the operands, and of dot products.
#pragma once
#include "characterize/errors/characterize.hpp"

namespace axmul::tools {

// The record of an integer multiplier: expectations under the distribution, extremes over the pairs of nonzero weight,
// `zero_errors` their count, with the field `distribution`. Sums in `exact_sums` are of weight times error.
// Errors: bad_input for a format, for a distribution that cannot be read, for a method that cannot be used.
nlohmann::ordered_json weighted_record(design const& d, characterize_options const& options);

// The field `dot`: mean, variance and root mean square of the error of a sum of k independent products like the
// record's; of samples, the half-width of the mean.
nlohmann::ordered_json dot_product(nlohmann::ordered_json const& record, std::uint64_t k);

}  // namespace axmul::tools
