// The word of row functions: 32 bits whose leading one is found by arithmetic, so that loops over models vectorize also
// where the instruction set cannot count leading zeros.
#pragma once
#include <cstddef>
#include <cstdint>

#include "axmul/config.hpp"

namespace axmul::tools {

struct lane {
  std::uint32_t bits;

  constexpr lane(std::uint32_t x = 0) : bits(x) {}
  explicit constexpr operator std::uint32_t() const { return bits; }
  explicit constexpr operator std::size_t() const { return bits; }
  explicit constexpr operator int() const { return static_cast<int>(bits); }

  friend constexpr lane operator+(lane x, lane y) { return x.bits + y.bits; }
  friend constexpr lane operator-(lane x, lane y) { return x.bits - y.bits; }
  friend constexpr lane operator*(lane x, lane y) { return x.bits * y.bits; }
  friend constexpr lane operator/(lane x, lane y) { return x.bits / y.bits; }
  friend constexpr lane operator&(lane x, lane y) { return x.bits & y.bits; }
  friend constexpr lane operator|(lane x, lane y) { return x.bits | y.bits; }
  friend constexpr lane operator^(lane x, lane y) { return x.bits ^ y.bits; }
  friend constexpr lane operator<<(lane x, int s) { return x.bits << s; }
  friend constexpr lane operator>>(lane x, int s) { return x.bits >> s; }
  friend constexpr lane operator~(lane x) { return ~x.bits; }
  friend constexpr lane operator-(lane x) { return -x.bits; }
  constexpr lane& operator+=(lane y) { return *this = *this + y; }
  constexpr lane& operator-=(lane y) { return *this = *this - y; }
  constexpr lane& operator*=(lane y) { return *this = *this * y; }
  constexpr lane& operator&=(lane y) { return *this = *this & y; }
  constexpr lane& operator|=(lane y) { return *this = *this | y; }
  constexpr lane& operator^=(lane y) { return *this = *this ^ y; }
  constexpr lane& operator<<=(int s) { return *this = *this << s; }
  constexpr lane& operator>>=(int s) { return *this = *this >> s; }
  friend constexpr bool operator==(lane x, lane y) { return x.bits == y.bits; }
  friend constexpr bool operator!=(lane x, lane y) { return x.bits != y.bits; }
  friend constexpr bool operator<(lane x, lane y) { return x.bits < y.bits; }
  friend constexpr bool operator>(lane x, lane y) { return x.bits > y.bits; }
  friend constexpr bool operator<=(lane x, lane y) { return x.bits <= y.bits; }
  friend constexpr bool operator>=(lane x, lane y) { return x.bits >= y.bits; }
};

// From the exponent of x / 2 + 1/2, whose bit below the leading one is cleared so that the sum does not round up.
constexpr int floor_log2(lane x) {
  std::int32_t const half = static_cast<std::int32_t>(x.bits >> 1);
  float const rounded = static_cast<float>(half & ~(half >> 1)) + 0.5f;
  return (bit_cast<std::int32_t>(rounded) >> 23) - 126;
}

}  // namespace axmul::tools
