// Error statistics of floating-point multipliers.
#pragma once
#include <nlohmann/json.hpp>

#include "characterize/errors/characterize.hpp"

namespace axmul::tools {

// The record of a format: relative fields and ulps over pairs of normal significands (exponents only scale), shares of
// overflow and underflow over all pairs of normal exponents. method: exhaustive or sampled.
nlohmann::ordered_json float_record(design const& d, std::string const& method, characterize_options const& options);

}  // namespace axmul::tools
