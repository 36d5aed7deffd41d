// Where d = sum over t of f_t(a) g_t(b) is largest.
#pragma once
#include "characterize/errors/pieces.hpp"

namespace axmul::tools {

// The largest |d| and its first pair; on a piece no function changes its sign. None when it is not found soon.
std::optional<worst_error> worst_pair(std::vector<piece> const& a, std::vector<piece> const& b);

// A bound from above of d.
cpp_int highest_sum(std::vector<piece> const& a, std::vector<piece> const& b);

}  // namespace axmul::tools
