// The sums behind the error statistics as exact integers.
#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>

namespace axmul::tools {

using boost::multiprecision::cpp_int;

inline cpp_int power_of_two(int exponent) {
  cpp_int x = 0;
  bit_set(x, static_cast<unsigned>(exponent));
  return x;
}

// The largest |d|, and the operand patterns of the first pair (a major) that has it.
struct worst_error {
  cpp_int size = 0;
  std::uint64_t a = 0, b = 0;
};

// Over all pairs; what is not known is absent.
struct exact_sums {
  cpp_int pairs, d, d2;
  std::optional<cpp_int> errors, abs_d;
  std::optional<worst_error> worst;
};

}  // namespace axmul::tools
