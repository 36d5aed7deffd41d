// Formats within float: their patterns as patterns of floats, and back.
#pragma once
#include <cstdint>

#include "axmul/fp/fp.hpp"
#include "src/gemm/float_kernels.hpp"

namespace axmul::detail {

constexpr std::uint32_t magnitude_bits = 0x7fffffff;

// The value of a pattern.
float widened_float(format const& f, std::uint32_t pattern);

// The pattern of a float, given as its own pattern, that the format holds.
std::uint32_t narrowed(format const& f, std::uint32_t pattern);

// Rounding to the format: operands to nearest even, products as the options say.
float_rounding rounding_of(format const& f, fp_options const& o, rounding mode);

}  // namespace axmul::detail
