// What the sums have in common over words of 32, 64 and 128 bits.
#pragma once
#include <cmath>
#include <cstdint>

#include "src/design.hpp"

namespace axmul::tools {

// Calls body(word{}) with the smallest word type of the design.
template <class F>
auto with_word(design const& d, F&& body) {
  switch (d.word_bits) {
    case 32: return body(std::uint32_t{});
    case 64: return body(std::uint64_t{});
    default: return body(u128{});
  }
}

// What orders two's complement as unsigned.
template <class U>
constexpr U order(bool is_signed) {
  return is_signed ? U{1} << (8 * sizeof(U) - 1) : U{0};
}

// |p - exact|.
template <class U>
U error_size(U p, U exact, U flip) {
  return (p ^ flip) < (exact ^ flip) ? exact - p : p - exact;
}

template <class U>
bool is_negative(U x) {
  return (x >> (8 * sizeof(U) - 1)) != 0;
}

// Relative errors are counted in units of 2^-40, each the nearest integer, ties to even, at most 2^126.
constexpr int relative_bits = 40;
constexpr double relative_unit = 1099511627776.0;

// For 0 <= units < nearest_limit.
constexpr double nearest_limit = 2251799813685248.0;  // 2^51
inline double nearest(double units) {
  constexpr double magic = 6755399441055744.0;  // 1.5 * 2^52
  return units + magic - magic;
}
// For any other.
inline double most_units(double units) {
  return std::fmin(std::nearbyint(units), 0x1p126);
}

}  // namespace axmul::tools
