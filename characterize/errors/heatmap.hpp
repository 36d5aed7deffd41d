// A picture of the error over the operands.
#pragma once
#include <string>

#include "src/design.hpp"

namespace axmul::tools {

// PNG of the signed error over all pairs (a, b), a to the right, b up, in colours that are white at 0. Beyond 256
// values of an operand a cell is the mean over its pairs; beyond 2^24 pairs, over 256 random ones of them.
// Errors: bad_input for a format; tool_failure when gnuplot is missing or fails.
std::string error_heatmap(design const& d);

}  // namespace axmul::tools
