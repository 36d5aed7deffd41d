// What the paths of int_gemm share: operands as lanes along k, and products made from a prepared second operand.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "axmul/gemm.hpp"

namespace axmul::detail {

using word = std::uint32_t;  // sums modulo 2^32
using index = std::ptrdiff_t;

// A product table; entry (a << nb) | b.
struct product_table {
  std::vector<std::int32_t> entries;
  int n, nb;

  std::size_t height() const { return std::size_t{1} << n; }
  std::size_t width() const { return std::size_t{1} << nb; }
  word at(std::size_t a, std::size_t b) const { return static_cast<word>(entries[(a << nb) | b]); }
};

// The rows of a or the columns of b: pattern (lane, k), the bits above the mask being copies of the sign.
struct operand {
  std::uint8_t const* data;
  index lanes, depth, lane_step, depth_step;
  std::uint8_t mask;

  std::size_t at(index lane, index k) const {
    return static_cast<std::size_t>(data[lane * lane_step + k * depth_step] & mask);
  }
  operand from(index k, index count) const {
    return {data + k * depth_step, lanes, count, lane_step, depth_step, mask};
  }
};

// b, ready to be multiplied: sets c to a x b modulo 2^32.
class prepared {
 public:
  virtual ~prepared() = default;
  virtual void multiply(operand const& a, matrix<word> c) const = 0;
};

// What is left of a table: entry(a, b) = rest(a, b) + u[a] + v[b] modulo 2^32.
struct separable_terms {
  std::vector<word> u, v;
};

// The sum along k of term[pattern], for each lane.
std::vector<word> sums(operand const& x, std::vector<word> const& term);

// c[i][j] = rows[i] + columns[j]
void set_sums(std::vector<word> const& rows, std::vector<word> const& columns, matrix<word> c);

// Work below this many products is not worth waking threads for.
constexpr index parallel_products = index{1} << 17;

}  // namespace axmul::detail
